import { Images } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { FilmstripActions } from './FilmstripActions'
import styles from './Filmstrip.module.css'
import { FilmstripPicture } from './FilmstripPicture'
import { filmstripEntries } from './live-jobs'

const shownPictures = 30

/** The last pictures, newest left; what is selected can be acted on without leaving the shutter. */
export function Filmstrip({ flightFrom }: { flightFrom: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation()
  const jobs = useAppState((state) => state.jobs)
  const captures = useAppState((state) => state.captures)
  const entries = useMemo(() => filmstripEntries(jobs, captures, shownPictures), [jobs, captures])
  const [chosenId, setChosenId] = useState<string | null>(null)
  const newestDone =
    entries.find(({ capture, job }) => capture !== null || job?.state === 'failed') ?? entries[0] ?? null
  const selected = entries.find(({ id }) => id === chosenId) ?? newestDone
  const strip = useRef<HTMLUListElement>(null)
  useFlight(strip, entries[0]?.id ?? null, flightFrom)
  return (
    <section className={styles.film} aria-label={t('live.last')}>
      <header className={styles.header}>
        <h2 className={styles.heading}>{t('live.last')}</h2>
        {selected !== null && <FilmstripActions entry={selected} />}
      </header>
      {entries.length === 0 ? (
        <NoPictures />
      ) : (
        <ul ref={strip} className={styles.strip}>
          {entries.map((entry) => (
            <li key={entry.id}>
              <FilmstripPicture
                entry={entry}
                isSelected={entry.id === selected?.id}
                onSelect={() => setChosenId(entry.id === newestDone?.id ? null : entry.id)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function NoPictures() {
  const { t } = useTranslation()
  return (
    <div className={styles.none}>
      <Images aria-hidden strokeWidth={1.25} />
      <p>
        <strong>{t('live.noPictures')}</strong> {t('live.noPicturesText')}
      </p>
    </div>
  )
}

const flightMs = 240

/** The new picture comes from the capture button while the others make room. */
function useFlight(
  strip: RefObject<HTMLUListElement | null>,
  newestId: string | null,
  from: RefObject<HTMLElement | null>,
) {
  const lastId = useRef(newestId)
  useEffect(() => {
    const before = lastId.current
    lastId.current = newestId
    if (newestId === null || newestId === before) return
    const first = strip.current?.firstElementChild
    const start = from.current?.getBoundingClientRect()
    if (!first || !start || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const end = first.getBoundingClientRect()
    const x = start.x + start.width / 2 - (end.x + end.width / 2)
    const y = start.y + start.height / 2 - (end.y + end.height / 2)
    const timing = { duration: flightMs, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' }
    first.animate(
      [
        { translate: `${x}px ${y}px`, scale: 0.5, opacity: 0.4 },
        { translate: '0 0', scale: 1, opacity: 1 },
      ],
      timing,
    )
    for (const other of [...(strip.current?.children ?? [])].slice(1)) {
      other.animate([{ translate: `${-end.width}px 0` }, { translate: '0 0' }], timing)
    }
  }, [strip, newestId, from])
}

import { Search, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureFilter } from '../../../contract/capture'
import { useAppState } from '../../connection/use-app-state'
import { useStyleTitle } from '../../connection/use-style-title'
import { IconButton } from '../../ui/IconButton'
import { TextField } from '../../ui/TextField'
import { filterOf, type CaptureBrowser } from './capture-browser'
import { EventWords } from './EventWords'
import { FilterWord } from './FilterWord'
import styles from './Filters.module.css'
import { useBrowsed } from './use-capture-browser'
import type { ZipDownload } from './use-zip-download'
import { ZipButton } from './ZipButton'

/** What is shown, as words with how many there are. */
export function Filters({ browser, zip }: { browser: CaptureBrowser; zip: ZipDownload }) {
  const { t } = useTranslation()
  const filter = useBrowsed(browser, (browsed) => browsed.filter)
  const counts = useBrowsed(browser, (browsed) => browsed.counts)
  const set = (parts: Partial<CaptureFilter>) =>
    void browser.setFilter(filterOf(filter.event, { text: filter.text, ...parts }))
  const isAll = !filter.favouritesOnly && !filter.rejectedOnly && filter.style === null
  return (
    <nav className={styles.filters} aria-label={t('gallery.filters')}>
      <SearchField text={filter.text} onText={(text) => void browser.setFilter({ ...filter, text })} />
      <EventWords
        chosen={filter.event}
        counts={counts?.events ?? {}}
        total={filter.event === null ? counts?.all : undefined}
        onChoose={(event) => void browser.setFilter(filterOf(event, { text: filter.text }))}
      />
      <ul>
        <FilterWord label={t('gallery.all')} count={counts?.all} isCurrent={isAll} onClick={() => set({})} />
        <FilterWord
          label={t('gallery.favourites')}
          count={counts?.favourites}
          isCurrent={filter.favouritesOnly}
          onClick={() => set({ favouritesOnly: true })}
        />
        <FilterWord
          label={t('gallery.rejected')}
          count={counts?.rejected}
          isCurrent={filter.rejectedOnly}
          onClick={() => set({ rejectedOnly: true })}
        />
      </ul>
      <StyleWords chosen={filter.style} counts={counts?.styles ?? {}} onChoose={(style) => set({ style })} />
      <ZipButton browser={browser} zip={zip} />
    </nav>
  )
}

/** Styles that have pictures or could get some; those that are gone keep their folder's name. */
function StyleWords({
  chosen,
  counts,
  onChoose,
}: {
  chosen: string | null
  counts: Readonly<Record<string, number>>
  onChoose: (style: string) => void
}) {
  const { t } = useTranslation()
  const title = useStyleTitle()
  const known = useAppState((state) => state.styles)
  const names = [...new Set([...known.map(({ name }) => name), ...Object.keys(counts)])].filter((name) => counts[name])
  if (names.length === 0) return null
  return (
    <>
      <h2 className={styles.heading}>{t('gallery.styles')}</h2>
      <ul>
        {names.map((name) => (
          <FilterWord
            key={name}
            label={title(name)}
            count={counts[name]}
            isCurrent={chosen === name}
            onClick={() => onChoose(name)}
          />
        ))}
      </ul>
    </>
  )
}

/** Time to type on before the core is asked. */
const typingMs = 200

function SearchField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  const [known, setKnown] = useState(text)
  if (known !== text) {
    setKnown(text)
    setTyped(text)
  }
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onText(typed), typingMs)
    return () => clearTimeout(timer)
    // `onText` is new with each rendering and says the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, text])
  return (
    <TextField
      label={t('gallery.search')}
      labelHidden
      className={styles.search}
      placeholder={t('gallery.searchShort')}
      value={typed}
      maxLength={100}
      start={<Search aria-hidden />}
      end={
        typed !== '' && (
          <IconButton className={styles.clear} icon={X} label={t('gallery.clearSearch')} onClick={() => onText('')} />
        )
      }
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && onText('')}
    />
  )
}

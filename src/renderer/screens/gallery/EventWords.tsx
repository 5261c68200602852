import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { nameOfEvent } from '../../events/event-list'
import { eventWords } from './event-words'
import { FilterWord } from './FilterWord'
import styles from './Filters.module.css'

export interface EventWordsProps {
  /** Null shows every event's pictures, and files of others that belong to none. */
  chosen: string | null
  counts: Readonly<Record<string, number>>
  /** Of all events together; undefined while it was not asked for. */
  total: number | undefined
  onChoose: (event: string | null) => void
}

/** Whose pictures are shown; nothing while there is one event alone. */
export function EventWords({ chosen, counts, total, onChoose }: EventWordsProps) {
  const { t } = useTranslation()
  const events = useAppState((state) => state.settings.events)
  const activeEvent = useAppState((state) => state.settings.activeEvent)
  const words = eventWords(events, activeEvent, counts)
  if (words.length < 2 && events.length < 2 && chosen !== null) return null
  return (
    <>
      <h2 className={styles.heading}>{t('gallery.events')}</h2>
      <ul className={styles.group}>
        {words.map(({ id, event, count }) => (
          <FilterWord
            key={id}
            label={event ? nameOfEvent(t, event) : t('gallery.goneEvent')}
            count={count}
            isCurrent={chosen === id}
            onClick={() => onChoose(id)}
          />
        ))}
        <FilterWord
          label={t('gallery.allEvents')}
          count={total}
          isCurrent={chosen === null}
          onClick={() => onChoose(null)}
        />
      </ul>
    </>
  )
}

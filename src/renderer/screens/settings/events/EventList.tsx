import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BoothEvent, EventFacts } from '../../../../contract/event'
import { nameOfEvent } from '../../../events/event-list'
import { useFormat } from '../../../i18n/format'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import styles from './Events.module.css'

export interface EventListProps {
  events: readonly BoothEvent[]
  activeId: string
  shownId: string
  facts: ReadonlyMap<string, EventFacts>
  onShow: (id: string) => void
  onCreate: () => void
}

/** One line for the name, one for folder and pictures; the one in use says so. */
export function EventList({ events, activeId, shownId, facts, onShow, onCreate }: EventListProps) {
  const { t } = useTranslation()
  return (
    <nav className={styles.list} aria-label={t('events.list')}>
      <Button icon={Plus} onClick={onCreate}>
        {t('events.create')}
      </Button>
      <ul>
        {events.map((event) => (
          <li key={event.id}>
            <button
              type="button"
              className={styles.entry}
              aria-current={event.id === shownId ? 'true' : undefined}
              onClick={() => onShow(event.id)}
            >
              <span className={styles.entryName}>{nameOfEvent(t, event)}</span>
              <Where event={event} facts={facts.get(event.id)} />
              {event.id === activeId && (
                <Chip level="ready" size="small">
                  {t('events.active')}
                </Chip>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Where({ event, facts }: { event: BoothEvent; facts: EventFacts | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const count = facts?.captures
  return (
    <>
      <span className={styles.entryFolder}>{event.folder === '' ? t('events.root') : event.folder}</span>
      <span className={styles.entryCount}>
        {count === undefined ? '' : t('events.pictures', { count, shown: format.number(count) })}
      </span>
    </>
  )
}

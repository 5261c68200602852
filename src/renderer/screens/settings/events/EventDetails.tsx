import { Copy, Trash2, Zap } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventFacts } from '../../../../contract/event'
import { nameOfEvent } from '../../../events/event-list'
import { useChooseEvent } from '../../../events/use-choose-event'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { useSettingsForm } from '../settings-form'
import { ConsentFields } from './ConsentFields'
import { useEventForm } from './event-form'
import styles from './Events.module.css'
import { FileFields } from './FileFields'
import { NameFields } from './NameFields'
import { OverlayFields } from './OverlayFields'
import { RemoveEventDialog } from './RemoveEventDialog'
import { RetentionFields } from './RetentionFields'
import { StyleFields } from './StyleFields'

export interface EventDetailsProps {
  facts: EventFacts | undefined
  onDuplicate: () => void
}

/** Everything of one event, from what is asked most to what is set once. */
export function EventDetails({ facts, onDuplicate }: EventDetailsProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.details}>
      <Head facts={facts} onDuplicate={onDuplicate} />
      <NameFields />
      <Group title={t('events.groups.styles')}>
        <StyleFields />
      </Group>
      <Group title={t('events.groups.consent')}>
        <ConsentFields />
      </Group>
      <Group title={t('events.groups.overlay')}>
        <OverlayFields />
      </Group>
      <Group title={t('events.groups.files')}>
        <FileFields />
      </Group>
      <Group title={t('events.groups.retention')}>
        <RetentionFields />
      </Group>
    </div>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h4>{title}</h4>
      {children}
    </section>
  )
}

function Head({ facts, onDuplicate }: EventDetailsProps) {
  const { t } = useTranslation()
  const { event } = useEventForm()
  const isActive = useSettingsForm().settings.activeEvent === event.id
  const choose = useChooseEvent()
  const [isRemoving, setRemoving] = useState(false)
  return (
    <header className={styles.head}>
      <h3>{nameOfEvent(t, event)}</h3>
      <div className={styles.headActions}>
        {isActive ? (
          <Chip level="ready">{t('events.activeText')}</Chip>
        ) : (
          <Button kind="primary" icon={Zap} onClick={() => void choose(event)}>
            {t('events.use')}
          </Button>
        )}
        <Button icon={Copy} onClick={onDuplicate}>
          {t('events.duplicateShort')}
        </Button>
        {!isActive && (
          <Button kind="quiet" icon={Trash2} onClick={() => setRemoving(true)}>
            {t('events.remove')}
          </Button>
        )}
      </div>
      {isRemoving && <RemoveEventDialog facts={facts} onClose={() => setRemoving(false)} />}
    </header>
  )
}

import { useTranslation } from 'react-i18next'
import type { EventFacts } from '../../../../contract/event'
import { useCommand } from '../../../connection/use-command'
import { useUndoToast } from '../../../connection/use-undo-toast'
import { nameOfEvent } from '../../../events/event-list'
import { useFormat } from '../../../i18n/format'
import { goTo } from '../../../navigation'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'
import { useEventForm } from './event-form'
import styles from './Events.module.css'

/** Says what stays and what goes before anything does. */
export function RemoveEventDialog({ facts, onClose }: { facts: EventFacts | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { event } = useEventForm()
  const remove = useRemoval(onClose)
  const count = facts?.captures ?? 0
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('events.removing.title', { name: nameOfEvent(t, event) })}
      closeLabel={t('app.close')}
      description={
        <ul className={styles.facts}>
          <li>
            {count === 0
              ? t('events.removing.stays_zero')
              : t('events.removing.stays', { count, shown: format.number(count) })}
          </li>
          {count > 0 && event.folder !== '' && <li>{t('events.removing.folder', { folder: event.folder })}</li>}
          {count > 0 && event.retention.days !== null && <li>{t('events.removing.stillErased')}</li>}
          <li>{t('events.removing.goes')}</li>
        </ul>
      }
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button kind="danger" onClick={() => void remove()}>
            {t('events.removing.confirm')}
          </Button>
        </>
      }
    />
  )
}

function useRemoval(onClose: () => void): () => Promise<void> {
  const { t } = useTranslation()
  const run = useCommand()
  const tellChange = useUndoToast()
  const { event } = useEventForm()
  return async () => {
    const removed = await run('events.remove', { id: event.id, confirmed: true })
    onClose()
    if (removed === null) return
    goTo('settings', 'events')
    tellChange({ title: t('events.removing.done'), text: nameOfEvent(t, event) }, removed.revision)
  }
}

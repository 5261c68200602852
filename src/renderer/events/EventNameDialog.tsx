import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { errorFactsOf } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import { activeEventOf } from '../../contract/settings'
import { useAppState, useConnection } from '../connection/use-app-state'
import { errorText } from '../i18n/error-text'
import { goTo } from '../navigation'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { TextField } from '../ui/TextField'
import { useToast } from '../ui/Toast'
import { nameOfEvent } from './event-list'
import styles from './EventNameDialog.module.css'
import { useChooseEvent } from './use-choose-event'

export interface EventNameDialogProps {
  /** The event whose set-up is taken along; null makes a new one. */
  original: BoothEvent | null
  onClose: () => void
}

/** Asks for nothing but the name; the new event's form follows, and the event in use stays in use. */
export function EventNameDialog({ original, onClose }: EventNameDialogProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const { add, error, isPending } = useAddedEvent(original, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') void add(name.trim())
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={original ? t('events.naming.duplicate', { name: nameOfEvent(t, original) }) : t('events.naming.create')}
      description={original ? t('events.naming.duplicateText') : t('events.naming.createText')}
      closeLabel={t('app.close')}
    >
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label={t('events.naming.name')}
          value={name}
          maxLength={80}
          placeholder={t('events.naming.placeholder')}
          error={error}
          onChange={(event) => setName(event.target.value)}
        />
        <div className={styles.actions}>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button kind="primary" type="submit" pending={isPending} disabled={name.trim() === ''}>
            {original ? t('events.naming.confirmDuplicate') : t('events.naming.confirmCreate')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function useAddedEvent(original: BoothEvent | null, onClose: () => void) {
  const { t } = useTranslation()
  const { client } = useConnection()
  const [error, setError] = useState<string | null>(null)
  const [isPending, setPending] = useState(false)
  const tellAdded = useAddedToast()

  async function add(name: string): Promise<void> {
    setPending(true)
    try {
      const made = original
        ? await client.command('events.duplicate', { id: original.id, name })
        : await client.command('events.create', { name })
      onClose()
      goTo('settings', `events/${made.id}`)
      tellAdded(made)
    } catch (thrown) {
      const { message, hint } = errorText(t, errorFactsOf(thrown))
      setError(`${message}. ${hint}`)
      setPending(false)
    }
  }

  return { add, error, isPending }
}

function useAddedToast(): (made: BoothEvent) => void {
  const { t } = useTranslation()
  const showToast = useToast()
  const choose = useChooseEvent()
  const active = useAppState((state) => activeEventOf(state.settings))
  return (made) =>
    showToast({
      level: 'ready',
      title: t('events.naming.done'),
      text: t('events.naming.doneText', { name: nameOfEvent(t, active) }),
      action: { label: t('events.naming.chooseNow'), onSelect: () => void choose(made) },
    })
}

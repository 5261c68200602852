import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../connection/use-command'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { TextField } from '../../ui/TextField'
import { useToast } from '../../ui/Toast'
import { pinProblem } from './pin-problem'
import styles from './Settings.module.css'

/** Asks for a new PIN twice: a slip would lock the operator out as well. */
export function PinDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [isTried, setTried] = useState(false)
  const problem = pinProblem(pin, again)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problem !== null || (await run('settings.setPin', { pin })) === null) return
    showToast({ level: 'ready', title: t('settings.kiosk.pinSaved') })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('settings.kiosk.newPin')}
      description={t('settings.kiosk.newPinText')}
      closeLabel={t('app.close')}
    >
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <TextField
          label={t('settings.kiosk.pin')}
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          maxLength={12}
          value={pin}
          error={isTried && problem === 'form' ? t('settings.kiosk.pinForm') : null}
          onChange={(event) => setPin(event.target.value)}
        />
        <TextField
          label={t('settings.kiosk.pinAgain')}
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          maxLength={12}
          value={again}
          error={isTried && problem === 'different' ? t('settings.kiosk.pinDifferent') : null}
          onChange={(event) => setAgain(event.target.value)}
        />
        <div className={styles.formActions}>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('settings.kiosk.savePin')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

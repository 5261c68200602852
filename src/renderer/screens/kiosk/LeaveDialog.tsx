import type { TFunction } from 'i18next'
import { Delete } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorFactsOf, type ErrorCode } from '../../../contract/errors'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { useWindowKey } from '../../use-window-key'
import { afterQuiet } from './after-quiet'
import styles from './LeaveDialog.module.css'

const longestPin = 12
const shortestPin = 4

/** Asks for the operator's PIN; the core checks it. Goes by itself: a guest who found it must not leave it on the screen. */
export function LeaveDialog({ onClose, onLeft }: { onClose: () => void; onLeft: () => void }) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const { leave, error, isPending } = useLeave(onLeft)
  const add = (digit: string) => setPin((before) => (before + digit).slice(0, longestPin))
  const confirm = () => {
    if (pin.length >= shortestPin && !isPending) void leave(pin).then((left) => !left && setPin(''))
  }
  useClosedWhenQuiet(onClose)
  useWindowKey((event) => {
    if (/^\d$/.test(event.key)) add(event.key)
    if (event.key === 'Backspace') setPin((before) => before.slice(0, -1))
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) confirm()
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('kiosk.leave.title')}
      description={
        error === null ? t('kiosk.leave.text') : <strong className={styles.error}>{errorWords(t, error)}</strong>
      }
      closeLabel={t('app.close')}
      keepsFocus
    >
      <p className={styles.pin} role="status" aria-label={t('kiosk.leave.digits', { count: pin.length })}>
        {'•'.repeat(pin.length)}
      </p>
      <div className={styles.pad}>
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => (
          <PadKey key={digit} onPress={() => add(digit)}>
            {digit}
          </PadKey>
        ))}
        <PadKey label={t('kiosk.leave.erase')} onPress={() => setPin((before) => before.slice(0, -1))}>
          <Delete aria-hidden />
        </PadKey>
        <PadKey onPress={() => add('0')}>0</PadKey>
        <Button
          kind="primary"
          className={styles.confirm}
          disabled={pin.length < shortestPin}
          pending={isPending}
          onClick={confirm}
        >
          {t('kiosk.leave.confirm')}
        </Button>
      </div>
    </Dialog>
  )
}

function useClosedWhenQuiet(onClose: () => void) {
  const idleSec = useAppState((state) => state.settings.kiosk.idleSec)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => afterQuiet(idleSec * 1000, () => close.current()), [idleSec])
}

function PadKey({ label, onPress, children }: { label?: string; onPress: () => void; children: React.ReactNode }) {
  return (
    <button type="button" className={styles.key} aria-label={label} onClick={onPress}>
      {children}
    </button>
  )
}

function errorWords(t: TFunction, code: ErrorCode): string {
  if (code === 'pin_wrong') return t('kiosk.leave.wrong')
  if (code === 'pin_locked') return t('kiosk.leave.locked')
  return code === 'pin_unset' ? t('kiosk.leave.unset') : t('kiosk.leave.failed')
}

/** The desktop closes the window itself; a browser only stops being the guests' screen. */
function useLeave(onLeft: () => void) {
  const { client } = useConnection()
  const [error, setError] = useState<ErrorCode | null>(null)
  const [isPending, setPending] = useState(false)

  async function leave(pin: string): Promise<boolean> {
    setPending(true)
    try {
      await client.command('kiosk.leave', { pin })
      if (document.fullscreenElement !== null) await document.exitFullscreen()
      onLeft()
      return true
    } catch (thrown) {
      setError(errorFactsOf(thrown).code)
      return false
    } finally {
      setPending(false)
    }
  }

  return { leave, error, isPending }
}

import { QrCode } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addresses } from '../../contract/addresses'
import { useAppState, useConnection } from '../connection/use-app-state'
import { useCommand } from '../connection/use-command'
import { Dialog } from '../ui/Dialog'
import { IconButton } from '../ui/IconButton'
import styles from './GuestCode.module.css'

/** The picture of a code; who scans it has what it leads to. */
export function GuestCode({ of, sidePx, alt }: { of: string; sidePx: number; alt: string }) {
  return <img className={styles.code} src={addresses.guestCode(of)} alt={alt} width={sidePx} height={sidePx} />
}

/** Shows a picture's code large, here and on the guest screen, until it is closed; nothing where there are no links. */
export function ShowCode({ jobId, number }: { jobId: string; number: number }) {
  const { t } = useTranslation()
  const hasLinks = useAppState((state) => state.guests.hasLinks && state.guests.wishes[jobId] === undefined)
  const [openFor, setOpenFor] = useState<string | null>(null)
  // a picture that takes the place of this one does not get its code shown
  if (openFor !== null && (openFor !== jobId || !hasLinks)) setOpenFor(null)
  if (!hasLinks) return null
  return (
    <>
      <IconButton icon={QrCode} label={t('guests.code')} onClick={() => setOpenFor(jobId)} />
      {openFor === jobId && <CodeDialog jobId={jobId} number={number} onClose={() => setOpenFor(null)} />}
    </>
  )
}

/** The guest screen takes a code off by itself that nobody has kept there for 90 s. */
const keepEveryMs = 30_000

function useCodeOnGuestScreen(jobId: string): void {
  const { client } = useConnection()
  const run = useCommand()
  useEffect(() => {
    const keep = () =>
      client.command('guests.keepCode', { jobId }).catch((error: unknown) => {
        console.warn('The guest screen may take the code off.', error)
      })
    void run('guests.showCode', { jobId })
    const timer = setInterval(() => void keep(), keepEveryMs)
    return () => {
      clearInterval(timer)
      void run('guests.hideCode', {})
    }
  }, [client, run, jobId])
}

function CodeDialog({ jobId, number, onClose }: { jobId: string; number: number; onClose: () => void }) {
  const { t } = useTranslation()
  useCodeOnGuestScreen(jobId)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('guests.codeTitle', { number })}
      description={t('guests.codeText')}
      closeLabel={t('app.close')}
      keepsFocus
    >
      <div className={styles.shown}>
        <img className={`${styles.code} ${styles.large}`} src={addresses.guestCode(jobId)} alt={t('guests.codeAlt')} />
      </div>
    </Dialog>
  )
}

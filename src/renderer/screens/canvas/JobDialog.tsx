import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addresses } from '../../../contract/addresses'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { isMaking } from './job-words'
import styles from './JobDialog.module.css'
import type { Session, SessionState } from './session'

/** The picture that was made of the drawing, or that there will be none. */
export function JobDialog({ session, state: { job } }: { session: Session | null; state: SessionState }) {
  const { t } = useTranslation()
  const [brokenId, setBrokenId] = useState<string | null>(null)
  if (job === null || isMaking(job)) return null
  const isSaved = job.state === 'saved'
  const close = () => session?.dismissJob()
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && close()}
      title={t(isSaved ? 'canvas.done' : 'canvas.notMade')}
      description={isSaved ? t('canvas.doneText', { number: job.number }) : t('canvas.notMadeText')}
      closeLabel={t('app.close')}
      wide={isSaved}
      actions={
        <Button kind="primary" onClick={close}>
          {t('canvas.drawOn')}
        </Button>
      }
    >
      {isSaved && brokenId !== job.jobId && (
        <img
          className={styles.picture}
          src={addresses.result(job.jobId)}
          alt={t('canvas.doneAlt')}
          onError={() => setBrokenId(job.jobId)}
        />
      )}
      {isSaved && brokenId === job.jobId && (
        <p className={styles.elsewhere}>
          <ImageOff aria-hidden />
          {t('canvas.doneElsewhere')}
        </p>
      )}
    </Dialog>
  )
}

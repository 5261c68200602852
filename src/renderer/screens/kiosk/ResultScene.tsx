import { Check, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useAppState } from '../../connection/use-app-state'
import { Button } from '../../ui/Button'
import { FormingPicture } from '../../ui/FormingPicture'
import { GuestCodes } from './GuestCodes'
import frame from './PictureFrame.module.css'

interface ResultSceneProps {
  job: JobView
  secondsHere: number
  onAgain: () => void
  onDone: () => void
}

/** So many seconds before it goes back by itself, guests are told. */
const warningSec = 10

export function ResultScene({ job, secondsHere, onAgain, onDone }: ResultSceneProps) {
  const { t } = useTranslation()
  // a guest who chose a style gets the photo itself when no server answers
  const title = t(job.standIn === undefined ? 'kiosk.done' : 'kiosk.yourPhoto')
  const leftSec = Math.max(0, useAppState((state) => state.settings.kiosk.resultSec) - secondsHere)
  return (
    <div className={frame.scene}>
      <h1 className={frame.title} aria-live="polite">
        {title}
      </h1>
      <div className={frame.row}>
        <div className={frame.frame}>
          <FormingPicture
            originalUrl={null}
            frameUrl={job.resultUrl}
            film={job.isVideo ? { posterUrl: job.thumbUrl } : null}
            alt={title}
            isForming={false}
          />
        </div>
        <GuestCodes jobId={job.id} />
      </div>
      <div className={frame.below}>
        <div className={frame.actions}>
          <Button size="guest" icon={RotateCcw} onClick={onAgain}>
            {t('kiosk.again')}
          </Button>
          <Button size="guest" kind="primary" icon={Check} onClick={onDone} autoFocus>
            {t('kiosk.finish')}
          </Button>
        </div>
        <p className={frame.returning}>{leftSec <= warningSec && t('kiosk.returning', { count: leftSec })}</p>
      </div>
    </div>
  )
}

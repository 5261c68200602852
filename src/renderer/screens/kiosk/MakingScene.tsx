import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useAwaitsServer } from '../../connection/use-awaits-server'
import { useFormat } from '../../i18n/format'
import { FormingPicture } from '../../ui/FormingPicture'
import { ProgressBar } from '../../ui/ProgressBar'
import { GuestCodes } from './GuestCodes'
import frame from './PictureFrame.module.css'

/** The picture forms in the very frame in which it will be shown. */
export function MakingScene({ job }: { job: JobView }) {
  const { t } = useTranslation()
  return (
    <div className={frame.scene}>
      <h1 className={frame.title}>{t('kiosk.making')}</h1>
      <div className={frame.row}>
        <div className={frame.frame}>
          <FormingPicture
            originalUrl={job.originalUrl}
            frameUrl={job.resultUrl ?? job.previewUrl}
            film={job.isVideo ? { posterUrl: job.thumbUrl } : null}
            alt=""
            isForming
          />
        </div>
        <GuestCodes jobId={job.id} />
      </div>
      <div className={frame.below}>
        <ProgressBar
          label={t('kiosk.making')}
          ratio={job.state === 'queued' || job.state === 'capturing' ? null : job.progress}
          className={frame.progress}
        />
        <Wait job={job} />
      </div>
    </div>
  )
}

/** "You are 2nd · about 14 s". */
function Wait({ job }: { job: JobView }) {
  const { state, position, etaMs, progress } = job
  const { t } = useTranslation()
  const format = useFormat()
  const isAwaited = useAwaitsServer()(job)
  const isNearlyDone = state === 'saving' || (state === 'generating' && etaMs !== null && etaMs < 1500)
  const place = position === null ? null : t('kiosk.inLine', { place: format.ordinal(position) })
  const wait = etaMs === null || isNearlyDone ? null : t('app.about', { duration: format.duration(etaMs) })
  const words = [place, wait].filter((part) => part !== null).join(' · ')
  return (
    <p className={frame.words} role="status">
      {isAwaited
        ? t('kiosk.moment')
        : isNearlyDone
          ? t('kiosk.almost')
          : words || (progress > 0 ? format.percent(progress) : t('kiosk.moment'))}
    </p>
  )
}

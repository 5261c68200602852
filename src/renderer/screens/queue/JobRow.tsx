import { ImageOff, Plug, Quote } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useServerNowMs } from '../../connection/use-app-state'
import { useAwaitsServer } from '../../connection/use-awaits-server'
import { useStyleTitle } from '../../connection/use-style-title'
import { WishChip } from '../../guests/WishChip'
import { errorText } from '../../i18n/error-text'
import { useFormat } from '../../i18n/format'
import { workWords } from '../../i18n/work-words'
import { Chip } from '../../ui/Chip'
import { standInWords } from '../../i18n/stand-in-words'
import { classNames } from '../../ui/class-names'
import { FilmMark } from '../../ui/FilmMark'
import { ProgressBar } from '../../ui/ProgressBar'
import { JobActions } from './JobActions'
import styles from './JobRow.module.css'
import { totalMs } from './time-line'
import { TimeLine } from './TimeLine'

/** One job: picture, name, time line, what is left, what can be done. */
export const JobRow = memo(function JobRow({ job, onDetails }: { job: JobView; onDetails: (jobId: string) => void }) {
  const hasFailed = job.state === 'failed'
  return (
    <article className={classNames(styles.row, hasFailed && styles.failed)} aria-labelledby={`job-${job.id}`}>
      <Picture job={job} />
      <Name job={job} />
      {hasFailed ? <Reason job={job} /> : <TimeLine job={job} />}
      {!hasFailed && <Outlook job={job} />}
      <JobActions job={job} onDetails={onDetails} />
    </article>
  )
})

/** The newest preview over the picture itself: a frame that is gone when it is asked for leaves no hole. */
function Picture({ job: { source, previewUrl, thumbUrl, isVideo } }: { job: JobView }) {
  const Placeholder = source === 'text' ? Quote : ImageOff
  return (
    <span className={styles.picture}>
      {thumbUrl !== null && <img src={thumbUrl} alt="" decoding="async" />}
      {previewUrl !== null && <img src={previewUrl} alt="" decoding="async" />}
      {isVideo && <FilmMark isSmall />}
      {thumbUrl === null && previewUrl === null && <Placeholder aria-hidden strokeWidth={1.5} />}
    </span>
  )
}

function Name({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const title = useStyleTitle()
  const standIn = standInWords(t, job, title)
  return (
    <div className={styles.name}>
      <h4 id={`job-${job.id}`} className={styles.title} title={title(job.style)}>
        <span className={styles.number}>{t('app.job', { number: job.number })}</span> {title(job.style)}
      </h4>
      <p className={styles.note}>
        <time>{format.time(job.pressedAtMs)}</time>
        {!job.isApi && job.source !== 'webcam' && ` · ${t(`queue.sources.${job.source}`)}`}
        {job.isApi && <ApiMark />}
        {job.attempts > 1 && ` · ${t('queue.tries', { count: job.attempts })}`}
      </p>
      {standIn !== null && <p className={styles.standIn}>{standIn}</p>}
      <WishChip jobId={job.id} />
    </div>
  )
}

/** Another program asked for it. */
function ApiMark() {
  const { t } = useTranslation()
  return (
    <>
      {' · '}
      <Plug aria-hidden className={styles.api} strokeWidth={1.5} /> {t('queue.sources.api')}
    </>
  )
}

function Reason({ job }: { job: JobView }) {
  const { t } = useTranslation()
  if (job.error === null) return <Chip level="broken">{t('app.jobStates.failed')}</Chip>
  const { message, hint } = errorText(t, job.error)
  return (
    <div className={styles.reason}>
      <p className={styles.cause}>
        <Chip level="broken">{t('app.jobStates.failed')}</Chip>
        <strong>{message}</strong>
      </p>
      <p className={styles.note}>{hint}</p>
    </div>
  )
}

/** What the operator would answer to "how long still?". */
function Outlook({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const isAwaited = useAwaitsServer()(job)
  if (job.state === 'counting') return <Countdown endsAtMs={job.endsAtMs} />
  if (isAwaited) return <Awaited position={job.position} />
  if (job.state === 'queued') {
    return (
      <div className={styles.outlook}>
        <p className={styles.big}>
          {job.etaMs === null ? t('queue.noEta') : t('app.about', { duration: format.duration(job.etaMs) })}
        </p>
        {job.position !== null && <p className={styles.note}>{t('queue.position', { position: job.position })}</p>}
      </div>
    )
  }
  if (job.state === 'generating') return <Progress job={job} />
  if (job.waitsForShare) {
    return (
      <div className={styles.outlook}>
        <Chip level="attention">{t('app.waitsForShare')}</Chip>
      </div>
    )
  }
  const total = totalMs(job)
  return (
    <div className={styles.outlook}>
      {total !== null && <p className={styles.note}>{t('queue.total', { duration: format.duration(total) })}</p>}
    </div>
  )
}

/** Nobody knows when a server comes back, so no time is told. */
function Awaited({ position }: { position: number | null }) {
  const { t } = useTranslation()
  return (
    <div className={styles.outlook}>
      <Chip level="attention">{t('app.work.awaitsServer')}</Chip>
      {position !== null && <p className={styles.note}>{t('queue.position', { position })}</p>}
    </div>
  )
}

function Progress({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = workWords(t, job)
  const isTold = job.maxSteps > 0 || job.progress > 0
  return (
    <div className={styles.outlook}>
      <p className={styles.big}>
        {job.etaMs === null ? t('queue.noEta') : t('app.aboutLeft', { duration: format.duration(job.etaMs) })}
      </p>
      <ProgressBar label={t('queue.progress', { number: job.number })} ratio={isTold ? job.progress : null} />
      {words.length > 0 && (
        <p className={styles.work} title={words.join(', ')}>
          {words.join(', ')}
        </p>
      )}
    </div>
  )
}

function Countdown({ endsAtMs }: { endsAtMs: number | null }) {
  const { t } = useTranslation()
  const nowMs = useServerNowMs(250)
  if (endsAtMs === null) return <span />
  const seconds = Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000))
  return (
    <div className={styles.outlook}>
      <p className={styles.big}>{t('queue.shutterIn', { seconds })}</p>
    </div>
  )
}

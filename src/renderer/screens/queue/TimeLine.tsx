import { Check, CircleSlash, Clock, CloudUpload, LoaderCircle, ShieldCheck, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useAppState, useServerNowMs } from '../../connection/use-app-state'
import { useFormat } from '../../i18n/format'
import { syncName } from '../../i18n/saved-words'
import { classNames } from '../../ui/class-names'
import { timeLineOf, type Step } from './time-line'
import styles from './TimeLine.module.css'

/** The job's steps, each in its own column in every row, so that a look down the screen compares them. */
export function TimeLine({ job }: { job: JobView }) {
  const { t } = useTranslation()
  return (
    <ol className={styles.line} aria-label={t('queue.timeLine')}>
      {timeLineOf(job).map((step) => (
        <li key={step.id} className={classNames(styles.step, styles[step.phase], step.id === 'saved' && styles.end)}>
          {step.phase !== 'skipped' && <StepWords job={job} step={step} />}
        </li>
      ))}
    </ol>
  )
}

const icons = {
  done: Check,
  verified: ShieldCheck,
  handed: CloudUpload,
  now: LoaderCircle,
  waiting: Clock,
  failed: X,
  cancelled: CircleSlash,
}

/** Null for what has not begun. Waiting is no work, so its icon does not turn. */
function iconOf({ id, phase }: Step, { waitsForShare, handedTo }: JobView): keyof typeof icons | null {
  if (phase === 'ahead' || phase === 'skipped') return null
  if (phase === 'now' && (id === 'queued' || waitsForShare)) return 'waiting'
  if (phase !== 'done' || id !== 'saved') return phase
  return handedTo === null ? 'verified' : 'handed'
}

function StepIcon({ icon }: { icon: keyof typeof icons }) {
  const Icon = icons[icon]
  return <Icon aria-hidden className={classNames(styles.icon, icon === 'now' && styles.turning)} />
}

function StepWords({ job, step }: { job: JobView; step: Step }) {
  const { t } = useTranslation()
  const { id, phase } = step
  const icon = iconOf(step, job)
  const plain = t(phase === 'now' ? `queue.now.${id}` : `queue.done.${id}`)
  const syncedBy = useAppState(({ share }) => share.syncedBy)
  const to = job.state === 'saved' ? job.handedTo : syncedBy
  const handed = id === 'saved' && to !== null ? syncName(t, to) : null
  const words = handed === null ? plain : t('app.handedToShort', { name: handed })
  return (
    <>
      <span className={styles.chip} title={handed === null ? undefined : t('app.handedTo', { name: handed })}>
        {icon !== null && <StepIcon icon={icon} />}
        <span>{phase === 'cancelled' ? t('app.jobStates.cancelled') : words}</span>
      </span>
      <Duration job={job} step={step} />
    </>
  )
}

/** Less than this is no time that anybody waited. */
const shownMs = 50

function Duration({ job, step: { id, phase, sinceMs, durationMs } }: { job: JobView; step: Step }) {
  const format = useFormat()
  if (sinceMs === null) return <span className={styles.duration} />
  if (phase === 'now' && id === 'generating') {
    return (
      <span className={styles.duration}>
        {job.maxSteps > 0 || job.progress > 0 ? format.percent(job.progress) : ''}
      </span>
    )
  }
  if (phase === 'now') return <Running sinceMs={sinceMs} />
  const words =
    id === 'saved'
      ? format.shortTime(sinceMs)
      : durationMs === null || durationMs < shownMs
        ? ''
        : format.precise(durationMs)
  return <span className={styles.duration}>{words}</span>
}

function Running({ sinceMs }: { sinceMs: number }) {
  const format = useFormat()
  const nowMs = useServerNowMs(1000)
  return <span className={styles.duration}>{format.duration(Math.max(0, nowMs - sinceMs))}</span>
}

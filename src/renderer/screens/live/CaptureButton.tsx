import { Aperture, LoaderCircle, Play, RotateCw, Settings, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ErrorCode, ErrorFacts } from '../../../contract/errors'
import type { JobView } from '../../../contract/job'
import { useCamera } from '../../camera/camera-context'
import { useAppState, useServerNowMs } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { errorText } from '../../i18n/error-text'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { classNames } from '../../ui/class-names'
import styles from './CaptureButton.module.css'
import { shotInProgress } from './live-jobs'
import { usePress } from './use-press'

/** One object in one place with many faces: shoot, count, smile, blocked and why. */
export function CaptureButton() {
  const shot = useAppState((state) => shotInProgress(state.jobs))
  const blocked = useAppState((state) => state.queue.blocked)
  const isStarting = useAppState((state) => state.camera.status === 'starting')
  if (shot?.state === 'counting') return <Counting job={shot} />
  if (shot !== null) return <Smile />
  if (blocked === null) return <Ready />
  return blocked.code === 'no_camera' && isStarting ? <Starting /> : <Blocked reason={blocked} />
}

function Face({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return <div className={classNames(styles.face, className)}>{children}</div>
}

function Ready() {
  const { t } = useTranslation()
  const press = usePress()
  return (
    <button
      type="button"
      className={classNames(styles.face, styles.ready)}
      aria-keyshortcuts="Space"
      onClick={() => void press()}
      onKeyDown={(event) => event.repeat && event.preventDefault()}
    >
      <Aperture aria-hidden className={styles.icon} />
      <span className={styles.word}>{t('live.capture')}</span>
      <kbd className={styles.key}>{t('live.captureKey')}</kbd>
    </button>
  )
}

function Counting({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const nowMs = useServerNowMs(100)
  const seconds = Math.max(1, Math.ceil(((job.endsAtMs ?? nowMs) - nowMs) / 1000))
  return (
    <Face className={styles.counting}>
      <span
        className={job.endsAtMs === null ? styles.reason : styles.count}
        aria-label={job.endsAtMs === null ? t('live.waitsForTd') : t('live.counting', { count: seconds })}
      >
        {job.endsAtMs === null ? t('live.waitsForTd') : seconds}
      </span>
      <button
        type="button"
        className={styles.cancel}
        onClick={() => void run('capture.cancelCountdown', { jobId: job.id })}
      >
        <X aria-hidden />
        {t('live.cancelCountdown')}
      </button>
    </Face>
  )
}

function Smile() {
  const { t } = useTranslation()
  return (
    <Face className={styles.smile}>
      <span className={styles.word} role="status">
        {t('live.smile')}
      </span>
    </Face>
  )
}

function Starting() {
  const { t } = useTranslation()
  return (
    <Face className={styles.blocked}>
      <LoaderCircle aria-hidden className={styles.turning} />
      <span className={styles.reason}>{t('live.starting')}</span>
    </Face>
  )
}

function Blocked({ reason }: { reason: ErrorFacts }) {
  const { t } = useTranslation()
  const { message, hint } = errorText(t, reason)
  return (
    <Face className={styles.blocked}>
      <TriangleAlert aria-hidden className={styles.warning} />
      <span className={styles.words} role="status">
        <span className={styles.reason}>{message}</span>
        <span className={styles.hint}>{hint}</span>
      </span>
      <Fix code={reason.code} />
    </Face>
  )
}

const cameraCodes: readonly ErrorCode[] = ['no_camera', 'camera_lost', 'camera_busy', 'camera_denied', 'camera_silent']

/** The way out of what blocks, where a button can be it. */
function Fix({ code }: { code: ErrorCode }) {
  const { t } = useTranslation()
  const run = useCommand()
  const camera = useCamera()
  if (code === 'paused') {
    return (
      <Button kind="primary" icon={Play} onClick={() => void run('queue.resume', {})}>
        {t('live.resume')}
      </Button>
    )
  }
  if (code === 'no_camera') {
    return (
      <Button icon={Settings} onClick={() => goTo('settings', 'camera')}>
        {t('live.openSettings')}
      </Button>
    )
  }
  if (code.startsWith('td_')) {
    return (
      <Button icon={Settings} onClick={() => goTo('settings', 'touchdesigner')}>
        {t('live.openTouchdesignerSettings')}
      </Button>
    )
  }
  if (!cameraCodes.includes(code)) return null
  return (
    <Button icon={RotateCw} onClick={() => camera.retry()}>
      {t('live.tryAgain')}
    </Button>
  )
}

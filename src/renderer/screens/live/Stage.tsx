import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useCameraState } from '../../camera/camera-context'
import { TouchDesignerView } from '../../camera/TouchDesignerView'
import { ViewfinderView } from '../../camera/ViewfinderView'
import { useAppState, useServerNowMs } from '../../connection/use-app-state'
import { Chip } from '../../ui/Chip'
import { CountdownRing } from '../../ui/CountdownRing'
import { nothingShot, shotInProgress, watchShots } from './live-jobs'
import styles from './Stage.module.css'
import { StageWithoutCamera } from './StageWithoutCamera'

/** The live preview as large as it goes, the countdown over it, the picture just taken for a moment after. */
export function Stage() {
  const { t } = useTranslation()
  const { viewfinder } = useCameraState()
  const mirrored = useAppState((state) => state.settings.camera.mirrored)
  const shot = useAppState((state) => shotInProgress(state.jobs))
  const isThere = useAppState((state) => state.settings.capture.source === 'touchdesigner')
  const ratio = isThere || viewfinder === null ? 16 / 9 : viewfinder.widthPx / viewfinder.heightPx
  return (
    <div className={styles.place}>
      <div className={styles.frame} style={{ '--ratio': ratio }}>
        {isThere ? (
          <TouchDesignerView none={t('live.noTouchdesignerPicture')} />
        ) : viewfinder === null ? (
          <StageWithoutCamera />
        ) : (
          <ViewfinderView viewfinder={viewfinder} mirrored={mirrored} />
        )}
        {shot?.state === 'counting' && shot.endsAtMs !== null && <Countdown job={shot} />}
        <JustTaken />
      </div>
    </div>
  )
}

function Countdown({ job }: { job: JobView }) {
  const nowMs = useServerNowMs(50)
  const remainingMs = Math.max(0, (job.endsAtMs ?? nowMs) - nowMs)
  const seconds = Math.max(1, Math.ceil(remainingMs / 1000))
  return (
    <div className={styles.countdown} key={job.id}>
      <CountdownRing remainingMs={remainingMs} totalMs={job.countdownSec * 1000} text={String(seconds)} />
    </div>
  )
}

/** Long enough to see who blinked. */
const freezeMs = 1600

/** A flash, then the picture as it was taken, then live again. */
function JustTaken() {
  const { t } = useTranslation()
  const job = useJustTaken()
  if (job === null || job.originalUrl === null) return null
  return (
    <div className={styles.taken} key={job.id}>
      <img src={job.originalUrl} alt="" />
      <div className={styles.flash} />
      <div className={styles.takenChip}>
        <Chip level="ready" onPicture>
          {t('live.taken', { number: job.number })}
        </Chip>
      </div>
    </div>
  )
}

function useJustTaken(): JobView | null {
  const jobs = useAppState((state) => state.jobs)
  const [before, setWatch] = useState(nothingShot)
  const watch = watchShots(before, jobs)
  if (watch !== before) setWatch(watch)
  const { takenId } = watch
  useEffect(() => {
    if (takenId === null) return
    const timer = setTimeout(() => setWatch((now) => ({ ...now, takenId: null })), freezeMs)
    return () => clearTimeout(timer)
  }, [takenId])
  return takenId === null ? null : (jobs[takenId] ?? null)
}

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useCameraState } from '../../camera/camera-context'
import { TouchDesignerView } from '../../camera/TouchDesignerView'
import { ViewfinderView } from '../../camera/ViewfinderView'
import { useAppState, useServerNowMs } from '../../connection/use-app-state'
import { Chip } from '../../ui/Chip'
import { CountdownRing } from '../../ui/CountdownRing'
import { shotInProgress, wasShot } from './live-jobs'
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
  const newest = useAppState((state) => newestTaken(state.jobs))
  const [seenId, setSeenId] = useState(newest?.id ?? null)
  const isNew = newest !== null && newest.id !== seenId
  useEffect(() => {
    if (!isNew) return
    const timer = setTimeout(() => setSeenId(newest.id), freezeMs)
    return () => clearTimeout(timer)
  }, [isNew, newest?.id])
  if (!isNew || newest.originalUrl === null) return null
  return (
    <div className={styles.taken} key={newest.id}>
      <img src={newest.originalUrl} alt="" />
      <div className={styles.flash} />
      <div className={styles.takenChip}>
        <Chip level="ready" onPicture>
          {t('live.taken', { number: newest.number })}
        </Chip>
      </div>
    </div>
  )
}

function newestTaken(jobs: Readonly<Record<string, JobView>>): JobView | null {
  const taken = Object.values(jobs).filter((job) => wasShot(job) && job.originalUrl !== null)
  return taken.reduce<JobView | null>((newest, job) => (newest && newest.number > job.number ? newest : job), null)
}

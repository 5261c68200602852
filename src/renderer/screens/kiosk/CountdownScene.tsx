import { useTranslation } from 'react-i18next'
import type { JobView } from '../../../contract/job'
import { useServerNowMs } from '../../connection/use-app-state'
import { CountdownRing } from '../../ui/CountdownRing'
import styles from './CountdownScene.module.css'
import { GuestMirror } from './GuestMirror'

/** The last beat is a word instead of a one, so that the face is right when the shutter falls. */
const lastBeatMs = 1000

export function CountdownScene({ job }: { job: JobView }) {
  const { t } = useTranslation()
  const nowMs = useServerNowMs(50)
  const remainingMs = job.endsAtMs === null ? 0 : Math.max(0, job.endsAtMs - nowMs)
  // counted down once whoever takes the picture is free
  const isWaiting = job.endsAtMs === null && job.state === 'counting'
  const isOver = remainingMs === 0 && !isWaiting
  const text = remainingMs <= lastBeatMs ? t('kiosk.smile') : String(Math.ceil(remainingMs / 1000))
  return (
    <div className={styles.scene}>
      <GuestMirror />
      {isWaiting && <p className={styles.waiting}>{t('kiosk.yourTurn')}</p>}
      {!isOver && !isWaiting && (
        <div className={styles.ring}>
          <CountdownRing remainingMs={remainingMs} totalMs={job.countdownSec * 1000} text={text} />
        </div>
      )}
      {isOver && <div className={styles.flash} />}
    </div>
  )
}

import { CirclePause, Pause, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAppState, useAppStateParts } from '../../connection/use-app-state'
import { useCommand } from '../../connection/use-command'
import { savedTodayWords } from '../../i18n/saved-words'
import { Button } from '../../ui/Button'
import styles from './Queue.module.css'

/** Title, how much there is, and the pause; what the pause means stands in a line of its own while it lasts. */
export function QueueHead() {
  const { t } = useTranslation()
  const run = useCommand()
  const isPaused = useAppState(({ queue }) => queue.paused)
  return (
    <header>
      <div className={styles.head}>
        <h2 className={styles.title}>{t('queue.title')}</h2>
        <Counts />
        {!isPaused && (
          <Button icon={Pause} onClick={() => void run('queue.pause', {})}>
            {t('queue.pause')}
          </Button>
        )}
      </div>
      {isPaused && <PausedBanner onResume={() => void run('queue.resume', {})} />}
    </header>
  )
}

function Counts() {
  const { t } = useTranslation()
  const { inHand, waiting, savedToday, syncedBy } = useAppStateParts(({ queue, share }) => ({
    inHand: queue.inHand,
    waiting: queue.waiting,
    savedToday: queue.savedToday,
    syncedBy: share.syncedBy,
  }))
  const handedToday = `${savedToday} ${savedTodayWords(t, syncedBy, { count: savedToday, plain: '' })}`
  return (
    <p className={styles.counts}>
      <span>{t('queue.inHand', { count: inHand })}</span>
      <span>{t('queue.waiting', { count: waiting })}</span>
      <span>{syncedBy === null ? t('queue.savedToday', { count: savedToday }) : handedToday}</span>
    </p>
  )
}

function PausedBanner({ onResume }: { onResume: () => void }) {
  const { t } = useTranslation()
  const isDraining = useAppState(({ queue }) => queue.draining)
  return (
    <div className={styles.banner} role="status">
      <CirclePause aria-hidden />
      <div>
        <p className={styles.bannerTitle}>{t('queue.paused.title')}</p>
        <p>{t(isDraining ? 'queue.paused.draining' : 'queue.paused.still')}</p>
      </div>
      <Button kind="primary" icon={Play} onClick={onResume}>
        {t('queue.resume')}
      </Button>
    </div>
  )
}

import { FolderCheck, RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShareView } from '../../contract/app-state'
import { useAppState, useServerNowMs } from '../connection/use-app-state'
import { useCommand } from '../connection/use-command'
import { errorText } from '../i18n/error-text'
import { useFormat } from '../i18n/format'
import { isShareSlow, waitingWords } from '../i18n/waiting-words'
import { goTo } from '../navigation'
import { Button } from '../ui/Button'
import { Chip } from '../ui/Chip'
import { isLookedFor, shareHealth } from './health'
import styles from './ShareBar.module.css'

/** On every screen while finished pictures do not go out: how many wait, since when, why, and what to do. */
export function ShareBar() {
  const share = useAppState((state) => state.share)
  if (isLookedFor(share) || (share.status === 'ready' && share.waiting === 0)) return null
  return <WaitingBar share={share} />
}

function WaitingBar({ share }: { share: ShareView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const run = useCommand()
  const nowMs = useServerNowMs(1000)
  if (share.status === 'ready' && !isShareSlow(share, nowMs)) return null
  const why = share.reason && errorText(t, share.reason)
  return (
    <section className={styles.bar} aria-label={t('app.share.settings')}>
      <p className={styles.cause} role="status">
        <Chip level={shareHealth(t, format, share).level}>{why ? why.message : t('app.share.slow')}</Chip>
      </p>
      <p className={styles.words}>
        <strong>{waitingWords(t, format, share, nowMs) ?? t('app.share.noneWaiting')}</strong>
        <span>{why ? why.hint : t('app.share.slowHint')}</span>
      </p>
      <div className={styles.buttons}>
        {share.status !== 'ready' && (
          <Button icon={RefreshCw} onClick={() => void run('share.look', {})}>
            {t('app.share.look')}
          </Button>
        )}
        <Button kind="quiet" icon={FolderCheck} onClick={() => goTo('settings', 'share')}>
          {t('app.share.settings')}
        </Button>
      </div>
    </section>
  )
}

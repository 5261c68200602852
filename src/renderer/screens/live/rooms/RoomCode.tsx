import { Settings } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { addresses } from '../../../../contract/addresses'
import { useAppState } from '../../../connection/use-app-state'
import { goTo } from '../../../navigation'
import { Button } from '../../../ui/Button'
import styles from './Rooms.module.css'

/** How another device joins: a code to scan, and the address to type. */
export function RoomCode({ room }: { room: string }) {
  const { t } = useTranslation()
  const base = useAppState(({ app }) => app.lanUrls[0] ?? null)
  if (base === null) {
    return (
      <div className={styles.code} role="status">
        <p>{t('rooms.unreachable')}</p>
        <Button size="small" icon={Settings} onClick={() => goTo('settings', 'network')}>
          {t('rooms.openNetwork')}
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.code} role="status">
      <img src={addresses.canvasQr(room)} alt={t('rooms.codeOf', { name: room })} />
      <p>
        {t('rooms.scan')}
        <code>{`${base}${addresses.canvas}?room=${room}`}</code>
      </p>
    </div>
  )
}

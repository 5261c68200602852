import { DoorClosed, KeyRound, MonitorSmartphone, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import styles from './LinkNotice.module.css'
import { forgetPageId } from './page-id'
import type { Link } from './room/room-socket'

const icons: Record<Extract<Link, { state: 'over' }>['why'], LucideIcon> = {
  refused: KeyRound,
  unpaired: KeyRound,
  closed: DoorClosed,
  replaced: MonitorSmartphone,
}

/** Over the sheet, where the room does not come back by itself: why, and what to do. */
export function LinkNotice({ link }: { link: Link }) {
  const { t } = useTranslation()
  if (link.state !== 'over') return null
  const { why } = link
  const again = () => {
    if (why === 'replaced') forgetPageId()
    location.reload()
  }
  return (
    <div className={styles.notice} role="alert">
      <EmptyState icon={icons[why]} title={t(`canvas.over.${why}`)} text={t(`canvas.over.${why}Text`)}>
        <Button onClick={again}>{t(why === 'replaced' ? 'canvas.drawHere' : 'canvas.tryAgain')}</Button>
      </EmptyState>
    </div>
  )
}

import { CloudOff, LoaderCircle, Pencil, QrCode, Users, Wifi, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Chip, type ChipLevel } from '../../ui/Chip'
import { JoinDialog } from './JoinDialog'
import { othersHere } from './others-here'
import type { Link } from './room/room-socket'
import styles from './RoomHead.module.css'
import type { SessionState } from './session'

const looks: Record<Link['state'], { level: ChipLevel; icon: LucideIcon }> = {
  connecting: { level: 'busy', icon: LoaderCircle },
  up: { level: 'ready', icon: Wifi },
  away: { level: 'attention', icon: CloudOff },
  full: { level: 'attention', icon: Users },
  over: { level: 'broken', icon: CloudOff },
}

/** The room's code, whether the room is there, who else draws, and how to join. */
export function RoomHead({ room, state }: { room: string; state: SessionState }) {
  const { t } = useTranslation()
  const [isJoining, setJoining] = useState(false)
  const { link, facts, othersDraw } = state
  const { level, icon } = looks[link.state]
  const isUp = link.state === 'up'
  return (
    <header className={styles.head}>
      <p className={styles.room}>
        <span className={styles.roomWord}>{t('canvas.room')}</span>
        <strong className={styles.code}>{room}</strong>
      </p>
      <div className={styles.states} role="status">
        <Chip level={level} icon={icon}>
          {t(`canvas.link.${link.state}`)}
        </Chip>
        {isUp && (
          <Chip level={othersDraw ? 'busy' : 'idle'} icon={othersDraw ? Pencil : Users}>
            {othersDraw ? t('canvas.othersDraw') : t('canvas.others', { count: othersHere(facts) })}
          </Chip>
        )}
      </div>
      <Button icon={QrCode} className={styles.join} onClick={() => setJoining(true)}>
        {t('canvas.join')}
      </Button>
      <JoinDialog open={isJoining} onOpenChange={setJoining} room={room} joinUrl={facts?.joinUrl ?? null} />
    </header>
  )
}

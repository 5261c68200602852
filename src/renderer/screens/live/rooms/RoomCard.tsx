import { DoorClosed, Palette, PencilLine, QrCode, Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CanvasRoomView } from '../../../../contract/canvas'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { IconButton } from '../../../ui/IconButton'
import { useToast } from '../../../ui/Toast'
import { RoomCode } from './RoomCode'
import styles from './Rooms.module.css'

/** A room: what it shows, who is in it, and what can be done with it. */
export function RoomCard({ room, startsWithCode }: { room: CanvasRoomView; startsWithCode: boolean }) {
  const { t } = useTranslation()
  const [isChosen, setChosen] = useState<boolean | null>(null)
  const showsCode = isChosen ?? startsWithCode
  return (
    <li className={styles.room} aria-label={t('rooms.room', { name: room.name })}>
      <div className={styles.sheet}>
        {room.thumbUrl === null ? (
          <span className={styles.blank}>{t('rooms.blank')}</span>
        ) : (
          <img src={room.thumbUrl} alt={t('rooms.picture', { name: room.name })} />
        )}
      </div>
      <div className={styles.facts}>
        <h3 className={styles.name}>{room.name}</h3>
        <Company room={room} />
        <p className={styles.prompt}>{room.prompt === '' ? t('rooms.noPrompt') : room.prompt}</p>
        <Actions room={room} showsCode={showsCode} onShowCode={() => setChosen(!showsCode)} />
      </div>
      {showsCode && <RoomCode room={room.name} />}
    </li>
  )
}

function Company({ room: { clients, receivers, isDrawing } }: { room: CanvasRoomView }) {
  const { t } = useTranslation()
  return (
    <p className={styles.company}>
      <span>
        <Users aria-hidden />
        {t('rooms.clients', { count: clients - receivers })}
      </span>
      {receivers > 0 && <span>{t('rooms.receivers', { count: receivers })}</span>}
      {isDrawing && (
        <span className={styles.drawing}>
          <PencilLine aria-hidden />
          {t('rooms.drawing')}
        </span>
      )}
    </p>
  )
}

function Actions({
  room,
  showsCode,
  onShowCode,
}: {
  room: CanvasRoomView
  showsCode: boolean
  onShowCode: () => void
}) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [isUsing, setUsing] = useState(false)

  async function use() {
    setUsing(true)
    const made = await run('canvas.use', { room: room.name })
    setUsing(false)
    if (made) showToast({ level: 'ready', title: t('rooms.used', { name: room.name }) })
  }

  return (
    <div className={styles.actions}>
      <Button
        size="small"
        icon={Palette}
        pending={isUsing}
        disabled={room.thumbUrl === null}
        onClick={() => void use()}
      >
        {t('rooms.use')}
      </Button>
      {room.isGiven && (
        <IconButton icon={QrCode} label={t('rooms.showCode')} pressed={showsCode} onClick={onShowCode} />
      )}
      <IconButton
        icon={DoorClosed}
        label={t('rooms.close')}
        onClick={() => void run('canvas.closeRoom', { room: room.name })}
      />
    </div>
  )
}

import { Brush, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'
import { EmptyState } from '../../../ui/EmptyState'
import { RoomCard } from './RoomCard'
import styles from './Rooms.module.css'

/** What people draw now, room by room; new rooms are made here. */
export function RoomsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const run = useCommand()
  const { rooms, total } = useAppState((state) => state.canvas)
  const [opened, setOpened] = useState<readonly string[]>([])
  const [isOpening, setOpening] = useState(false)

  async function open() {
    setOpening(true)
    const made = await run('canvas.openRoom', {})
    setOpening(false)
    if (made) setOpened((before) => [...before, made.room])
  }

  const openButton = (
    <Button kind="primary" icon={Plus} pending={isOpening} onClick={() => void open()}>
      {t('rooms.open')}
    </Button>
  )
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('rooms.title')}
      closeLabel={t('app.close')}
      wide
      keepsFocus
      {...(rooms.length > 0 && { actions: openButton, description: t('rooms.text') })}
    >
      {rooms.length === 0 ? (
        <EmptyState icon={Brush} title={t('rooms.none')} text={t('rooms.noneText')}>
          {openButton}
        </EmptyState>
      ) : (
        <ul className={styles.rooms}>
          {rooms.map((room) => (
            <RoomCard key={room.name} room={room} startsWithCode={opened.includes(room.name)} />
          ))}
        </ul>
      )}
      {total > rooms.length && <p className={styles.more}>{t('rooms.more', { count: total - rooms.length })}</p>}
    </Dialog>
  )
}

import { Brush } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { IconButton } from '../../../ui/IconButton'
import styles from './Rooms.module.css'
import { RoomsDialog } from './RoomsDialog'

/** The drawing rooms, with how many people are in them. */
export function RoomsButton() {
  const { t } = useTranslation()
  const clients = useAppState(({ canvas }) => canvas.rooms.reduce((sum, room) => sum + room.clients, 0))
  const [isOpen, setOpen] = useState(false)
  const label = clients === 0 ? t('rooms.title') : t('rooms.withClients', { count: clients })
  return (
    <span className={styles.opener}>
      <IconButton icon={Brush} label={label} aria-haspopup="dialog" onClick={() => setOpen(true)} />
      {clients > 0 && (
        <span className={styles.badge} aria-hidden>
          {clients}
        </span>
      )}
      {isOpen && <RoomsDialog onClose={() => setOpen(false)} />}
    </span>
  )
}

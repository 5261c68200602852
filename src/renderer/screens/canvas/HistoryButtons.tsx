import { Download, Redo2, Trash2, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/IconButton'
import styles from './HistoryButtons.module.css'
import type { Session, SessionState } from './session'

export interface HistoryButtonsProps {
  room: string
  session: Session | null
  state: SessionState
}

/** Back, forth, an empty sheet, which can be taken back as well, and the drawing as a file. */
export function HistoryButtons({ room, session, state }: HistoryButtonsProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.group} role="group" aria-label={t('canvas.history')}>
      <IconButton
        icon={Undo2}
        label={t('canvas.undo')}
        shortcut="Control+Z"
        className={styles.button}
        disabled={!state.canUndo}
        onClick={() => session?.undo()}
      />
      <IconButton
        icon={Redo2}
        label={t('canvas.redo')}
        shortcut="Control+Y"
        className={styles.button}
        disabled={!state.canRedo}
        onClick={() => session?.redo()}
      />
      <IconButton
        icon={Trash2}
        label={t('canvas.clear')}
        className={styles.button}
        disabled={state.isBlank}
        onClick={() => session?.clear()}
      />
      <IconButton
        icon={Download}
        label={t('canvas.save')}
        className={styles.button}
        disabled={state.isBlank || session === null}
        onClick={() => session !== null && void save(room, session)}
      />
    </div>
  )
}

/** The picture as everybody in the room has it. */
async function save(room: string, session: Session) {
  const png = await session.png()
  if (png === null) return
  const url = URL.createObjectURL(new Blob([png], { type: 'image/png' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${room}.png`
  link.click()
  // tablets read it after the click
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

import { Redo2, Trash2, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/IconButton'
import styles from './HistoryButtons.module.css'
import type { Session, SessionState } from './session'

/** Back, forth, and an empty sheet, which can be taken back as well. */
export function HistoryButtons({ session, state }: { session: Session | null; state: SessionState }) {
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
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { Dialog } from '../../ui/Dialog'
import styles from './JoinDialog.module.css'
import { QrPicture } from './QrPicture'

export interface JoinDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  room: string
  /** Null while the console is not open to the network: then no other device can come in. */
  joinUrl: string | null
}

/** A code for another tablet's or phone's camera, and the address to type. */
export function JoinDialog({ open, onOpenChange, room, joinUrl }: JoinDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('canvas.joinTitle', { room })}
      description={t(joinUrl === null ? 'canvas.joinNowhere' : 'canvas.joinText')}
      closeLabel={t('app.close')}
    >
      {joinUrl !== null && (
        <div className={styles.join}>
          <QrPicture text={joinUrl} label={t('canvas.joinCode')} />
          <p className={styles.address}>{joinUrl}</p>
        </div>
      )}
    </Dialog>
  )
}

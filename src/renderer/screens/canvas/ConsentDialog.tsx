import { useTranslation } from 'react-i18next'
import type { Language } from '../../../contract/event'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import styles from './ConsentDialog.module.css'

export interface ConsentDialogProps {
  open: boolean
  shown: { text: string; language: Language }
  onAgree: () => void
  onDecline: () => void
}

/** The event's text before a drawing becomes a picture; both answers weigh the same. */
export function ConsentDialog({ open, shown: { text, language }, onAgree, onDecline }: ConsentDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && onDecline()}
      title={t('kiosk.consent.title')}
      description={
        <p className={styles.text} lang={language}>
          {text}
        </p>
      }
      closeLabel={t('app.close')}
    >
      <div className={styles.answers}>
        <Button size="guest" className={styles.answer} onClick={onDecline}>
          {t('kiosk.consent.decline')}
        </Button>
        <Button size="guest" className={styles.answer} onClick={onAgree}>
          {t('kiosk.consent.agree')}
        </Button>
      </div>
    </Dialog>
  )
}

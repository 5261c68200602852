import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import styles from './ConsentDialog.module.css'

export interface ConsentDialogProps {
  open: boolean
  consent: { en: string; es: string }
  onAgree: () => void
  onDecline: () => void
}

/** The event's text before a drawing becomes a picture; both answers weigh the same. */
export function ConsentDialog({ open, consent, onAgree, onDecline }: ConsentDialogProps) {
  const { t, i18n } = useTranslation()
  const text = i18n.language === 'es' ? consent.es : consent.en
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && onDecline()}
      title={t('kiosk.consent.title')}
      description={<p className={styles.text}>{text}</p>}
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

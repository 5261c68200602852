import { PartyPopper } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import styles from './SorryScene.module.css'

/** Whoever does not agree leaves as a friend. */
export function ByeScene() {
  const { t } = useTranslation()
  return (
    <div className={styles.scene} role="status">
      <PartyPopper aria-hidden strokeWidth={1.25} />
      <h1>{t('kiosk.bye.title')}</h1>
      <p>{t('kiosk.bye.text')}</p>
    </div>
  )
}

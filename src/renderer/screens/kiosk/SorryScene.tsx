import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import styles from './SorryScene.module.css'

/** Whatever went wrong: guests read no cause, the operator does. */
export function SorryScene() {
  const { t } = useTranslation()
  return (
    <div className={styles.scene} role="status">
      <Hourglass aria-hidden strokeWidth={1.25} />
      <h1>{t('kiosk.moment')}</h1>
      <p>{t('kiosk.momentText')}</p>
    </div>
  )
}

import { Unplug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import styles from './LostConnection.module.css'

/** Over the dimmed console until the core answers again. */
export function LostConnection() {
  const { t } = useTranslation()
  return (
    <div className={styles.cover}>
      <div className={styles.card} role="alert">
        <Unplug aria-hidden />
        <div>
          <h2>{t('app.lost.title')}</h2>
          <p>{t('app.lost.text')}</p>
        </div>
      </div>
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { ConsentCard } from '../../ui/ConsentCard'
import styles from './ConsentScene.module.css'
import type { Choice, Scene } from './kiosk-scene'

interface ConsentSceneProps {
  scene: Extract<Scene, { name: 'consent' }>
  onAgree: (text: string, next: Choice) => void
  onDecline: () => void
}

/** Nothing has the focus: whoever agrees presses on purpose. */
export function ConsentScene({ scene: { text, next }, onAgree, onDecline }: ConsentSceneProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.scene}>
      <ConsentCard
        title={t('kiosk.consent.title')}
        text={text}
        agree={t('kiosk.consent.agree')}
        decline={t('kiosk.consent.decline')}
        onAgree={() => onAgree(text, next)}
        onDecline={onDecline}
      />
    </div>
  )
}

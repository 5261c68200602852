import { ArrowLeft, Camera } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button'
import { GuestMirror, useIsMirror } from './GuestMirror'
import styles from './ReadyScene.module.css'

interface ReadySceneProps {
  isPressed: boolean
  onShoot: () => void
  onBack: () => void
}

/** The guests see themselves and where to stand (without a mirror: where to look), and press when they are ready. */
export function ReadyScene({ isPressed, onShoot, onBack }: ReadySceneProps) {
  const { t } = useTranslation()
  const isMirror = useIsMirror()
  return (
    <div className={styles.scene}>
      <GuestMirror>{isMirror && <Outline />}</GuestMirror>
      {isMirror && <p className={styles.hint}>{t('kiosk.standHere')}</p>}
      <div className={styles.actions}>
        <Button size="guest" icon={ArrowLeft} className={styles.back} onClick={onBack} disabled={isPressed}>
          {t('kiosk.back')}
        </Button>
        <Button
          size="guest"
          kind="primary"
          icon={Camera}
          className={styles.shoot}
          onClick={onShoot}
          disabled={isPressed}
          autoFocus
        >
          {t('kiosk.shoot')}
        </Button>
      </div>
    </div>
  )
}

/** Two dashed people: where heads and shoulders belong. */
function Outline() {
  return (
    <svg className={styles.outline} viewBox="0 0 1600 900" preserveAspectRatio="xMidYMax slice" aria-hidden>
      {[560, 1040].map((x) => (
        <g key={x} transform={`translate(${x} 0)`}>
          <ellipse cx="0" cy="360" rx="118" ry="150" />
          <path d="M -300 960 C -290 700 -180 590 -70 560 C -30 580 30 580 70 560 C 180 590 290 700 300 960" />
        </g>
      ))}
    </svg>
  )
}

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addresses } from '../../contract/addresses'
import { useAppState } from '../connection/use-app-state'
import { classNames } from '../ui/class-names'
import styles from './TouchDesignerView.module.css'

/** How long a broken stream is left alone before it is opened anew, milliseconds. */
const againMs = 1000

/** The live picture that TouchDesigner sends; where it sends none, `none` is said. */
export function TouchDesignerView({ none, cover = false }: { none: string | null; cover?: boolean }) {
  const { t } = useTranslation()
  const runs = useAppState((state) => state.touchdesigner.previewRuns)
  const [attempt, setAttempt] = useState(0)
  const [isBroken, setBroken] = useState(false)
  useEffect(() => {
    if (!isBroken) return
    const timer = setTimeout(() => {
      setBroken(false)
      setAttempt((before) => before + 1)
    }, againMs)
    return () => clearTimeout(timer)
  }, [isBroken])
  return (
    <div className={classNames(styles.view, cover && styles.cover)}>
      {!isBroken && (
        <img
          key={attempt}
          className={runs ? undefined : styles.still}
          src={`${addresses.live}?attempt=${attempt}`}
          alt={t('live.touchdesigner')}
          onError={() => setBroken(true)}
        />
      )}
      {!runs && none !== null && <p className={styles.none}>{none}</p>}
    </div>
  )
}

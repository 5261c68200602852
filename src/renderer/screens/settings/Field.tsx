import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/Chip'
import styles from './Settings.module.css'

export interface FieldProps {
  label: string
  hint?: ReactNode
  /** What is wrong with the last value; null while nothing is. */
  error?: string | null
  /** In force after the next start only. */
  needsRestart?: boolean
  children: ReactNode
}

/** A setting: what it is on the left, its control on the right. */
export function Field({ label, hint, error = null, needsRestart = false, children }: FieldProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.field}>
      <div className={styles.words}>
        <p className={styles.label}>{label}</p>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
        {needsRestart && (
          <Chip level="idle" icon={RotateCw} size="small">
            {t('settings.needsRestart')}
          </Chip>
        )}
      </div>
      <div className={styles.control}>
        {children}
        {error !== null && (
          <p className={styles.error} role="alert">
            {error}
          </p>
        )}
      </div>
    </div>
  )
}

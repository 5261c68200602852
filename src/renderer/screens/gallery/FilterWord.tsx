import { useFormat } from '../../i18n/format'
import styles from './Filters.module.css'

export interface FilterWordProps {
  label: string
  /** How many it would show; undefined while nobody knows. */
  count: number | undefined
  isCurrent: boolean
  onClick: () => void
}

/** A filter as a word with how many there are. */
export function FilterWord({ label, count, isCurrent, onClick }: FilterWordProps) {
  const format = useFormat()
  return (
    <li>
      <button type="button" className={styles.word} aria-current={isCurrent ? 'true' : undefined} onClick={onClick}>
        <span className={styles.label} title={label}>
          {label}
        </span>
        <span className={styles.count}>{count === undefined ? '' : format.number(count)}</span>
      </button>
    </li>
  )
}

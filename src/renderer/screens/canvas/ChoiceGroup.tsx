import type { ReactNode } from 'react'
import styles from './ChoiceGroup.module.css'

/** Things of which one is chosen, as buttons for fingers; arrow keys move the choice. */
export function ChoiceGroup({ name, label, children }: { name: string; label: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group} data-group={name}>
      <legend className="only-heard">{label}</legend>
      {children}
    </fieldset>
  )
}

export interface ChoiceProps {
  group: string
  label: string
  isChosen: boolean
  onChoose: () => void
  /** What is seen of it. */
  children: ReactNode
}

/** One of the things of a group. */
export function Choice({ group, label, isChosen, onChoose, children }: ChoiceProps) {
  return (
    <label className={styles.choice} title={label}>
      <input
        type="radio"
        className={styles.input}
        name={group}
        aria-label={label}
        checked={isChosen}
        onChange={onChoose}
      />
      {children}
    </label>
  )
}

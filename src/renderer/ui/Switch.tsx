import { Switch as Primitive } from 'radix-ui'
import styles from './Switch.module.css'

export interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  id?: string
}

/** On or off, at once. The label is read aloud; the words beside it belong to the form. */
export function Switch({ label, checked, onChange, disabled = false, id }: SwitchProps) {
  return (
    <Primitive.Root
      className={styles.switch}
      aria-label={label}
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      id={id}
    >
      <Primitive.Thumb className={styles.thumb} />
    </Primitive.Root>
  )
}

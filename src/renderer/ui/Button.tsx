import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import styles from './Button.module.css'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` is the one thing to do here; `quiet` has no box until it is pointed at. */
  kind?: ButtonKind
  icon?: LucideIcon
  /** `guest` is for fingers at the kiosk. */
  size?: 'small' | 'normal' | 'guest'
  /** Works on something: shows it, and takes no second click. */
  pending?: boolean
}

/** A button with a word, and perhaps an icon before it. */
export function Button(props: ButtonProps) {
  const { kind = 'plain', icon: Icon, size = 'normal', pending = false, className, children, ...rest } = props
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || pending}
      aria-busy={pending || undefined}
      className={classNames(styles.button, styles[kind], styles[size], className)}
    >
      {Icon && <Icon aria-hidden className={styles.icon} />}
      <span className={styles.label}>{children}</span>
    </button>
  )
}

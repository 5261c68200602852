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
  /** Works on something: shows it, and takes no second click; it keeps the keyboard, which a disabled one would lose. */
  pending?: boolean
}

/** A button with a word, and perhaps an icon before it. */
export function Button(props: ButtonProps) {
  const { kind = 'plain', icon: Icon, size = 'normal', pending = false, className, children, onClick, ...rest } = props
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={classNames(styles.button, styles[kind], styles[size], className)}
    >
      {Icon && <Icon aria-hidden className={styles.icon} />}
      <span className={styles.label}>{children}</span>
    </button>
  )
}

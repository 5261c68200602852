import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import styles from './IconButton.module.css'
import { Tooltip } from './Tooltip'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: LucideIcon
  /** Its word: read aloud, and shown when pointed at. */
  label: string
  /** Shown behind the word, e.g. `F`. */
  shortcut?: string
  /** A button that stays in: a favourite, a filter. */
  pressed?: boolean
  /** Fills the icon, for a pressed heart or star. */
  filled?: boolean
}

/** A square button with an icon; its word is in the tooltip. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  pressed,
  filled = false,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut ?? null}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        aria-keyshortcuts={shortcut}
        className={classNames(styles.button, pressed && styles.pressed, className)}
      >
        <Icon aria-hidden fill={filled ? 'currentColor' : 'none'} />
      </button>
    </Tooltip>
  )
}

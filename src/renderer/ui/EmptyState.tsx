import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './EmptyState.module.css'

/** A place with nothing in it yet, or that does not work now: a drawing, what it is, and what to do. */
export function EmptyState({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon
  title: string
  text?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.drawing}>
        <Icon aria-hidden strokeWidth={1.25} />
      </span>
      <h2>{title}</h2>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  )
}

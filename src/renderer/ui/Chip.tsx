import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Chip.module.css'
import { classNames } from './class-names'

/** ready: fine. busy: at work. attention: somebody should look. broken: does not work. idle: nothing to say. */
export type ChipLevel = 'ready' | 'busy' | 'attention' | 'broken' | 'idle'

const icons: Record<ChipLevel, LucideIcon> = {
  ready: CircleCheck,
  busy: LoaderCircle,
  attention: TriangleAlert,
  broken: CircleAlert,
  idle: CircleDashed,
}

export interface ChipProps {
  level: ChipLevel
  children: ReactNode
  /** Another icon than the level's own. */
  icon?: LucideIcon
  size?: 'small' | 'normal'
  /** On a picture: with a dark ground of its own. */
  onPicture?: boolean
  className?: string | undefined
}

/** A state: icon, word and colour together. */
export function Chip({ level, children, icon, size = 'normal', onPicture = false, className }: ChipProps) {
  const Icon = icon ?? icons[level]
  return (
    <span className={classNames(styles.chip, styles[level], styles[size], onPicture && styles.onPicture, className)}>
      <Icon aria-hidden className={classNames(styles.icon, Icon === LoaderCircle && styles.turning)} />
      <span className={styles.word}>{children}</span>
    </span>
  )
}

import { Progress } from 'radix-ui'
import { classNames } from './class-names'
import styles from './ProgressBar.module.css'

/** How far something is, 0..1; null while nobody knows. */
export function ProgressBar({
  label,
  ratio,
  className,
}: {
  label: string
  ratio: number | null
  className?: string | undefined
}) {
  const percent = ratio === null ? null : Math.round(ratio * 100)
  return (
    <Progress.Root className={classNames(styles.bar, className)} value={percent} aria-label={label}>
      <Progress.Indicator
        className={classNames(styles.fill, ratio === null && styles.unknown)}
        style={ratio === null ? undefined : { scale: `${ratio} 1` }}
      />
    </Progress.Root>
  )
}

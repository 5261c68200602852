import { Play } from 'lucide-react'
import { classNames } from './class-names'
import styles from './FilmMark.module.css'

/** Over the still that stands for something that plays; its words are in the picture's own label. */
export function FilmMark({ isSmall = false }: { isSmall?: boolean }) {
  return (
    <span className={classNames(styles.mark, isSmall && styles.small)} aria-hidden>
      <Play fill="currentColor" strokeWidth={1.5} />
    </span>
  )
}

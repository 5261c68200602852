import { Check } from 'lucide-react'
import { useAppStateParts } from '../../connection/use-app-state'
import { useStyleTitle } from '../../connection/use-style-title'
import { offeredStyles, withStyleSwitched } from './kiosk-styles'
import styles from './Settings.module.css'

/** The styles that guests are offered, each with its cover; an empty list stands for all. */
export function StyleChoice({
  label,
  chosen,
  onChange,
}: {
  label: string
  chosen: readonly string[]
  onChange: (names: string[]) => void
}) {
  const title = useStyleTitle()
  const known = useAppStateParts((state) => state.styles.filter(({ forGuests }) => forGuests))
  const all = known.map(({ name }) => name)
  const offered = offeredStyles(all, chosen)
  return (
    <div className={styles.covers} role="group" aria-label={label}>
      {known.map(({ name, coverUrl }) => (
        <button
          key={name}
          type="button"
          role="switch"
          className={styles.cover}
          aria-checked={offered.includes(name)}
          onClick={() => onChange(withStyleSwitched(all, chosen, name))}
        >
          <img src={coverUrl} alt="" />
          <span className={styles.coverWords}>
            <span className={styles.tick}>
              <Check aria-hidden strokeWidth={3} />
            </span>
            {title(name)}
          </span>
        </button>
      ))}
    </div>
  )
}

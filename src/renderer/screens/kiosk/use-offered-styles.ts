import { activeEventOf } from '../../../contract/settings'
import type { StyleView } from '../../../contract/style'
import { useAppStateParts } from '../../connection/use-app-state'

/**
 * The styles that guests may choose from, the one to begin with first. No choice in the event means all, and so does one
 * of which nothing is left: a booth that offers nothing takes no picture.
 */
export function useOfferedStyles(): StyleView[] {
  return useAppStateParts(({ styles, settings }) => {
    const { styles: chosen, style: first } = activeEventOf(settings)
    const allowed = styles.filter(({ forGuests }) => forGuests)
    const offered = allowed.filter(({ name }) => chosen.includes(name))
    return firstOf(offered.length === 0 ? allowed : offered, first)
  })
}

function firstOf(styles: readonly StyleView[], first: string): StyleView[] {
  return [...styles.filter(({ name }) => name === first), ...styles.filter(({ name }) => name !== first)]
}

import { activeEventOf } from '../../../contract/settings'
import type { StyleView } from '../../../contract/style'
import { useAppStateParts } from '../../connection/use-app-state'

/** The styles that guests may choose from, in their order; an empty choice in the settings means all. */
export function useOfferedStyles(): StyleView[] {
  return useAppStateParts(({ styles, settings }) => {
    const chosen = activeEventOf(settings).styles
    const allowed = styles.filter(({ forGuests }) => forGuests)
    return chosen.length === 0 ? allowed : allowed.filter(({ name }) => chosen.includes(name))
  })
}

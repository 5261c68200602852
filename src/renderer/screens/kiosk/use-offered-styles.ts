import { activeEventOf } from '../../../contract/settings'
import type { StyleView } from '../../../contract/style'
import { useAppStateParts } from '../../connection/use-app-state'

/** The styles that guests may choose from, in their order; an empty choice in the settings means all. */
export function useOfferedStyles(): StyleView[] {
  return useAppStateParts(({ styles, settings }) => {
    const chosen = activeEventOf(settings).styles
    return chosen.length === 0 ? styles : styles.filter(({ name }) => chosen.includes(name))
  })
}

import { useAppState } from './use-app-state'
import { useStyleTitle } from './use-style-title'

/**
 * The styles as entries of a menu, each with its cover; `except` is the one that is there already, `isOfWords` leaves
 * those that need no picture.
 */
export function useStyleEntries({
  except,
  isOfWords = false,
  onSelect,
}: {
  except: string | null
  isOfWords?: boolean
  onSelect: (style: string) => void
}) {
  const styles = useAppState((state) => state.styles)
  const title = useStyleTitle()
  return styles
    .filter((style) => style.name !== except && (!isOfWords || style.isOfWords))
    .map(({ name, coverUrl }) => ({ label: title(name), coverUrl, onSelect: () => onSelect(name) }))
}

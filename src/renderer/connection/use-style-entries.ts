import { useAppState } from './use-app-state'
import { useStyleTitle } from './use-style-title'

/** All styles as entries of a menu, each with its cover; `except` is the one that is there already. */
export function useStyleEntries({ except, onSelect }: { except: string | null; onSelect: (style: string) => void }) {
  const styles = useAppState((state) => state.styles)
  const title = useStyleTitle()
  return styles
    .filter(({ name }) => name !== except)
    .map(({ name, coverUrl }) => ({ label: title(name), coverUrl, onSelect: () => onSelect(name) }))
}

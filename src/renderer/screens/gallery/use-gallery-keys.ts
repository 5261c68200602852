import { isPlainKey, isTyping } from '../../keyboard'
import { useWindowKey } from '../../use-window-key'
import type { CaptureActions } from './use-capture-actions'
import type { GallerySelection } from './use-selection'

interface GalleryKeys {
  isIdle: boolean
  selection: GallerySelection
  actions: CaptureActions
  onZip: () => void
}

/** F and X anywhere on the screen, Ctrl+Z takes back, Ctrl+A chooses all, Ctrl+S downloads, Esc for one alone; arrows belong to the grid itself. */
export function useGalleryKeys({ isIdle, selection, actions, onZip }: GalleryKeys): void {
  useWindowKey((event) => {
    if (isIdle || isTyping(event)) return
    if (event.ctrlKey && event.key.toLowerCase() === 'a') {
      event.preventDefault()
      return selection.chooseAll()
    }
    if (event.ctrlKey && event.key.toLowerCase() === 's') {
      event.preventDefault()
      return onZip()
    }
    if (event.ctrlKey && event.key.toLowerCase() === 'z') return actions.undo()
    if (!isPlainKey(event) || event.repeat) return
    const key = event.key.toLowerCase()
    if (key === 'escape') selection.clear()
    const { captures } = selection
    if (captures.length === 0) return
    const ids = [...selection.chosen]
    if (key === 'f') actions.setFavourite(ids, !captures.every(({ favourite }) => favourite))
    if (key === 'x') actions.setRejected(ids, !captures.every(({ publication }) => publication === 'rejected'))
  })
}

import type { BoothEvent } from '../../contract/event'
import type { Style } from '../styles/styles'

/** What guests of an event can choose and ComfyUI makes; its own style last, so that it stays loaded. */
export function comfyStylesOf(event: Pick<BoothEvent, 'style' | 'styles'>, styles: readonly Style[]): Style[] {
  const offered = styles.filter((style) => {
    if (style.backend !== 'comfyui') return false
    if (style.name === event.style || event.styles.includes(style.name)) return true
    return event.styles.length === 0 && style.forGuests
  })
  return [...offered.filter(({ name }) => name !== event.style), ...offered.filter(({ name }) => name === event.style)]
}

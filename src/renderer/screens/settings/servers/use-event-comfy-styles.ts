import { activeEventOf } from '../../../../contract/settings'
import { useAppStateParts } from '../../../connection/use-app-state'

/** Names of the styles of the event in use that ComfyUI makes: its own, and those that its guests can choose. */
export function useEventComfyStyles(): string[] {
  return useAppStateParts(({ styles, settings }) => {
    const event = activeEventOf(settings)
    const isOffered = (name: string, forGuests: boolean) =>
      name === event.style || event.styles.includes(name) || (event.styles.length === 0 && forGuests)
    return styles
      .filter(({ name, backend, forGuests }) => backend === 'comfyui' && isOffered(name, forGuests))
      .map(({ name }) => name)
  })
}

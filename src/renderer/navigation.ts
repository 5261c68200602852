import { useMemo, useSyncExternalStore } from 'react'

export const screenIds = ['live', 'queue', 'gallery', 'statistics', 'settings', 'kiosk'] as const
export type ScreenId = (typeof screenIds)[number]

/** Where the operator is: in the address, so that a reloaded window stands where it stood. */
export interface Place {
  screen: ScreenId
  /** What the screen shows of itself: a capture's id, a settings tab, a filter; null for its beginning. */
  detail: string | null
}

export function placeOf(hash: string): Place {
  const [screen, detail] = hash.replace(/^#\/?/, '').split('/')
  const known = screenIds.find((id) => id === screen)
  return { screen: known ?? 'live', detail: known && detail ? decodeDetail(detail) : null }
}

/** `#/gallery/<detail>`; the back button goes where one was before. */
export function goTo(screen: ScreenId, detail: string | null = null): void {
  location.hash = `/${screen}${detail === null ? '' : `/${encodeURIComponent(detail)}`}`
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return useMemo(() => placeOf(hash), [hash])
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

/** Null for what is no percent-encoding: an address may be typed by hand. */
function decodeDetail(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

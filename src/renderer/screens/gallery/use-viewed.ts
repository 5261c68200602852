import { useEffect, useState } from 'react'
import type { CaptureBrowser } from './capture-browser'
import { useBrowsed } from './use-capture-browser'
import { followed, type Viewed } from './viewed'

/** What the viewer shows, the same picture while others come and go around it; null while it is closed. */
export function useViewed(browser: CaptureBrowser): [Viewed | null, (place: number | null) => void] {
  const captures = useBrowsed(browser, (browsed) => browsed.captures)
  const places = useBrowsed(browser, (browsed) => browsed.places)
  const total = useBrowsed(browser, (browsed) => browsed.total)
  const [before, setViewed] = useState<Viewed | null>(null)
  const viewed = before && followed(before, { captures, places, total })
  if (viewed !== before) setViewed(viewed)

  const sought = viewed?.capture && !places.has(viewed.capture.id) ? viewed.capture : null
  useEffect(() => {
    if (sought === null) return
    let isCurrent = true
    void browser.find(sought).then((place) => {
      // it is gone: what took its place is shown
      if (isCurrent && place === null) setViewed((now) => now && { ...now, capture: null })
    })
    return () => {
      isCurrent = false
    }
  }, [browser, sought, captures])

  return [viewed, (place) => setViewed(place === null ? null : { place, capture: null })]
}

import type { CaptureView } from '../../../contract/capture'
import type { Browsed } from './capture-browser'

/** The picture in the viewer; null until the one at the place is fetched. */
export interface Viewed {
  place: number
  capture: CaptureView | null
}

/** The same picture wherever it stands now. One that is not among the fetched stays as it was seen last. */
export function followed(viewed: Viewed, browsed: Pick<Browsed, 'captures' | 'places' | 'total'>): Viewed {
  const { captures, places, total } = browsed
  const known = viewed.capture === null ? undefined : places.get(viewed.capture.id)
  const place = known ?? Math.max(0, Math.min(viewed.place, total - 1))
  const isOpen = known !== undefined || viewed.capture === null
  const capture = isOpen ? (captures.get(place) ?? null) : viewed.capture
  return place === viewed.place && capture === viewed.capture ? viewed : { place, capture }
}

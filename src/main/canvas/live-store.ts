import type { RawFrame } from './frame'

/** Room for the next picture, which is seldom quite as heavy. */
const spare = 1.25

/**
 * Where a room keeps its newest live picture: each in the place of the one before. Holding on to the frames themselves
 * made every one of them old for the garbage collector, which then went through the whole heap several times a second.
 */
export interface LiveStore {
  /** A copy, good until the next one, or for ever once it was lent. */
  keep(raw: RawFrame): RawFrame
  /** Somebody holds what is kept: the next picture goes elsewhere. */
  lend(): void
}

export function createLiveStore(): LiveStore {
  let place: Buffer | null = null

  function placeFor(sizeBytes: number): Buffer {
    const isFit = place !== null && place.length >= sizeBytes && place.length <= sizeBytes * spare * spare
    return isFit ? place! : Buffer.allocUnsafeSlow(Math.ceil(sizeBytes * spare))
  }

  return {
    keep({ bytes, isBinary }) {
      place = placeFor(bytes.length)
      bytes.copy(place)
      return { bytes: place.subarray(0, bytes.length), isBinary }
    },
    lend: () => void (place = null),
  }
}

import type { PixelBlock, Pixels } from '../drawing/pixels'
import { areaOf, type Area, type Outline } from '../drawing/stroke'

/** Pixels without a browser: hard edges, one grey from the colour's first channel. Pictures are whole sheets of the same kind. */
export interface PlainPixels extends Pixels<Uint8ClampedArray> {
  /** The grey at a place: 255 is ground. */
  at(x: number, y: number): number
  copy(): Uint8ClampedArray
}

export function createPlainPixels(sidePx: number): PlainPixels {
  const greys = new Uint8ClampedArray(sidePx * sidePx).fill(255)

  function each(area: Area, call: (place: number, i: number) => void) {
    for (let y = 0; y < area.heightPx; y++) {
      for (let x = 0; x < area.widthPx; x++) call((area.y + y) * sidePx + area.x + x, y * area.widthPx + x)
    }
  }

  const isWithin = (place: number, outline: Outline) =>
    winding(outline, (place % sidePx) + 0.5, Math.floor(place / sidePx) + 0.5) !== 0

  return {
    sidePx,
    fill(outline, color, opacity) {
      const grey = parseInt(color.slice(1, 3), 16)
      const area = areaOf(outline, sidePx)
      if (area === null) return
      each(area, (place) => {
        if (isWithin(place, outline)) greys[place] = greys[place]! * (1 - opacity) + grey * opacity
      })
    },
    read(area): PixelBlock {
      const data = new Uint8ClampedArray(area.widthPx * area.heightPx)
      each(area, (place, i) => (data[i] = greys[place]!))
      return { width: area.widthPx, height: area.heightPx, data }
    },
    write(area, block, within) {
      each(area, (place, i) => {
        if (within === null || isWithin(place, within)) greys[place] = block.data[i]!
      })
    },
    darken: (area, block) => each(area, (place, i) => (greys[place] = Math.min(greys[place]!, block.data[i]!))),
    wipe: () => void greys.fill(255),
    show: (picture) => greys.set(picture),
    at: (x, y) => greys[y * sidePx + x]!,
    copy: () => greys.slice(),
  }
}

/** How often a closed shape goes around a place. */
function winding(outline: Outline, x: number, y: number): number {
  let turns = 0
  for (const [i, [x1, y1]] of outline.entries()) {
    const [x2, y2] = outline[(i + 1) % outline.length]!
    if (y1 <= y === y2 <= y) continue
    if (x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) > x) turns += y2 > y1 ? 1 : -1
  }
  return turns
}

import { clampByte, colour, type Canvas, type Colour } from './canvas'
import { blur, createField } from './field'
import { at, grainTile, noiseTile, type NoiseTile } from './noise'
import type { Recipe, Studio } from './recipe'
import { levelled, tinted } from './tone'

const paper = colour('#f7f2e8')

/** Spot inks: for shade, for flesh and middle tones, for warmth. */
const inkSets = {
  festival: ['#1f5fc4', '#ff3f9e', '#ffd91a'],
  citrus: ['#00857d', '#ff5a3c', '#ffcf24'],
  dusk: ['#4a3aa8', '#ff6b4a', '#ffc53d'],
} as const

interface Plate {
  ink: Colour
  shiftX: number
  shiftY: number
  /** Picks its own part of the grain, so that the inks do not lie dot on dot. */
  offset: number
}

/** Three bright inks laid down one after the other in grains, not quite in register. */
export const risograph: Recipe = {
  steps: ['Light', 'Separate', 'Grain', 'Register', 'Drum'],
  async draw(studio) {
    const page = tinted(levelled(studio.original), { saturation: 1.3, gamma: 0.85 })
    const inks = inkSets[studio.choice('inks', ['festival', 'citrus', 'dusk'])]
    await studio.next(page)
    const tones = separated(page)
    await studio.next(page)
    const grain = evenGrain(studio)
    const clouds = noiseTile(studio.random, 512, 90, 3)
    await studio.next(page)
    const plates = inks.map((hex, i) => plateOf(studio, colour(hex), i))
    await studio.next(page)
    const perGrain = Math.max(1, studio.px(1.5))
    await studio.bands(page.heightPx, (from, to) => roll({ page, tones, plates, grain, clouds, perGrain }, from, to))
    return page
  },
}

/** How much of each ink lies where, 0..255, in place of red, green and blue. */
function separated({ widthPx, heightPx, data }: Canvas): Canvas {
  const tones = new Uint8Array(data.length)
  for (let p = 0; p < data.length; p += 3) {
    const r = data[p]!
    const g = data[p + 1]!
    const b = data[p + 2]!
    const dark = 255 - ((r * 77 + g * 150 + b * 29) >> 8)
    const warm = Math.max(0, r - Math.max(g, b))
    const sunny = Math.max(0, Math.min(r, g) - b)
    const cool = Math.max(0, b - r)
    tones[p] = clampByte(dark * 1.2 - 0.9 * warm - 0.35 * sunny - 28 + 0.5 * cool)
    tones[p + 1] = clampByte((255 - g) * 0.62 + 0.85 * warm - 0.25 * cool - 22)
    tones[p + 2] = clampByte(1.5 * sunny + 0.55 * warm)
  }
  return { widthPx, heightPx, data: tones }
}

function plateOf(studio: Studio, ink: Colour, i: number): Plate {
  const slip = () => Math.round((studio.random() - 0.5) * studio.px(i === 0 ? 0 : 7))
  return { ink, shiftX: slip(), shiftY: slip(), offset: 97 * (i + 1) }
}

/** Noise without clumps in which every value is as frequent as any other: a threshold for each grain. */
function evenGrain(studio: Studio): NoiseTile {
  const { sizePx, data } = grainTile(studio.random, 256)
  const field = createField(sizePx, sizePx)
  for (let i = 0; i < data.length; i++) field.data[i] = data[i]!
  const soft = blur(field, 1.1)
  const order = Array.from(data.keys()).sort(
    (a, b) => field.data[a]! - soft.data[a]! - (field.data[b]! - soft.data[b]!),
  )
  const ranked = new Uint8Array(data.length)
  order.forEach((pixel, rank) => (ranked[pixel] = (rank * 256) / data.length))
  return { sizePx, data: ranked }
}

interface Roll {
  page: Canvas
  tones: Canvas
  plates: Plate[]
  grain: NoiseTile
  clouds: NoiseTile
  perGrain: number
}

function roll({ page, tones, plates, grain, clouds, perGrain }: Roll, fromRow: number, toRow: number) {
  const { widthPx, heightPx, data } = page
  for (let y = fromRow, p = fromRow * widthPx * 3; y < toRow; y++) {
    const grainY = (y / perGrain) | 0
    for (let x = 0; x < widthPx; x++, p += 3) {
      const grainX = (x / perGrain) | 0
      const uneven = 0.82 + at(clouds, grainX >> 1, grainY >> 1) / 900
      let [red, green, blue] = paper
      for (let i = 0; i < 3; i++) {
        const { ink, shiftX, shiftY, offset } = plates[i]!
        const fromX = x + shiftX < 0 ? 0 : x + shiftX >= widthPx ? widthPx - 1 : x + shiftX
        const fromY = y + shiftY < 0 ? 0 : y + shiftY >= heightPx ? heightPx - 1 : y + shiftY
        const tone = inked[tones.data[(fromY * widthPx + fromX) * 3 + i]!]!
        const over = (tone - at(grain, grainX + offset, grainY + offset * 3)) / 36 + 0.5
        if (over <= 0) continue
        const cover = (over < 1 ? over : 1) * uneven
        red *= 1 - cover * (1 - ink[0] / 255)
        green *= 1 - cover * (1 - ink[1] / 255)
        blue *= 1 - cover * (1 - ink[2] / 255)
      }
      data[p] = red
      data[p + 1] = green
      data[p + 2] = blue
    }
  }
}

/** A tone to the grains it fills: the lightest leave the paper bare, the deepest close up. */
const inked = Float32Array.from({ length: 256 }, (_, tone) => (tone < 12 ? -40 : tone > 235 ? 300 : tone))

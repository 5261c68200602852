import { clampByte, colour, luma, smoothstep, type Canvas, type Colour } from './canvas'
import type { Recipe, Studio } from './recipe'
import { stretch } from './tone'

const palettes = {
  sunset: ['#2b0a5c', '#ff4f6d', '#ffe29a'],
  ocean: ['#06163a', '#1f9fc4', '#e9fbe0'],
  violet: ['#1c0b4a', '#c2379b', '#ffd9c2'],
  forest: ['#08252b', '#2f9e77', '#f6f3c3'],
} as const
const words = ['sunset', 'ocean', 'violet', 'forest'] as const

/** A gradient of three inks from shadow to light, as on a record sleeve. */
export const duotone: Recipe = {
  steps: ['Light', 'Contrast', 'Inks', 'Grain'],
  async draw(studio) {
    const { original } = studio
    const grey = luma(original)
    await studio.next(original)
    stretch(grey)
    const table = gradient(palettes[studio.choice('palette', words)].map(colour))
    await studio.next(original)
    await studio.bands(original.heightPx, (from, to) => ink(original, grey.data, table, from, to))
    await studio.next(original)
    await grain(studio, original)
    return original
  },
}

/** 256 colours; shadows and lights are drawn apart first, so that faces keep their form. */
function gradient(stops: Colour[]): Uint8Array {
  const table = new Uint8Array(256 * 3)
  for (let level = 0; level < 256; level++) {
    const place = (0.35 * level) / 255 + 0.65 * smoothstep(0, 255, level)
    const at = place * (stops.length - 1)
    const from = stops[Math.floor(at)] ?? stops[0]!
    const to = stops[Math.ceil(at)] ?? from
    for (let c = 0; c < 3; c++) table[level * 3 + c] = from[c]! + (to[c]! - from[c]!) * (at - Math.floor(at))
  }
  return table
}

function ink({ widthPx, data }: Canvas, grey: Uint8Array, table: Uint8Array, fromRow: number, toRow: number) {
  for (let i = fromRow * widthPx, p = i * 3; i < toRow * widthPx; i++, p += 3) {
    const entry = grey[i]! * 3
    data[p] = table[entry]!
    data[p + 1] = table[entry + 1]!
    data[p + 2] = table[entry + 2]!
  }
}

async function grain(studio: Studio, { widthPx, heightPx, data }: Canvas) {
  await studio.bands(heightPx, (from, to) => {
    for (let i = from * widthPx, p = i * 3; i < to * widthPx; i++, p += 3) {
      const speck = (studio.random() - 0.5) * 12
      data[p] = clampByte(data[p]! + speck)
      data[p + 1] = clampByte(data[p + 1]! + speck)
      data[p + 2] = clampByte(data[p + 2]! + speck)
    }
  })
}

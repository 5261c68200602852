import { clampByte, smoothstep, type Canvas, type Plane } from './canvas'
import { smoothInsideEdges } from './edge-smoothing'
import { lightness, toPlane } from './field'
import { flowOf } from './flow'
import { inkLines } from './ink-lines'
import type { Recipe, Studio } from './recipe'
import { dotScreen, type Screen } from './screen'
import { levelled } from './tone'

const workPixels = 2_100_000

/** Flat colours, pen lines and printed dots in the shade. */
export const comic: Recipe = {
  steps: ['Light', 'Flat colours', 'Pen lines', 'Posterise', 'Dots', 'Ink'],
  async draw(studio) {
    const { original } = studio
    const work = levelled(await studio.reduced(workPixels))
    await studio.next(work)
    const flat = smoothInsideEdges(work, { reachPx: studio.px(40, work), edge: 0.12, rounds: 3 })
    await studio.next(flat)
    const lines = penLines(studio, smoothInsideEdges(work, { reachPx: studio.px(8, work), edge: 0.2, rounds: 2 }))
    await studio.next(flat)
    const bands = posterised(flat, studio.number('colour', { otherwise: 1.5, min: 0.5, max: 3 }))
    await studio.next(bands)
    const page = await studio.resize(bands, original)
    const ink = await studio.resizePlane(lines, original)
    const dots = dotScreen({ pitchPx: Math.max(3, studio.px(9)), angle: 0.35 + 0.4 * studio.random() })
    await studio.next(page)
    await studio.bands(page.heightPx, (from, to) => print(page, ink, dots, from, to))
    return page
  },
}

function penLines(studio: Studio, flat: Canvas): Plane {
  const light = lightness(flat)
  const flow = flowOf(light, studio.px(4, flat))
  const width = Math.max(0.6, studio.px(1.5, flat))
  return toPlane(inkLines(light, flow, { widthPx: width, strength: 22, black: 0.16, hardness: 14 }))
}

/** Brightness in soft steps, hue kept, colours stronger. */
function posterised({ widthPx, heightPx, data }: Canvas, saturation: number): Canvas {
  const out = new Uint8Array(data.length)
  const steps = softSteps(6)
  for (let p = 0; p < data.length; p += 3) {
    const r = data[p]!
    const g = data[p + 1]!
    const b = data[p + 2]!
    const light = (r * 77 + g * 150 + b * 29) >> 8
    const target = steps[light]!
    const gain = target / Math.max(12, light)
    for (let c = 0; c < 3; c++) {
      const value = light + (data[p + c]! - light) * saturation
      out[p + c] = clampByte(target + (value - light) * Math.min(1.6, gain))
    }
  }
  return { widthPx, heightPx, data: out }
}

function softSteps(count: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const at = (level / 255) * count
    const base = Math.floor(at)
    return (255 * Math.min(count, base + smoothstep(0.35, 0.65, at - base))) / count
  })
}

function print({ widthPx, data }: Canvas, ink: Plane, dots: Screen, fromRow: number, toRow: number) {
  for (let y = fromRow, i = fromRow * widthPx, p = i * 3; y < toRow; y++) {
    for (let x = 0; x < widthPx; x++, i++, p += 3) {
      const light = (data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29) >> 8
      const shade = light < 150 ? dots.cover(x, y, 0.55 * (1 - light / 150)) : 0
      const paper = smoothstep(70, 185, ink.data[i]!)
      const kept = paper * (1 - 0.55 * shade)
      data[p] = data[p]! * kept + 16 * (1 - paper)
      data[p + 1] = data[p + 1]! * kept + 12 * (1 - paper)
      data[p + 2] = data[p + 2]! * (kept + 0.12 * paper * shade) + 22 * (1 - paper)
    }
  }
}

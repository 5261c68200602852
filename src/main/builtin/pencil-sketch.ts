import { createCanvas, smoothstep, type Canvas, type Plane } from './canvas'
import { smoothInsideEdges } from './edge-smoothing'
import { blur, createField, lightness, toPlane, type Field } from './field'
import { flowOf } from './flow'
import { inkLines } from './ink-lines'
import { at, noiseTile, type NoiseTile } from './noise'
import type { Recipe, Studio } from './recipe'
import { levelled } from './tone'

const workPixels = 2_100_000

/** Graphite on rough paper: soft outlines, and three directions of hatching that grow with the shade. */
export const pencilSketch: Recipe = {
  steps: ['Light', 'Outlines', 'Shading', 'Hatching', 'Paper', 'Draw'],
  async draw(studio) {
    const { original } = studio
    const work = levelled(await studio.reduced(workPixels))
    await studio.next(work)
    const calm = smoothInsideEdges(work, { reachPx: studio.px(7, work), edge: 0.25, rounds: 2 })
    const light = lightness(calm)
    const lines = outlines(studio, light)
    await studio.next(greyCanvas(toPlane(lines)))
    const shade = shading(studio, light)
    await studio.next(greyCanvas(toPlane(shade)))
    const [outline, tone] = [
      await studio.resizePlane(toPlane(lines), original),
      await studio.resizePlane(toPlane(shade), original),
    ]
    const hatches = [-0.85, 0.55, -0.2].map((angle) => hatching(studio, angle + 0.2 * (studio.random() - 0.5)))
    await studio.next(greyCanvas(outline))
    const paper = noiseTile(studio.random, 512, 4, 3)
    await studio.next(greyCanvas(outline))
    const page = createCanvas(original.widthPx, original.heightPx)
    await studio.bands(page.heightPx, (from, to) => sketch({ page, outline, tone, hatches, paper, studio }, from, to))
    return page
  },
}

function outlines(studio: Studio, light: Field): Field {
  const flow = flowOf(light, studio.px(4, light))
  const width = Math.max(0.6, studio.px(1.25, light))
  return inkLines(light, flow, { widthPx: width, strength: 24, black: 0.5, hardness: 2.2 })
}

/** Brightness with its local differences drawn out, as an eye draws it. */
function shading(studio: Studio, light: Field): Field {
  const around = blur(light, studio.px(60, light))
  const shade = createField(light.widthPx, light.heightPx)
  for (let i = 0; i < shade.data.length; i++) {
    const value = 0.62 * light.data[i]! + 0.38 * (0.62 + 1.4 * (light.data[i]! - around.data[i]!))
    shade.data[i] = Math.min(1, Math.max(0, value)) ** 0.85
  }
  return shade
}

interface Hatch {
  tile: NoiseTile
  cos: number
  sin: number
}

/** Strokes: noise that is long in one direction. */
function hatching(studio: Studio, angle: number): Hatch {
  const unit = Math.max(0.5, studio.px(1))
  return { tile: noiseTile(studio.random, 512, 3, 2), cos: Math.cos(angle) / unit, sin: Math.sin(angle) / unit }
}

function strokeAt({ tile, cos, sin }: Hatch, x: number, y: number) {
  return at(tile, (x * cos + y * sin) * 0.045, (y * cos - x * sin) * 0.9)
}

interface Sketch {
  page: Canvas
  outline: Plane
  tone: Plane
  hatches: Hatch[]
  paper: NoiseTile
  studio: Studio
}

/** Darkness from which each direction of strokes begins. */
const begins = [0.22, 0.45, 0.66]

function sketch({ page, outline, tone, hatches, paper, studio }: Sketch, fromRow: number, toRow: number) {
  const { widthPx, data } = page
  const perGrain = Math.max(0.7, studio.px(1.1))
  for (let y = fromRow, i = fromRow * widthPx, p = i * 3; y < toRow; y++) {
    for (let x = 0; x < widthPx; x++, i++, p += 3) {
      const dark = 1 - tone.data[i]! / 255
      const tooth = at(paper, (x / perGrain) | 0, (y / perGrain) | 0) / 255
      let graphite = 0.5 * smoothstep(0.06, 0.95, dark) * (0.55 + 0.9 * tooth)
      for (let h = 0; h < 3; h++) {
        const amount = dark - begins[h]!
        if (amount <= 0) continue
        const stroke = strokeAt(hatches[h]!, x, y) / 255
        graphite += 0.5 * smoothstep(0.62 - amount, 0.78 - amount * 0.6, stroke) * Math.min(1, amount * 3.2)
      }
      const line = 1 - outline.data[i]! / 255
      graphite = Math.max(graphite * 0.86, 0) + line * (0.72 + 0.4 * tooth)
      const kept = Math.exp(-1.75 * graphite)
      const sheet = 250 - 14 * (1 - tooth)
      data[p] = 38 + (sheet - 38) * kept
      data[p + 1] = 38 + (sheet - 3 - 38) * kept
      data[p + 2] = 42 + (sheet - 11 - 42) * kept
    }
  }
}

function greyCanvas({ widthPx, heightPx, data }: Plane): Canvas {
  const canvas = createCanvas(widthPx, heightPx)
  for (let i = 0, p = 0; i < data.length; i++) {
    canvas.data[p++] = data[i]!
    canvas.data[p++] = data[i]!
    canvas.data[p++] = data[i]!
  }
  return canvas
}

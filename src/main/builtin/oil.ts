import { clampByte, type Canvas } from './canvas'
import { lightness } from './field'
import { flowOf, type Flow } from './flow'
import { createPainting, dab, relief, type Painting } from './brush'
import { smoothInsideEdges } from './edge-smoothing'
import type { Recipe, Studio } from './recipe'
import { levelled, tinted } from './tone'

const workPixels = 1_150_000

interface Brush {
  /** Half its width at 1080p, pixels. */
  radius: number
  /** How far off a place must be before it is painted over, 0..255. */
  tolerance: number
  /** Steps of one radius that a stroke may go on. */
  length: number
  /** From stroke to stroke, in radii. */
  spacing: number
}

/** From the ground coat to the eyes. */
const brushes: Brush[] = [
  { radius: 26, tolerance: -1, length: 5, spacing: 1.5 },
  { radius: 13, tolerance: 5, length: 6, spacing: 1.2 },
  { radius: 6.5, tolerance: 12, length: 7, spacing: 1 },
  { radius: 3, tolerance: 15, length: 6, spacing: 1 },
]

/** Brush strokes along the forms, thick enough to catch the light (after Hertzmann 1998). */
export const oil: Recipe = {
  steps: ['Light', 'Ground coat', 'Broad strokes', 'Forms', 'Details', 'Varnish'],
  async draw(studio) {
    const work = tinted(levelled(await studio.reduced(workPixels)), { saturation: 1.35, gamma: 0.92 })
    const flow = flowOf(lightness(work), studio.px(14, work), 0.0006)
    await studio.next(work)
    const painting = createPainting(work)
    for (const brush of brushes) {
      await coat(studio, painting, work, flow, brush)
      await studio.next(painting.canvas)
    }
    const lit = relief(painting, 0.55)
    return studio.resize(lit, studio.original)
  },
}

async function coat(studio: Studio, painting: Painting, work: Canvas, flow: Flow, brush: Brush) {
  const radius = Math.max(1.2, studio.px(brush.radius, work))
  const aim = smoothInsideEdges(work, { reachPx: radius * 1.2, edge: 0.3, rounds: 2 })
  const step = Math.max(1, Math.round(radius * brush.spacing))
  await studio.bands(Math.ceil(work.heightPx / step), (from, to) => {
    for (let row = from; row < to; row++) {
      for (let x = 0; x < work.widthPx; x += step) {
        const place = { x: x + studio.random() * step, y: (row + studio.random()) * step }
        stroke({ studio, painting, aim, flow, radius, brush }, place)
      }
    }
  })
}

interface Stroke {
  studio: Studio
  painting: Painting
  aim: Canvas
  flow: Flow
  radius: number
  brush: Brush
}

function stroke({ studio, painting, aim, flow, radius, brush }: Stroke, place: { x: number; y: number }) {
  const { widthPx, heightPx } = aim
  let [x, y] = [place.x, place.y]
  if (x >= widthPx || y >= heightPx) return
  const start = (y | 0) * widthPx + (x | 0)
  if (difference(painting.canvas.data, aim.data, start * 3, start * 3) <= brush.tolerance) return
  const jitter = (studio.random() - 0.5) * 16
  const paint = [0, 1, 2].map((c) => clampByte(aim.data[start * 3 + c]! + jitter + (studio.random() - 0.5) * 9))
  const seed = (studio.random() * 65536) | 0
  let [vx, vy] = [flow.x[start]!, flow.y[start]!]
  if (studio.random() < 0.5) [vx, vy] = [-vx, -vy]
  for (let i = 0; i < brush.length; i++) {
    const [nextX, nextY] = [x + vx * radius, y + vy * radius]
    dab(painting, { x, y, toX: nextX, toY: nextY, radius, paint, seed })
    ;[x, y] = [nextX, nextY]
    if (x < 0 || y < 0 || x >= widthPx || y >= heightPx) return
    const here = (y | 0) * widthPx + (x | 0)
    if (i > 1 && differs(aim.data, here * 3, paint)) return
    const turn = flow.x[here]! * vx + flow.y[here]! * vy < 0 ? -1 : 1
    ;[vx, vy] = [flow.x[here]! * turn, flow.y[here]! * turn]
  }
}

function difference(a: Uint8Array, b: Uint8Array, p: number, q: number) {
  return (Math.abs(a[p]! - b[q]!) + Math.abs(a[p + 1]! - b[q + 1]!) + Math.abs(a[p + 2]! - b[q + 2]!)) / 3
}

/** The stroke's paint is now further from the picture than its coat may be. */
function differs(aim: Uint8Array, p: number, paint: number[]) {
  return (
    (Math.abs(aim[p]! - paint[0]!) + Math.abs(aim[p + 1]! - paint[1]!) + Math.abs(aim[p + 2]! - paint[2]!)) / 3 > 26
  )
}

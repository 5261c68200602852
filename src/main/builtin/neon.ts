import { colour, luma, smoothstep, type Canvas, type Colour, type Plane } from './canvas'
import { smoothInsideEdges } from './edge-smoothing'
import { blur, createField, lightness, toPlane, type Field } from './field'
import { flowOf, smoothAlong } from './flow'
import type { Recipe, Studio } from './recipe'
import { levelled, stretch } from './tone'
import { warmth } from './warmth'

const workPixels = 1_600_000

/** The night: shadows, the two tubes' colours, and light on skin. */
const nights = {
  arcade: ['#0a0524', '#3b1078', '#c23bd0', '#ffd0f0', '#21e6ff', '#ff2fb0'],
  lagoon: ['#03122b', '#07477a', '#21a8c9', '#dcfff4', '#38ffb0', '#4d7dff'],
  ember: ['#17041f', '#5e1150', '#e0457b', '#ffe3b8', '#ffb02e', '#ff3d6e'],
} as const

/** A portrait at night under neon tubes: outlines glow in two colours. */
export const neon: Recipe = {
  steps: ['Light', 'Night', 'Outlines', 'Tubes', 'Glow', 'Mix'],
  async draw(studio) {
    const { original } = studio
    const night = nights[studio.choice('palette', ['arcade', 'lagoon', 'ember'])].map(colour)
    const work = levelled(await studio.reduced(workPixels))
    await studio.next(work)
    const page = levelled(original)
    nightfall(page, night)
    await studio.next(page)
    const tubes = tubesOf(studio, work)
    await studio.next(page)
    const line = await studio.resizePlane(toPlane(tubes), page)
    const near = await studio.resizePlane(toPlane(scaled(blur(tubes, studio.px(5, work)), 1.5)), page)
    await studio.next(page)
    const far = await studio.resizePlane(toPlane(scaled(blur(tubes, studio.px(28, work)), 2.2)), page)
    await studio.next(page)
    const tilt = studio.random() * Math.PI
    await studio.bands(page.heightPx, (from, to) => light({ page, line, near, far, night, tilt }, from, to))
    return page
  },
}

/** Brightness to the night's colours; faces keep their form in the upper half. */
function nightfall(page: Canvas, [black, deep, bright, skin]: Colour[]) {
  const grey = luma(page)
  stretch(grey)
  const table = new Uint8Array(256 * 3)
  for (let level = 0; level < 256; level++) {
    const t = (level / 255) ** 1.05
    for (let c = 0; c < 3; c++) {
      const low = black![c]! + (deep![c]! - black![c]!) * smoothstep(0, 0.38, t)
      const middle = low + (bright![c]! - low) * smoothstep(0.22, 0.72, t)
      table[level * 3 + c] = middle + (skin![c]! - middle) * smoothstep(0.52, 0.98, t)
    }
  }
  for (let i = 0, p = 0; i < grey.data.length; i++, p += 3) {
    const entry = grey.data[i]! * 3
    page.data[p] = table[entry]!
    page.data[p + 1] = table[entry + 1]!
    page.data[p + 2] = table[entry + 2]!
  }
}

/** Edges as bright lines of even width. */
function tubesOf(studio: Studio, work: Canvas): Field {
  const calm = lightness(smoothInsideEdges(work, { reachPx: studio.px(18, work), edge: 0.16, rounds: 2 }))
  const width = Math.max(0.8, studio.px(1.9, work))
  const fine = blur(calm, width)
  const coarse = blur(calm, width * 1.7)
  const edges = createField(work.widthPx, work.heightPx)
  for (let i = 0; i < edges.data.length; i++) edges.data[i] = coarse.data[i]! - fine.data[i]!
  const joined = smoothAlong(flowOf(calm, studio.px(5, work)), edges, Math.max(3, Math.round(studio.px(9, work))))
  // Lines on a face make a mask of it: there the tones speak.
  const skin = warmth(work, studio.px(20, work))
  for (let i = 0; i < joined.data.length; i++) {
    const line = smoothstep(0.007, 0.03, joined.data[i]!)
    joined.data[i] = line * (1 - 0.8 * smoothstep(0.68, 0.86, skin.data[i]!))
  }
  return joined
}

function scaled(field: Field, factor: number): Field {
  for (let i = 0; i < field.data.length; i++) field.data[i]! *= factor
  return field
}

interface Lighting {
  page: Canvas
  line: Plane
  near: Plane
  far: Plane
  night: Colour[]
  tilt: number
}

function light({ page, line, near, far, night, tilt }: Lighting, fromRow: number, toRow: number) {
  const { widthPx, heightPx, data } = page
  const [one, other] = [night[4]!, night[5]!]
  const [cos, sin] = [Math.cos(tilt) / widthPx, Math.sin(tilt) / heightPx]
  for (let y = fromRow, i = fromRow * widthPx, p = i * 3; y < toRow; y++) {
    for (let x = 0; x < widthPx; x++, i++, p += 3) {
      const side = smoothstep(-0.25, 0.25, (x - widthPx / 2) * cos + (y - heightPx / 2) * sin)
      const dim = 0.98 - 0.5 * smoothstep(0.35, 1.6, ((2 * x) / widthPx - 1) ** 2 + ((2 * y) / heightPx - 1) ** 2)
      const core = line.data[i]! / 255
      const glow = Math.min(1.4, core * 0.55 + (near.data[i]! / 255) * 0.75 + (far.data[i]! / 255) * 0.5)
      for (let c = 0; c < 3; c++) {
        const tube = one[c]! + (other[c]! - one[c]!) * side
        const lit = Math.min(255, tube * glow + 150 * core * core)
        data[p + c] = lit + (data[p + c]! * dim * (255 - lit)) / 255
      }
    }
  }
}

import { clampByte, createPlane, smoothstep, type Canvas, type Plane } from './canvas'
import { smoothInsideEdges } from './edge-smoothing'
import { blur, lightness, toPlane, type Field } from './field'
import { flowOf } from './flow'
import { inkLines } from './ink-lines'
import { at, noiseTile, type NoiseTile } from './noise'
import type { Recipe, Studio } from './recipe'
import { levelled, tinted } from './tone'

const workPixels = 1_800_000

/** Washes that run together, pool at their edges and leave the paper bare at the border, over a light pencil drawing. */
export const watercolour: Recipe = {
  steps: ['Light', 'Pencil', 'Washes', 'Wet edges', 'Paper', 'Paint'],
  async draw(studio) {
    const work = tinted(levelled(await studio.reduced(workPixels)), { saturation: 1.5, gamma: 0.8 })
    await studio.next(work)
    const pencil = pencilLines(studio, work)
    await studio.next(work)
    const washes = wavering(studio, smoothInsideEdges(work, { reachPx: studio.px(60, work), edge: 0.16, rounds: 3 }))
    await studio.next(washes)
    const pools = pooled(studio, washes)
    await studio.next(washes)
    const page = await studio.resize(washes, studio.original)
    const lines = await studio.resizePlane(toPlane(pencil), page)
    const edges = await studio.resizePlane(pools, page)
    const tiles = { fibre: noiseTile(studio.random, 512, 5, 3), clouds: noiseTile(studio.random, 512, 120, 4) }
    await studio.next(page)
    await studio.bands(page.heightPx, (from, to) => paint({ studio, page, lines, edges, ...tiles }, from, to))
    return page
  },
}

function pencilLines(studio: Studio, work: Canvas): Field {
  const light = lightness(smoothInsideEdges(work, { reachPx: studio.px(8, work), edge: 0.22, rounds: 2 }))
  const width = Math.max(0.6, studio.px(1.2, work))
  return inkLines(light, flowOf(light, studio.px(4, work)), { widthPx: width, strength: 14, black: null, hardness: 5 })
}

/** Edges that a wet brush draws: every pixel is taken from a little beside itself. */
function wavering(studio: Studio, { widthPx, heightPx, data }: Canvas): Canvas {
  const sway = noiseTile(studio.random, 512, 22, 3)
  const reach = studio.px(9, { widthPx, heightPx }) / 255
  const out = new Uint8Array(data.length)
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const fromX = inside(x + (at(sway, x, y) - 128) * reach, widthPx)
      const fromY = inside(y + (at(sway, x + 171, y + 311) - 128) * reach, heightPx)
      const from = (fromY * widthPx + fromX) * 3
      out[to++] = data[from]!
      out[to++] = data[from + 1]!
      out[to++] = data[from + 2]!
    }
  }
  return { widthPx, heightPx, data: out }
}

function inside(place: number, length: number) {
  return place < 0 ? 0 : place >= length ? length - 1 : place | 0
}

/** Where pigment gathers, 128 for even: along the dark side of every edge. */
function pooled(studio: Studio, washes: Canvas): Plane {
  const light = lightness(washes)
  const near = blur(light, Math.max(0.7, studio.px(1.6, washes)))
  const wide = blur(light, studio.px(7, washes))
  const plane = createPlane(washes.widthPx, washes.heightPx)
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = clampByte(128 + 900 * (wide.data[i]! - near.data[i]!))
  return plane
}

interface Painting {
  studio: Studio
  page: Canvas
  lines: Plane
  edges: Plane
  fibre: NoiseTile
  clouds: NoiseTile
}

function paint({ studio, page, lines, edges, fibre, clouds }: Painting, fromRow: number, toRow: number) {
  const { widthPx, heightPx, data } = page
  const perGrain = Math.max(0.6, studio.px(1.3))
  const perCloud = Math.max(0.5, studio.px(1.6))
  const [margin, ragged] = [studio.px(40), studio.px(56)]
  for (let y = fromRow, i = fromRow * widthPx, p = i * 3; y < toRow; y++) {
    const toEdgeY = Math.min(y, heightPx - 1 - y)
    for (let x = 0; x < widthPx; x++, i++, p += 3) {
      const tooth = at(fibre, (x / perGrain) | 0, (y / perGrain) | 0) / 255 - 0.5
      const cloud = at(clouds, (x / perCloud) | 0, (y / perCloud) | 0) / 255 - 0.5
      const past = Math.min(toEdgeY, x, widthPx - 1 - x) - margin + ragged * 1.5 * cloud
      const wet = smoothstep(-perGrain, perGrain * 2.2, past)
      const rim = wet > 0 ? 0.45 * (1 - smoothstep(0, ragged * 0.13, past)) : 0
      const pool = (edges.data[i]! - 128) / 127
      const pigment = wet * (0.8 + rim + 1.1 * pool + 0.6 * cloud + 0.34 * tooth)
      const pencil = 1 - 0.62 * (1 - lines.data[i]! / 255) * (0.6 + tooth)
      const sheet = 251 + 12 * tooth
      data[p] = clampByte(pencil * (sheet - (255 - data[p]!) * pigment))
      data[p + 1] = clampByte(pencil * (sheet - 2 - (255 - data[p + 1]!) * pigment))
      data[p + 2] = clampByte(pencil * (sheet - 9 - (255 - data[p + 2]!) * pigment))
    }
  }
}

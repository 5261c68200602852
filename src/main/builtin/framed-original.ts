import { clampByte, type Canvas } from './canvas'
import type { Recipe, Studio } from './recipe'

const paper = [250, 248, 242] as const
/** Steps of 255 between the paper's fibres. */
const fibreDepth = 7

/** The picture as it was taken, mounted on paper: what guests get when no server can make their style. */
export const framedOriginal: Recipe = {
  steps: ['Size', 'Mount', 'Paper', 'Edge'],
  async draw(studio) {
    const { original } = studio
    const border = studio.number('border', { otherwise: 0.045, min: 0, max: 0.2 })
    const borderPx = Math.round(border * Math.min(original.widthPx, original.heightPx))
    const picture = await shrunk(studio, borderPx)
    await studio.next(original)
    // the original is drawn over: `picture` holds its pixels
    const mounted = borderPx === 0 ? picture : await sheet(studio, original)
    await studio.next(mounted)
    const place = { x: (mounted.widthPx - picture.widthPx) >> 1, y: (mounted.heightPx - picture.heightPx) >> 1 }
    if (borderPx > 0) lay(mounted, picture, place)
    await studio.next(mounted)
    if (borderPx > 0) edge(mounted, picture, place)
    return mounted
  },
}

async function shrunk(studio: Studio, borderPx: number): Promise<Canvas> {
  const { original } = studio
  if (borderPx === 0) return original
  const { widthPx, heightPx } = original
  const scale = Math.min((widthPx - 2 * borderPx) / widthPx, (heightPx - 2 * borderPx) / heightPx)
  const sized = (px: number) => Math.max(1, Math.round(px * scale))
  return studio.resize(original, { widthPx: sized(widthPx), heightPx: sized(heightPx) })
}

async function sheet(studio: Studio, canvas: Canvas): Promise<Canvas> {
  const { widthPx, heightPx, data } = canvas
  await studio.bands(heightPx, (from, to) => {
    for (let p = from * widthPx * 3; p < to * widthPx * 3; p += 3) {
      const fibre = (studio.random() - 0.5) * fibreDepth
      for (let c = 0; c < 3; c++) data[p + c] = clampByte(paper[c]! + fibre)
    }
  })
  return canvas
}

interface Place {
  x: number
  y: number
}

function lay(onto: Canvas, picture: Canvas, { x, y }: Place): void {
  const rowBytes = picture.widthPx * 3
  for (let row = 0; row < picture.heightPx; row++) {
    const from = row * rowBytes
    onto.data.set(picture.data.subarray(from, from + rowBytes), ((y + row) * onto.widthPx + x) * 3)
  }
}

/** A thin shadow where the paper's window was cut. */
function edge(onto: Canvas, { widthPx, heightPx }: Canvas, { x, y }: Place): void {
  const darken = (column: number, row: number) => {
    if (column < 0 || row < 0 || column >= onto.widthPx || row >= onto.heightPx) return
    const p = (row * onto.widthPx + column) * 3
    for (let c = 0; c < 3; c++) onto.data[p + c] = onto.data[p + c]! * 0.8
  }
  for (let column = x - 1; column <= x + widthPx; column++) [y - 1, y + heightPx].forEach((row) => darken(column, row))
  for (let row = y; row < y + heightPx; row++) [x - 1, x + widthPx].forEach((column) => darken(column, row))
}

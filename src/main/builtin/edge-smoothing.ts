import type { Canvas } from './canvas'

export interface EdgeSmoothing {
  /** How far colours run together, pixels. */
  reachPx: number
  /** How large a step in colour stops them, 0..1 of the whole range: 0.1 keeps most edges, 1 few. */
  edge: number
  rounds: number
}

/**
 * Smooths inside edges and keeps the edges: the recursive form of the domain transform (Gastal and Oliveira 2011). Cost
 * does not depend on the reach.
 */
export function smoothInsideEdges(canvas: Canvas, { reachPx, edge, rounds }: EdgeSmoothing): Canvas {
  const { widthPx, heightPx, data } = canvas
  const ratio = reachPx / Math.max(1e-3, edge)
  const acrossRows = distances(data, widthPx * heightPx, 1, ratio, (i) => i % widthPx === 0)
  const downColumns = distances(data, widthPx * heightPx, widthPx, ratio, (i) => i < widthPx)
  const smooth = Float32Array.from(data)
  for (let round = 0; round < rounds; round++) {
    const reach = (reachPx * Math.sqrt(3) * 2 ** (rounds - round - 1)) / Math.sqrt(4 ** rounds - 1)
    const feedback = feedbackTable(reach)
    sweepRows(smooth, acrossRows, feedback, widthPx, heightPx)
    sweepColumns(smooth, downColumns, feedback, widthPx, heightPx)
  }
  return { widthPx, heightPx, data: toBytes(smooth) }
}

function toBytes(values: Float32Array): Uint8Array {
  const clamped = Uint8ClampedArray.from(values)
  return new Uint8Array(clamped.buffer)
}

/** Of each pixel to the one before it, in 1/8 pixels up to 255: space plus colour difference times the ratio. */
function distances(data: Uint8Array, pixels: number, step: number, ratio: number, isFirst: (i: number) => boolean) {
  const table = new Uint8Array(766)
  for (let sum = 0; sum < table.length; sum++) table[sum] = Math.min(255, 8 * (1 + (ratio * sum) / 765))
  const found = new Uint8Array(pixels)
  for (let i = 0, p = 0; i < pixels; i++, p += 3) {
    if (isFirst(i)) continue
    const before = p - step * 3
    const difference =
      Math.abs(data[p]! - data[before]!) +
      Math.abs(data[p + 1]! - data[before + 1]!) +
      Math.abs(data[p + 2]! - data[before + 2]!)
    found[i] = table[difference]!
  }
  return found
}

/** How much of the neighbour comes over, by distance in 1/8 pixels. */
function feedbackTable(reach: number): Float32Array {
  const perPixel = Math.exp(-Math.SQRT2 / reach)
  return Float32Array.from({ length: 256 }, (_, distance) => (distance === 255 ? 0 : perPixel ** (distance / 8)))
}

function sweepRows(
  values: Float32Array,
  distance: Uint8Array,
  feedback: Float32Array,
  widthPx: number,
  heightPx: number,
) {
  for (let y = 0; y < heightPx; y++) {
    const first = y * widthPx
    for (let i = first + 1, p = i * 3; i < first + widthPx; i++, p += 3) mix(values, p, p - 3, feedback[distance[i]!]!)
    for (let i = first + widthPx - 1, p = i * 3; i > first; i--, p -= 3) mix(values, p - 3, p, feedback[distance[i]!]!)
  }
}

function sweepColumns(
  values: Float32Array,
  distance: Uint8Array,
  feedback: Float32Array,
  widthPx: number,
  heightPx: number,
) {
  const row = widthPx * 3
  const pixels = widthPx * heightPx
  for (let i = widthPx, p = i * 3; i < pixels; i++, p += 3) mix(values, p, p - row, feedback[distance[i]!]!)
  for (let i = pixels - 1, p = i * 3; i >= widthPx; i--, p -= 3) mix(values, p - row, p, feedback[distance[i]!]!)
}

function mix(values: Float32Array, to: number, from: number, share: number) {
  values[to]! += share * (values[from]! - values[to]!)
  values[to + 1]! += share * (values[from + 1]! - values[to + 1]!)
  values[to + 2]! += share * (values[from + 2]! - values[to + 2]!)
}

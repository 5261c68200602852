import { getStroke } from 'perfect-freehand'
import type { Ink } from './brush'

/** In the drawing's pixels; pressure 0..1. */
export type StrokePoint = readonly [x: number, y: number, pressure: number]

export interface Stroke {
  ink: Ink
  points: readonly StrokePoint[]
}

/** Whole pixels; `x` and `y` are inside. */
export interface Area {
  x: number
  y: number
  widthPx: number
  heightPx: number
}

/** A closed shape, to be filled by the nonzero rule. */
export type Outline = readonly (readonly [x: number, y: number])[]

/** So that a stroke's cost has an end; a longer one goes on as the next. */
export const pointLimit = 4000

/** The stroke's shape, swollen by pressure; `grownByPx` is added on every side. */
export function outlineOf({ ink, points }: Stroke, grownByPx = 0): Outline {
  const plain = points.map(([x, y, pressure]) => [x, y, pressure])
  return getStroke(plain, {
    size: ink.sizePx + 2 * grownByPx,
    thinning: ink.thinning,
    smoothing: 0.5,
    // the points are smoothed already, at the pace of the clock instead of the device's samples
    streamline: 0,
    simulatePressure: false,
    last: true,
  })
}

/** Everything that painting the shape may touch, within the sheet; null where it lies beside it. */
export function areaOf(outline: Outline, sidePx: number): Area | null {
  if (outline.length === 0) return null
  const marginPx = 2 // antialiasing, and curves between the points
  const clamped = (value: number) => Math.min(sidePx, Math.max(0, value))
  const xs = outline.map(([x]) => x)
  const ys = outline.map(([, y]) => y)
  const [left, top] = [lowest(xs), lowest(ys)].map((value) => clamped(Math.floor(value) - marginPx)) as [number, number]
  const [right, bottom] = [highest(xs), highest(ys)].map((value) => clamped(Math.ceil(value) + marginPx)) as [
    number,
    number,
  ]
  if (right <= left || bottom <= top) return null
  return { x: left, y: top, widthPx: right - left, heightPx: bottom - top }
}

// not Math.min(...values): an outline of a long stroke has more points than a call takes arguments on some tablets
function lowest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity)
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity)
}

/**
 * Where the part that is painted next begins, so that it joins what was painted before: some widths back, because a
 * part's first points settle its direction.
 */
export function joinAt({ ink, points }: Stroke, paintedTo: number): number {
  const joinPx = ink.sizePx * 2 + 4
  let wayPx = 0
  for (let i = paintedTo; i > 0; i--) {
    const [here, before] = [points[i]!, points[i - 1]!]
    wayPx += Math.hypot(here[0] - before[0], here[1] - before[1])
    if (wayPx >= joinPx) return i - 1
  }
  return 0
}

import { pointLimit, type StrokePoint } from './stroke'

/** What a pointer told at one moment, in the drawing's pixels. */
export interface PointerSample {
  x: number
  y: number
  /** 0..1 where the device feels pressure; null: it is told from the speed. */
  pressure: number | null
  /** Any clock that does not go back. */
  atMs: number
}

/** Turns a pointer's samples into a stroke's points: steady, evenly spaced, with a pressure that does not jump. */
export interface StrokeInput {
  add(sample: PointerSample): void
  points(): readonly StrokePoint[]
  /** No more points fit: end this stroke and go on with a next one. */
  isFull(): boolean
  /** Brings the line to where the pointer was lifted. */
  end(): void
}

/** Time constants: long enough to take a hand's tremble and the grid of a touch screen away, short enough not to lag. */
const steadyMs = 9
const pressureMs = 45
/** Closer points tell nothing. */
const stepPx = 1.2
/** At this speed, in the drawing's pixels a millisecond, a finger's line is thinnest. */
const fastPxPerMs = 3
const slowPressure = 0.62
const fastPressure = 0.3

export function createStrokeInput(first: PointerSample): StrokeInput {
  const points: StrokePoint[] = []
  let at = { x: first.x, y: first.y }
  let pressure = first.pressure ?? 0.5
  let last = first
  points.push([at.x, at.y, pressure])

  function add(sample: PointerSample) {
    const passedMs = Math.max(1, sample.atMs - last.atMs)
    const speed = Math.hypot(sample.x - last.x, sample.y - last.y) / passedMs
    last = sample
    pressure += ((sample.pressure ?? pressureOfSpeed(speed)) - pressure) * shareAfter(passedMs, pressureMs)
    const share = shareAfter(passedMs, steadyMs)
    at = { x: at.x + (sample.x - at.x) * share, y: at.y + (sample.y - at.y) * share }
    pushPoint(at.x, at.y)
  }

  function pushPoint(x: number, y: number) {
    const [beforeX, beforeY] = points.at(-1)!
    if (Math.hypot(x - beforeX, y - beforeY) >= stepPx) points.push([x, y, pressure])
  }

  return {
    add,
    points: () => points,
    isFull: () => points.length >= pointLimit,
    end: () => pushPoint(last.x, last.y),
  }
}

function pressureOfSpeed(pxPerMs: number): number {
  return slowPressure + (fastPressure - slowPressure) * Math.min(1, pxPerMs / fastPxPerMs)
}

/** How far an even pull has come after a time. */
function shareAfter(passedMs: number, constantMs: number): number {
  return 1 - Math.exp(-passedMs / constantMs)
}

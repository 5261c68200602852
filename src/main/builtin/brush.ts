import { clampByte, createCanvas, type Canvas } from './canvas'
import { createField, blur, type Field } from './field'

/** Paint and its thickness. */
export interface Painting {
  readonly canvas: Canvas
  readonly height: Field
}

export interface Dab {
  x: number
  y: number
  toX: number
  toY: number
  radius: number
  paint: readonly number[]
  /** Of the stroke: its bristles run through all its dabs. */
  seed: number
}

const bristles = 64

/** An empty canvas of a warm ground. */
export function createPainting({ widthPx, heightPx }: Canvas): Painting {
  const canvas = createCanvas(widthPx, heightPx)
  canvas.data.fill(120)
  return { canvas, height: createField(widthPx, heightPx) }
}

/** A piece of a stroke with round ends, furrowed by bristles along it. */
export function dab({ canvas, height }: Painting, { x, y, toX, toY, radius, paint, seed }: Dab): void {
  const { widthPx, heightPx, data } = canvas
  const left = Math.max(0, Math.floor(Math.min(x, toX) - radius))
  const right = Math.min(widthPx - 1, Math.ceil(Math.max(x, toX) + radius))
  const top = Math.max(0, Math.floor(Math.min(y, toY) - radius))
  const bottom = Math.min(heightPx - 1, Math.ceil(Math.max(y, toY) + radius))
  const [dx, dy] = [toX - x, toY - y]
  const lengthSquared = Math.max(1e-6, dx * dx + dy * dy)
  const perLength = 1 / Math.sqrt(lengthSquared)
  const perBristle = bristles / 2 / radius
  const [red, green, blue] = paint as [number, number, number]
  for (let py = top; py <= bottom; py++) {
    for (let px = left; px <= right; px++) {
      const ox = px + 0.5 - x
      const oy = py + 0.5 - y
      const along = Math.min(1, Math.max(0, (ox * dx + oy * dy) / lengthSquared))
      const away = (ox - dx * along) ** 2 + (oy - dy * along) ** 2
      if (away > radius * radius) continue
      const across = (oy * dx - ox * dy) * perLength
      const bristle = furrows[(seed + (((across + radius) * perBristle) | 0)) & (furrows.length - 1)]!
      const rim = 1 - away / (radius * radius)
      const cover = Math.min(1, rim * 3 * (0.55 + bristle))
      const shade = (bristle - 0.5) * 20
      const i = py * widthPx + px
      const p = i * 3
      data[p] = data[p]! + (clampByte(red + shade) - data[p]!) * cover
      data[p + 1] = data[p + 1]! + (clampByte(green + shade) - data[p + 1]!) * cover
      data[p + 2] = data[p + 2]! + (clampByte(blue + shade) - data[p + 2]!) * cover
      height.data[i]! += (bristle * (0.4 + 0.6 * rim) - height.data[i]!) * cover
    }
  }
}

/** One smooth row of noise for all strokes, each of which begins somewhere else in it. */
const furrows = smoothNoise(65536)

function smoothNoise(length: number): Float32Array {
  const row = createField(length, 1)
  let state = 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    row.data[i] = ((state >>> 8) & 0xffff) / 65536
  }
  return blur(row, 2.2).data.map((value) => Math.min(1, Math.max(0, 0.5 + (value - 0.5) * 3)))
}

/** The painting as light from the upper left shows it. */
export function relief({ canvas, height }: Painting, strength: number): Canvas {
  const { widthPx, heightPx, data } = canvas
  const lit = createCanvas(widthPx, heightPx)
  const soft = blur(height, 0.8).data
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      const before = y > 0 && x > 0 ? soft[i - widthPx - 1]! : soft[i]!
      const after = y < heightPx - 1 && x < widthPx - 1 ? soft[i + widthPx + 1]! : soft[i]!
      const light = (after - before) * -70 * strength
      for (let c = 0; c < 3; c++) lit.data[i * 3 + c] = clampByte(data[i * 3 + c]! + light)
    }
  }
  return lit
}

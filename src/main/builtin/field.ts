import type { Canvas, Plane } from './canvas'

/** One number a pixel, mostly 0..1: for arithmetic that eight bits are too coarse for. */
export interface Field {
  readonly widthPx: number
  readonly heightPx: number
  readonly data: Float32Array
}

export function createField(widthPx: number, heightPx: number): Field {
  return { widthPx, heightPx, data: new Float32Array(widthPx * heightPx) }
}

/** Brightness 0..1. */
export function lightness({ widthPx, heightPx, data }: Canvas): Field {
  const field = createField(widthPx, heightPx)
  const light = field.data
  for (let i = 0, p = 0; i < light.length; i++, p += 3) {
    light[i] = (data[p]! * 0.299 + data[p + 1]! * 0.587 + data[p + 2]! * 0.114) / 255
  }
  return field
}

/** 0..1 as bytes. */
export function toPlane({ widthPx, heightPx, data }: Field): Plane {
  const plane = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) plane[i] = Math.min(255, Math.max(0, data[i]! * 255 + 0.5))
  return { widthPx, heightPx, data: plane }
}

export function toField({ widthPx, heightPx, data }: Plane): Field {
  const field = createField(widthPx, heightPx)
  for (let i = 0; i < data.length; i++) field.data[i] = data[i]! / 255
  return field
}

/** Near to a Gaussian blur (three box blurs), at a cost that does not depend on `sigma`. */
export function blur(field: Field, sigma: number): Field {
  let from = field
  for (const radius of boxRadii(sigma)) {
    if (radius > 0) from = boxColumns(boxRows(from, radius), radius)
  }
  return from
}

/** Radii of three boxes whose variances add up to that of the Gaussian. */
function boxRadii(sigma: number): number[] {
  const width = Math.sqrt(4 * sigma * sigma + 1)
  const small = Math.max(0, Math.floor((width - 1) / 2))
  const missing = (12 * sigma * sigma - 3 * (2 * small + 1) ** 2 + 3) / 12
  const steps = ((2 * small + 3) ** 2 - (2 * small + 1) ** 2) / 12
  const larger = Math.min(3, Math.max(0, Math.round(missing / steps)))
  return [0, 1, 2].map((i) => (i < larger ? small + 1 : small))
}

function boxRows({ widthPx, heightPx, data }: Field, radius: number): Field {
  const out = createField(widthPx, heightPx)
  const scale = 1 / (2 * radius + 1)
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx
    const last = row + widthPx - 1
    let sum = data[row]! * radius
    for (let x = 0; x <= radius; x++) sum += data[Math.min(last, row + x)]!
    for (let x = 0; x < widthPx; x++) {
      out.data[row + x] = sum * scale
      sum += data[Math.min(last, row + x + radius + 1)]! - data[Math.max(row, row + x - radius)]!
    }
  }
  return out
}

function boxColumns({ widthPx, heightPx, data }: Field, radius: number): Field {
  const out = createField(widthPx, heightPx)
  const scale = 1 / (2 * radius + 1)
  const sums = new Float64Array(widthPx)
  for (let y = -radius; y <= radius; y++) {
    const row = clampRow(y, heightPx) * widthPx
    for (let x = 0; x < widthPx; x++) sums[x]! += data[row + x]!
  }
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx
    const enters = clampRow(y + radius + 1, heightPx) * widthPx
    const leaves = clampRow(y - radius, heightPx) * widthPx
    for (let x = 0; x < widthPx; x++) {
      out.data[row + x] = sums[x]! * scale
      sums[x]! += data[enters + x]! - data[leaves + x]!
    }
  }
  return out
}

function clampRow(y: number, heightPx: number) {
  return y < 0 ? 0 : y >= heightPx ? heightPx - 1 : y
}

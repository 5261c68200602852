/** Pixels as recipes hold them: 8-bit sRGB, three bytes a pixel, row by row. */
export interface Canvas {
  readonly widthPx: number
  readonly heightPx: number
  readonly data: Uint8Array
}

/** One value a pixel: luminance, a mask, a texture. */
export interface Plane {
  readonly widthPx: number
  readonly heightPx: number
  readonly data: Uint8Array
}

export type Colour = readonly [red: number, green: number, blue: number]

export function createCanvas(widthPx: number, heightPx: number): Canvas {
  return { widthPx, heightPx, data: new Uint8Array(widthPx * heightPx * 3) }
}

export function createPlane(widthPx: number, heightPx: number): Plane {
  return { widthPx, heightPx, data: new Uint8Array(widthPx * heightPx) }
}

/** `#rrggbb`. */
export function colour(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** Rec. 601 luma, as photographs are seen. */
export function luma({ widthPx, heightPx, data }: Canvas): Plane {
  const plane = createPlane(widthPx, heightPx)
  const grey = plane.data
  for (let i = 0, p = 0; i < grey.length; i++, p += 3) {
    grey[i] = (data[p]! * 77 + data[p + 1]! * 150 + data[p + 2]! * 29) >> 8
  }
  return plane
}

export function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value
}

export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

import type { Area, Outline } from './stroke'

/** RGBA, row by row, of an area; a browser's ImageData is one. */
export interface PixelBlock {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** An opaque square of pixels that can be read back: what a paper is made of. `Picture` is whatever a decoder gives. */
export interface Pixels<Picture> {
  sidePx: number
  fill(outline: Outline, color: string, opacity: number): void
  read(area: Area): PixelBlock
  /** Puts pixels back; `within` leaves everything outside of the shape as it is. */
  write(area: Area, block: PixelBlock, within: Outline | null): void
  /** Of each pixel the darker one stays: brings a drawing back under what was drawn since. */
  darken(area: Area, block: PixelBlock): void
  /** The whole sheet in the ground's colour. */
  wipe(): void
  /** The whole sheet shows a picture; one of another shape is fitted onto the ground. */
  show(picture: Picture): void
}

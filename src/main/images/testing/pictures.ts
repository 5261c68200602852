import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import sharp from 'sharp'

export interface Size {
  widthPx: number
  heightPx: number
}

type Rgb = [number, number, number]

/** Of the upright picture; clockwise from the top left. */
export const cornerColours: [Rgb, Rgb, Rgb, Rgb] = [
  [220, 30, 30],
  [30, 200, 40],
  [30, 40, 210],
  [230, 220, 30],
]

/**
 * Where the upright picture's corners lie in the stored one, by EXIF orientation: `stored[i]` is the upright corner
 * that is stored at place i, both clockwise from the top left.
 */
const storedCorners: Record<number, [number, number, number, number]> = {
  1: [0, 1, 2, 3],
  2: [1, 0, 3, 2],
  3: [2, 3, 0, 1],
  4: [3, 2, 1, 0],
  5: [0, 3, 2, 1],
  6: [1, 2, 3, 0],
  7: [2, 1, 0, 3],
  8: [3, 0, 1, 2],
}

/** A smooth coloured scene with four corner blocks, as raw RGB; `stored` says which corner colour stands where. */
export function scene({ widthPx, heightPx }: Size, stored: number[] = [0, 1, 2, 3]): Buffer {
  const data = Buffer.alloc(widthPx * heightPx * 3)
  const block = Math.floor(Math.min(widthPx, heightPx) / 4)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const corner = cornerAt(x, y, widthPx, heightPx, block)
      const rgb = corner === null ? shade(x / widthPx, y / heightPx) : cornerColours[stored[corner]!]!
      data.set(rgb, (y * widthPx + x) * 3)
    }
  }
  return data
}

function cornerAt(x: number, y: number, widthPx: number, heightPx: number, block: number): number | null {
  const [left, right, top, bottom] = [x < block, x >= widthPx - block, y < block, y >= heightPx - block]
  if (top && left) return 0
  if (top && right) return 1
  if (bottom && right) return 2
  return bottom && left ? 3 : null
}

function shade(u: number, v: number): Rgb {
  const face = Math.hypot(u - 0.5, (v - 0.5) * 1.3) < 0.25
  const wave = 40 * Math.sin(u * 9) * Math.cos(v * 7)
  return face ? [215 + wave / 3, 165 + wave / 3, 130] : [90 + wave, 100 + 80 * v, 150 - wave]
}

/** The same scene in any form; `orientation` stores it turned, with the EXIF tag that makes it upright again. */
export interface PictureOptions extends Partial<Size> {
  format?: 'jpeg' | 'png' | 'webp'
  /** EXIF, 1 to 8. Sizes are of the upright picture. */
  orientation?: number
  quality?: number
}

/** A picture's bytes, 320 x 240 JPEG unless told otherwise. */
export async function pictureBytes(options: PictureOptions = {}): Promise<Buffer> {
  const { widthPx = 320, heightPx = 240, format = 'jpeg', orientation = 1, quality = 90 } = options
  const stored = orientation >= 5 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx }
  const picture = rawSharp(scene(stored, storedCorners[orientation]), stored)
  const tagged = orientation === 1 ? picture : picture.withMetadata({ orientation })
  return tagged.toFormat(format, { quality, ...(format === 'jpeg' ? { chromaSubsampling: '4:4:4' } : {}) }).toBuffer()
}

/** Writes what `pictureBytes` gives; resolves with the path. */
export async function writePicture(path: string, options: PictureOptions = {}): Promise<string> {
  await writeFile(path, await pictureBytes(options))
  return path
}

/** Bad and unusual files, each with the bytes of its kind. */
export const odd = {
  empty: async () => Buffer.alloc(0),
  text: async () => Buffer.from('This is not a picture, whatever its name says.\n'),
  truncatedJpeg: async (keep = 0.6) => cut(await pictureBytes(), keep),
  truncatedPng: async (keep = 0.6) => cut(await pictureBytes({ format: 'png' }), keep),
  truncatedWebp: async (keep = 0.6) => cut(await pictureBytes({ format: 'webp' }), keep),
  cmykJpeg: async () => rawSharp(scene(small), small).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
  greyJpeg: async () => rawSharp(scene(small), small).toColourspace('b-w').jpeg().toBuffer(),
  png16: async () => rawSharp(scene(small), small).toColourspace('rgb16').png().toBuffer(),
  /** A red disc on nothing. */
  alphaPng: async () =>
    sharp(Buffer.from('<svg width="320" height="240"><circle cx="160" cy="120" r="80" fill="#e02020"/></svg>'))
      .png()
      .toBuffer(),
  /** Some hundred bytes that claim 100,000 x 100,000 pixels. */
  bombPng: async () => claimSize(await pictureBytes({ format: 'png' }), 100_000, 100_000),
  gif: async () => rawSharp(scene(small), small).gif().toBuffer(),
  animatedWebp: async () => {
    const frames = [pictureBytes({ format: 'png' }), pictureBytes({ format: 'png', orientation: 3 })]
    return sharp(await Promise.all(frames), { join: { animated: true } })
      .webp()
      .toBuffer()
  },
  svg: async () => Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  heic: async () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
  pdf: async () => Buffer.from('%PDF-1.7\n1 0 obj\n'),
  tiff: async () => rawSharp(scene(small), small).tiff().toBuffer(),
} as const

/** One second, 128 x 80, twelve frames; each moves. */
export const films = {
  webm: () => readFile(resolve('src/main/images/testing/film.webm')),
  /** H.264, its index in front. */
  mp4: () => readFile(resolve('src/main/images/testing/film.mp4')),
  gif: () =>
    framesTurned()
      .gif({ delay: Array.from({ length: 4 }, () => 250) })
      .toBuffer(),
  webp: () =>
    framesTurned()
      .webp({ delay: Array.from({ length: 4 }, () => 250) })
      .toBuffer(),
} as const

/** Four frames as one tall picture with pages. */
function framesTurned() {
  const size = { widthPx: 96, heightPx: 60 }
  const frames = [1, 3, 6, 8].map((orientation) => scene(size, storedCorners[orientation]))
  const raw = { width: 96, height: 240, channels: 3 as const, pageHeight: 60 }
  return sharp(Buffer.concat(frames), { raw })
}

const small: Size = { widthPx: 320, heightPx: 240 }

function rawOf({ widthPx, heightPx }: Size) {
  return { width: widthPx, height: heightPx, channels: 3 as const }
}

function rawSharp(data: Buffer, size: Size) {
  return sharp(data, { raw: rawOf(size) })
}

function cut(bytes: Buffer, keep: number) {
  return bytes.subarray(0, Math.floor(bytes.length * keep))
}

/** Rewrites a PNG's header (with a right checksum) and leaves its pixels. */
function claimSize(png: Buffer, widthPx: number, heightPx: number) {
  const claimed = Buffer.from(png)
  claimed.writeUInt32BE(widthPx, 16)
  claimed.writeUInt32BE(heightPx, 20)
  claimed.writeUInt32BE(crc32(claimed.subarray(12, 29)), 29)
  return claimed
}

function crc32(bytes: Uint8Array) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

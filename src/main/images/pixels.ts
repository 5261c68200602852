import sharp, { type Sharp } from 'sharp'
import type { Canvas } from '../builtin/canvas'
import { ownBytes } from '../lib/own-bytes'
import { upright } from './operations'
import { decoding, type OpenedPicture } from './opened-picture'

/** All pixels of a picture, upright, on white where it is transparent. */
export async function flattened(picture: OpenedPicture): Promise<Canvas> {
  const { data, info } = await decoding(() =>
    upright(picture).flatten({ background: '#fff' }).raw().toBuffer({ resolveWithObject: true }),
  )
  return { widthPx: info.width, heightPx: info.height, data: info.channels === 3 ? ownBytes(data) : asColour(data) }
}

/** A pipeline on pixels in memory. */
export function packed({ widthPx, heightPx, data }: Canvas): Sharp {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 }, limitInputPixels: false })
}

/** Every n-th pixel, so that neither side is over `maxPx`: rough, and fast enough for a frame at every step. */
export function sampled({ widthPx, heightPx, data }: Canvas, maxPx: number): Canvas {
  const every = Math.max(1, Math.ceil(Math.max(widthPx, heightPx) / maxPx))
  const [width, height] = [Math.ceil(widthPx / every), Math.ceil(heightPx / every)]
  const small = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < heightPx; y += every) {
    for (let x = 0; x < widthPx; x += every) {
      const from = (y * widthPx + x) * 3
      small[to++] = data[from]!
      small[to++] = data[from + 1]!
      small[to++] = data[from + 2]!
    }
  }
  return { widthPx: width, heightPx: height, data: small }
}

/** Grey pictures come with one byte a pixel. */
function asColour(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3)
  for (let i = 0, p = 0; i < grey.length; i++) data[p++] = data[p++] = data[p++] = grey[i]!
  return data
}

import { AppError } from '../../contract/errors'
import sharp from 'sharp'
import { ownBytes } from '../lib/own-bytes'
import type { Canvas, Plane } from './canvas'
import { createRandom, pick } from './random'
import type { Size, Studio } from './recipe'

export interface StudioDeps {
  original: Canvas
  params: Readonly<Record<string, string | number | boolean>>
  seed: number
  signal: AbortSignal
  /** Called by `next`. */
  onNext(soFar: Canvas): Promise<void>
}

/** Rows of about this many pixels are drawn before the child looks for a cancel: some 10 ms. */
const bandPixels = 500_000

export function createStudio({ original, params, seed, signal, onNext }: StudioDeps): Studio {
  const random = createRandom(seed)

  async function breathe() {
    await new Promise<void>((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
  }

  return {
    original,
    random,
    px: (length, size = original) => (length * Math.min(size.widthPx, size.heightPx)) / 1080,
    number(name, { otherwise, min, max }) {
      const value = params[name] ?? otherwise
      if (typeof value !== 'number' || value < min || value > max)
        throw badParam(name, `a number from ${min} to ${max}`)
      return value
    },
    choice(name, words) {
      const value = params[name]
      const chosen = pick(random, words)
      if (value === undefined) return chosen
      const found = words.find((word) => word === value)
      if (found === undefined) throw badParam(name, `one of ${words.join(', ')}`)
      return found
    },
    async next(soFar) {
      await onNext(soFar)
      await breathe()
    },
    async bands(heightPx, draw) {
      const rows = Math.max(1, Math.floor(bandPixels / original.widthPx))
      for (let row = 0; row < heightPx; row += rows) {
        draw(row, Math.min(heightPx, row + rows))
        await breathe()
      }
    },
    async reduced(maxPixels) {
      const scale = Math.sqrt(maxPixels / (original.widthPx * original.heightPx))
      if (scale >= 1) return { ...original, data: Uint8Array.from(original.data) }
      const side = (length: number) => Math.max(1, Math.round(length * scale))
      return resample(original, { widthPx: side(original.widthPx), heightPx: side(original.heightPx) }, 3)
    },
    resize: (canvas, size) => resample(canvas, size, 3),
    resizePlane: (plane, size) => resample(plane, size, 1),
  }
}

async function resample(from: Canvas | Plane, { widthPx, heightPx }: Size, channels: 1 | 3): Promise<Canvas> {
  if (from.widthPx === widthPx && from.heightPx === heightPx) return from
  const raw = { width: from.widthPx, height: from.heightPx, channels }
  const kernel = widthPx > from.widthPx ? 'cubic' : 'lanczos3'
  const picture = sharp(from.data, { raw, limitInputPixels: false }).resize(widthPx, heightPx, { fit: 'fill', kernel })
  const data = await (channels === 1 ? picture.toColourspace('b-w') : picture).raw().toBuffer()
  return { widthPx, heightPx, data: ownBytes(data) }
}

function badParam(name: string, allowed: string) {
  return new AppError('style_broken', `The style's default "${name}" must be ${allowed}.`, 'Correct its style.json.')
}

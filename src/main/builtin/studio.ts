import { AppError } from '../../contract/errors'
import sharp from 'sharp'
import type { Canvas } from './canvas'
import { createRandom, pick } from './random'
import type { Studio } from './recipe'

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
  const unit = Math.min(original.widthPx, original.heightPx) / 1080

  async function breathe() {
    await new Promise<void>((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
  }

  return {
    original,
    random,
    px: (length) => length * unit,
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
    async resize(canvas, widthPx, heightPx) {
      const resized = await resample(canvas, widthPx, heightPx)
      signal.throwIfAborted()
      return resized
    },
  }
}

function packed({ widthPx, heightPx, data }: Canvas) {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 }, limitInputPixels: false })
}

async function resample(canvas: Canvas, widthPx: number, heightPx: number): Promise<Canvas> {
  const data = await packed(canvas)
    .resize(widthPx, heightPx, { fit: 'fill', kernel: widthPx > canvas.widthPx ? 'cubic' : 'lanczos3' })
    .raw()
    .toBuffer()
  return { widthPx, heightPx, data }
}

function badParam(name: string, allowed: string) {
  return new AppError('style_broken', `The style's default "${name}" must be ${allowed}.`, 'Correct its style.json.')
}

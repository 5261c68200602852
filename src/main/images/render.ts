import type { Canvas } from '../builtin/canvas'
import { flattened, packed, sampled } from './pixels'
import type { PictureFacts } from './images'
import type { Operation } from './messages'
import { openPicture } from './opened-picture'
import { writeWhole } from './written-file'

type RenderOperation = Extract<Operation, { kind: 'render' }>

/** Draws a style over an upright picture; given by src/main/builtin. Calls `onStep` at each step with the picture so far. */
export type Draw = (
  original: Canvas,
  style: Pick<RenderOperation, 'recipe' | 'params' | 'seed'>,
  watch: {
    signal: AbortSignal
    onStep(step: { done: number; of: number; name: string }, soFar: Canvas): Promise<void>
  },
) => Promise<Canvas>

export interface RenderWatch {
  signal: AbortSignal
  onStep(step: { step: number; maxSteps: number; name: string }): void
  onPreview(jpeg: Uint8Array): void
}

const previewPx = 640

/** Draws a recipe over a picture file and writes a JPEG of the same size: quality 95, 4:4:4, sRGB, no metadata. */
export async function render(operation: RenderOperation, draw: Draw, watch: RenderWatch): Promise<PictureFacts> {
  const original = await flattened(await openPicture(operation.inputPath))
  const drawn = await draw(original, operation, {
    signal: watch.signal,
    async onStep({ done, of, name }, soFar) {
      watch.signal.throwIfAborted()
      watch.onStep({ step: done, maxSteps: of + 1, name })
      watch.onPreview(await packed(sampled(soFar, previewPx)).jpeg({ quality: 75 }).toBuffer())
    },
  })
  watch.signal.throwIfAborted()
  await writeWhole(
    operation.outputPath,
    await packed(drawn).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
  )
  return { mediaType: 'image/jpeg', widthPx: drawn.widthPx, heightPx: drawn.heightPx }
}

import { AppError } from '../../contract/errors'
import type { PictureFacts } from '../images/images'
import type { Operation } from '../images/messages'
import { decoding, openPicture } from '../images/opened-picture'
import { upright } from '../images/operations'
import { writeWhole } from '../images/written-file'
import type { Canvas } from './canvas'
import type { Recipe } from './recipe'
import { createStudio, sampled, sharpFrom } from './studio'

export interface RenderWatch {
  signal: AbortSignal
  onStep(step: { step: number; maxSteps: number; name: string }): void
  onPreview(jpeg: Uint8Array): void
}

const previewPx = 640

/** Draws a recipe over a picture file and writes a JPEG of the same size: quality 95, 4:4:4, sRGB, no metadata. */
export async function render(
  request: Extract<Operation, { kind: 'render' }>,
  recipes: Readonly<Record<string, Recipe>>,
  watch: RenderWatch,
): Promise<PictureFacts> {
  const recipe = recipes[request.recipe]
  if (!recipe) throw unknownRecipe(request.recipe, Object.keys(recipes))
  const names = ['Open', ...recipe.steps, 'Finish']
  let step = 0
  const begin = () => watch.onStep({ step, maxSteps: names.length, name: names[step] ?? 'Finish' })

  begin()
  const original = await decode(request.inputPath)
  async function onNext(soFar: Canvas) {
    step = Math.min(step + 1, names.length - 1)
    begin()
    watch.onPreview(await previewOf(soFar))
  }
  await onNext(original)
  const { params, seed } = request
  const drawn = await recipe.draw(createStudio({ original, params, seed, signal: watch.signal, onNext }))
  step = names.length - 2
  await onNext(drawn)
  watch.signal.throwIfAborted()
  await writeWhole(request.outputPath, await encode(drawn))
  watch.onStep({ step: names.length, maxSteps: names.length, name: 'Finish' })
  return { mediaType: 'image/jpeg', widthPx: drawn.widthPx, heightPx: drawn.heightPx }
}

async function decode(path: string): Promise<Canvas> {
  const picture = await openPicture(path)
  const { data, info } = await decoding(() =>
    upright(picture).flatten({ background: '#fff' }).raw().toBuffer({ resolveWithObject: true }),
  )
  return { widthPx: info.width, heightPx: info.height, data: info.channels === 3 ? data : asColour(data) }
}

/** Grey pictures come with one byte a pixel. */
function asColour(grey: Uint8Array): Uint8Array {
  const data = new Uint8Array(grey.length * 3)
  for (let i = 0; i < grey.length; i++) data.fill(grey[i]!, i * 3, i * 3 + 3)
  return data
}

async function previewOf(canvas: Canvas): Promise<Uint8Array> {
  return sharpFrom(sampled(canvas, previewPx)).jpeg({ quality: 75 }).toBuffer()
}

function encode(canvas: Canvas): Promise<Uint8Array> {
  return sharpFrom(canvas).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
}

function unknownRecipe(name: string, known: string[]) {
  return new AppError('style_broken', `There is no built-in recipe "${name}".`, `Recipes: ${known.join(', ')}.`, {
    params: { recipe: name },
  })
}

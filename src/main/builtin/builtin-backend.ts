import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { pictureNeeded } from '../../contract/style-inputs'
import type { Backend, GenerateHooks, GenerateRequest, GeneratedFile } from '../backends/backend'
import type { Images } from '../images/images'

export interface BuiltinBackendDeps {
  images: Images
  /** How many jobs may be handed over at once; they are drawn one after the other. */
  slots: () => number
}

/** Draws styles on this machine's own processor: for rehearsal without a GPU, and when every server is down. */
export function createBuiltinBackend({ images, slots }: BuiltinBackendDeps): Backend {
  return {
    name: 'builtin',
    slots,
    unavailable: () => null,
    generate: (request, hooks) => generate(images, request, hooks),
    close: async () => undefined,
  }
}

async function generate(images: Images, request: GenerateRequest, hooks: GenerateHooks): Promise<GeneratedFile[]> {
  const { style, originalPath, workDir, seed, inputs } = request
  hooks.signal.throwIfAborted()
  if (style.recipe === undefined) throw noRecipe(style.name)
  if (originalPath === '') throw pictureNeeded(style.name)
  const outputPath = join(workDir, 'result.jpg')
  const params = { ...style.defaults, ...inputs, ...(request.hasFrame && { border: 0 }) }
  const order = { inputPath: originalPath, outputPath, recipe: style.recipe, params, seed }
  await images.render(order, {
    signal: hooks.signal,
    onStep: ({ step, maxSteps, name }) => hooks.onProgress({ fraction: step / maxSteps, step, maxSteps, node: name }),
    onPreview: (bytes) => hooks.onPreview({ bytes, mediaType: 'image/jpeg' }),
  })
  return [{ path: outputPath, mediaType: 'image/jpeg' }]
}

function noRecipe(name: string) {
  return new AppError('style_broken', `The style "${name}" names no recipe.`, 'Add "recipe" to its style.json.')
}

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Backend, GenerateProgress } from '../backends/backend'
import { createImages, type Images } from '../images/images'
import { startNodeChild } from '../images/node-child'
import { buildImageChild } from '../images/testing/child-program'
import { writePicture } from '../images/testing/pictures'
import { silentLog } from '../lib/log'
import type { Style } from '../styles/styles'
import { exampleStyle } from '../styles/testing/example-style'
import { createBuiltinBackend } from './builtin-backend'
import { recipeNames } from './recipe-names'

let dir: string
let workDir: string
let originalPath: string
let images: Images
let backend: Backend

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'builtin-'))
  images = createImages({ startChild: startNodeChild, modulePath: await buildImageChild(), log: silentLog })
  backend = createBuiltinBackend({ images, slots: () => 1 })
  originalPath = await writePicture(join(dir, 'original.jpg'), { widthPx: 400, heightPx: 300, orientation: 6 })
})
beforeEach(async () => void (workDir = await mkdtemp(join(dir, 'work-'))))
afterAll(async () => {
  await images.close()
  await rm(dir, { recursive: true })
})

function styleOf(recipe: string | undefined, defaults: Style['defaults'] = {}): Style {
  return exampleStyle({ dir, timeoutMs: 9000, defaults, ...(recipe !== undefined && { recipe }) })
}

interface Watch {
  signal?: AbortSignal
  onProgress?: (progress: GenerateProgress) => void
  onPreview?: (frame: { bytes: Uint8Array }) => void
}

async function generate(style: Style, seed = 7, watch: Watch = {}) {
  const [result] = await backend.generate(
    { jobId: 'a', source: 'upload', style, originalPath, prompt: '', inputs: {}, hasFrame: false, seed, workDir },
    { signal: new AbortController().signal, onProgress: () => undefined, onPreview: () => undefined, ...watch },
  )
  return result!
}

describe.each(recipeNames)('recipe %s', (recipe) => {
  it('draws a JPEG in 4:4:4 of the upright size without metadata, from the same seed the same bytes', async () => {
    const first = await generate(styleOf(recipe))
    expect(first).toEqual({ path: join(workDir, 'result.jpg'), mediaType: 'image/jpeg' })
    const metadata = await sharp(first.path).metadata()
    expect(metadata).toMatchObject({
      format: 'jpeg',
      width: 400,
      height: 300,
      chromaSubsampling: '4:4:4',
      space: 'srgb',
    })
    expect([metadata.exif, metadata.icc, metadata.xmp]).toEqual([undefined, undefined, undefined])
    const bytes = await readFile(first.path)
    expect((await readFile((await generate(styleOf(recipe))).path)).equals(bytes)).toBe(true)
  })

  it('draws something else from another seed', async () => {
    const bytes = await readFile((await generate(styleOf(recipe), 1)).path)
    expect((await readFile((await generate(styleOf(recipe), 2)).path)).equals(bytes)).toBe(false)
  })

  it('tells at least six steps by name, never falling, and shows frames of at most 640 px', async () => {
    const told: GenerateProgress[] = []
    const frames: Uint8Array[] = []
    await generate(styleOf(recipe), 7, {
      onProgress: (progress) => told.push(progress),
      onPreview: (frame) => frames.push(frame.bytes),
    })
    expect(new Set(told.map((one) => one.node)).size).toBeGreaterThanOrEqual(6)
    expect(told.map((one) => one.step)).toEqual(told.map((one) => one.step).sort((a, b) => a - b))
    expect(told.every((one) => one.fraction >= 0 && one.fraction <= 1 && one.maxSteps === told[0]!.maxSteps)).toBe(true)
    expect(frames.length).toBeGreaterThanOrEqual(6)
    const { width, height } = await sharp(Buffer.from(frames.at(-1)!)).metadata()
    expect(Math.max(width, height)).toBeLessThanOrEqual(640)
  })

  it('draws pictures of a few pixels and of one line', async () => {
    for (const [widthPx, heightPx] of [
      [1, 1],
      [3, 200],
      [200, 2],
      [17, 13],
    ] as const) {
      const inputPath = await writePicture(join(workDir, 'tiny.png'), { widthPx, heightPx, format: 'png' })
      const outputPath = join(workDir, 'tiny.jpg')
      const hooks = { signal: new AbortController().signal, onStep: () => undefined, onPreview: () => undefined }
      const facts = await images.render({ inputPath, outputPath, recipe, params: {}, seed: 1 }, hooks)
      expect(facts).toMatchObject({ widthPx, heightPx })
    }
  })
})

describe('the built-in backend', () => {
  it('rejects with the reason when cancelled at a step, leaves nothing, and draws the next', async () => {
    const controller = new AbortController()
    const reason = new Error('cancelled by the operator')
    const cancelled = generate(styleOf('duotone'), 7, {
      signal: controller.signal,
      onProgress: ({ step }) => step === 2 && controller.abort(reason),
    })
    await expect(cancelled).rejects.toBe(reason)
    expect(await readdir(workDir)).toEqual([])
    expect(await generate(styleOf('duotone'))).toMatchObject({ mediaType: 'image/jpeg' })
  })

  it('says what is wrong with a style that names no recipe, an unknown one, or a parameter out of range', async () => {
    await expect(generate(styleOf(undefined))).rejects.toMatchObject({ code: 'style_broken' })
    await expect(generate(styleOf('magic'))).rejects.toMatchObject({ code: 'style_broken' })
    await expect(generate(styleOf('duotone', { palette: 'mud' }))).rejects.toMatchObject({
      code: 'style_broken',
      message: expect.stringContaining('sunset') as unknown,
    })
  })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../lib/log'
import { createImages, type Images } from './images'
import { startNodeChild } from './node-child'
import { buildImageChild } from './testing/child-program'
import { writePicture } from './testing/pictures'

/** The child as an Electron binary on Linux would see itself; exits where it does what breaks there. */
const program = (childPath: string) => `
Object.defineProperty(process.versions, 'electron', { value: '25.1.1' })
process.on('disconnect', () => process.exit())
process.parentPort = {
  on: (event, listen) => process.on(event, (data) => listen({ data })),
  postMessage(message) {
    if (Object.keys(require.cache).some((path) => /sharp-linux/.test(path))) process.exit(8)
    if (message.jpeg?.buffer instanceof SharedArrayBuffer) process.exit(9)
    process.send(message)
  },
}
require(${JSON.stringify(childPath)})
`

let dir: string
let images: Images

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'electron-child-'))
  const modulePath = join(dir, 'child.cjs')
  await writeFile(modulePath, program(await buildImageChild()))
  // WebAssembly is compiled anew in each child, which takes slow cores a while
  const timeoutMs = { quick: 120_000, render: 120_000 }
  images = createImages({ startChild: startNodeChild, modulePath, log: silentLog, timeoutMs })
})
afterAll(async () => {
  await images.close()
  await rm(dir, { recursive: true })
})

describe.runIf(process.platform === 'linux')('the image child inside Electron on Linux', { timeout: 240_000 }, () => {
  it('speaks over the parent port and decodes without the native sharp', async () => {
    const path = await writePicture(join(dir, 'a.jpg'))
    expect(await images.verify(path)).toEqual({ mediaType: 'image/jpeg', widthPx: 320, heightPx: 240 })
  })

  it('draws and sends frames that a message port takes', async () => {
    const inputPath = await writePicture(join(dir, 'b.jpg'), { orientation: 6 })
    const frames: Uint8Array[] = []
    const facts = await images.render(
      { inputPath, outputPath: join(dir, 'drawn.jpg'), recipe: 'comic', params: {}, seed: 1 },
      { signal: new AbortController().signal, onStep: () => undefined, onPreview: (jpeg) => frames.push(jpeg) },
    )
    expect(facts).toMatchObject({ widthPx: 320, heightPx: 240 })
    expect(await sharp(frames.at(-1)).metadata()).toMatchObject({ format: 'jpeg', width: 320 })
  })

  it('keeps the pixels it works on while others are made and collected', async () => {
    const inputPath = await writePicture(join(dir, 'large.jpg'), { widthPx: 1600, heightPx: 900 })
    const hooks = { signal: new AbortController().signal, onStep: () => undefined, onPreview: () => undefined }
    for (const recipe of ['vintage-film', 'neon']) {
      const request = { inputPath, outputPath: join(dir, 'large-drawn.jpg'), recipe, params: {}, seed: 1 }
      expect(await images.render(request, hooks)).toMatchObject({ widthPx: 1600, heightPx: 900 })
    }
  })

  it('refuses a bad picture by name', async () => {
    await writeFile(join(dir, 'text.jpg'), 'no picture')
    await expect(images.verify(join(dir, 'text.jpg'))).rejects.toMatchObject({ code: 'picture_unsupported' })
  })
})

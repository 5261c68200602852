import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { styleFile } from '../../contract/style'
import { buildImageChild } from '../images/testing/child-program'
import { films } from '../images/testing/pictures'
import { silentLog } from '../lib/log'
import type { Style } from '../styles/styles'
import { ComfyRequestError } from './comfy-http'
import { historyEntry, type FileRef } from './messages'
import { fetchOthers } from './result-files'
import type { ServerLink } from './server-link'
import { createComfyBench, until } from './testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from './testing/fake-comfy-server'
import type { Graph } from './workflow/graph'

let bench: Awaited<ReturnType<typeof createComfyBench>>
const fakes: FakeComfyServer[] = []

beforeAll(async () => void (bench = await createComfyBench({ imageChildPath: await buildImageChild() })))
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close()
})
afterAll(() => bench.close())

async function ready(options: FakeOptions = {}) {
  const fake = await startFakeComfyServer(options)
  fakes.push(fake)
  const { backend, pool } = bench.life([{ url: fake.url }])
  await until(() => pool.links().every((link) => link.status() === 'ready'))
  return { fake, backend }
}

/** The photo inverted, and saved by these nodes; the first is the style's output. */
function styleOf(...savers: Graph[string][]): Style {
  const graph: Graph = {
    1: { class_type: 'LoadImage', inputs: { image: '' }, _meta: { title: 'Photo' } },
    2: { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
  }
  savers.forEach((node, place) => (graph[String(10 + place)] = node))
  const workflow = {
    inputs: {
      image: { node: 'Photo', input: 'image' },
      prefix: savers.map((_, place) => ({ node: String(10 + place), input: 'filename_prefix' })),
    },
    output: '10',
  }
  const title = { en: 'Films', es: 'Películas' }
  const file = styleFile.parse({ title, backend: 'comfyui', kind: 'video', workflow })
  return { ...file, name: 'films', dir: '', graph, takes: { picture: true, inputs: [] } }
}

const saver = (class_type: string, inputs: Graph[string]['inputs'] = {}) => ({
  class_type,
  inputs: { images: ['2', 0] as [string, number], filename_prefix: '', ...inputs },
})
const webm = saver('SaveWEBM', { codec: 'vp9', fps: 24, crf: 32 })
const combine = (format: string, more = {}) =>
  saver('VHS_VideoCombine', { frame_rate: 8, loop_count: 0, format, pingpong: false, save_output: true, ...more })

it.each([
  ['under `images`, as ComfyUI saves it', webm, 'video/webm'],
  ['under `gifs`, as VideoHelperSuite does', combine('video/h264-mp4'), 'video/mp4'],
  ['under `videos`', saver('PCVideo', { frame_rate: 24 }), 'video/webm'],
  ['as an animated WebP', saver('SaveAnimatedWEBP', { fps: 4 }), 'image/webp'],
  ['as a GIF', combine('image/gif'), 'image/gif'],
] as const)('a film comes %s, whole and told as what its bytes are', async (_how, node, mediaType) => {
  const { backend } = await ready()
  const [capture, ...others] = await bench.start(backend, { style: styleOf(node) }).files
  expect(capture).toMatchObject({ mediaType, moves: true })
  expect(others).toEqual([])
  expect((await readFile(capture!.path)).length).toBeGreaterThan(500)
})

it('the shipped image-to-video style gives an MP4, with previews while it is made', async () => {
  const { backend } = await ready()
  const { files, frames } = bench.start(backend, { style: bench.styles.get('living-portrait') })
  const [capture] = await files
  expect(capture).toMatchObject({ mediaType: 'video/mp4', moves: true })
  expect((await readFile(capture!.path)).equals(await films.mp4())).toBe(true)
  expect(frames.length).toBeGreaterThan(0)
})

it('a film that was cut short is made once more', async () => {
  const { fake, backend } = await ready({ quirks: { cutResults: 1 } })
  const [capture] = await bench.start(backend, { style: styleOf(webm) }).files
  expect((await readFile(capture!.path)).equals(await films.webm())).toBe(true)
  expect(fake.queue().starts()).toHaveLength(2)
})

it('a film that is cut short twice is told as damaged', async () => {
  const { backend } = await ready({ quirks: { cutResults: 9 } })
  await expect(bench.start(backend, { style: styleOf(webm) }).files).rejects.toMatchObject({
    code: 'picture_unreadable',
  })
})

it('what other nodes save comes after the capture, and previews do not', async () => {
  const { backend } = await ready()
  const more = [webm, saver('SaveImage'), combine('video/h264-mp4', { save_output: false }), saver('SaveImage')]
  const files = await bench.start(backend, { style: styleOf(...more) }).files
  expect(files[0]).toMatchObject({ mediaType: 'video/webm' })
  expect(files.slice(1).map(({ path }) => path.split('.').pop())).toEqual(['png', 'png'])
})

it('an output besides the capture that does not come, or is gone, costs only itself', async () => {
  const broken = new ComfyRequestError(500, '', 'it broke')
  const api = {
    async download({ filename }: FileRef, to: string) {
      if (filename === 'broken.png') throw broken
      if (filename === 'gone.png') throw new ComfyRequestError(404, '', 'not here')
      await writeFile(to, filename)
      return { sizeBytes: 1 }
    },
  }
  const link = { api, settings: { outputDir: null } } as unknown as ServerLink
  const names = ['capture.png', 'broken.png', 'gone.png', 'more.png']
  const images = names.map((filename) => ({ filename, subfolder: '', type: 'output' }))
  const entry = historyEntry.parse({ outputs: { 10: { images } } })
  const { signal } = new AbortController()
  const paths = await fetchOthers({ link, entry, outputNode: '10', workDir: bench.dir, signal }, silentLog)
  expect(await Promise.all(paths.map((path) => readFile(path, 'utf8')))).toEqual(['more.png'])
})

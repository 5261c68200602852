import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../contract/errors'
import { buildImageChild } from '../images/testing/child-program'
import type { Style } from '../styles/styles'
import { createComfyBench, until } from './testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from './testing/fake-comfy-server'
import { fakeProfiles, type FakeProfileName } from './testing/fake-profiles'

let bench: Awaited<ReturnType<typeof createComfyBench>>
const fakes: FakeComfyServer[] = []

beforeAll(async () => void (bench = await createComfyBench({ imageChildPath: await buildImageChild() })))
afterEach(async () => {
  vi.restoreAllMocks()
  for (const fake of fakes.splice(0)) await fake.close()
})
afterAll(() => bench.close())

async function server(options: FakeOptions = {}) {
  const fake = await startFakeComfyServer(options)
  fakes.push(fake)
  return fake
}

async function ready(count: number, ...options: FakeOptions[]) {
  const started = await Promise.all(Array.from({ length: count }, (_, place) => server(options[place] ?? options[0])))
  const { backend, pool } = bench.life(started.map(({ url }) => ({ url })))
  await until(() => pool.links().every((link) => link.status() === 'ready'))
  return { started, fake: started[0]!, backend, pool }
}

const starts = (fake: FakeComfyServer) => fake.queue().starts().length

async function meanColour(path: string) {
  const { channels } = await sharp(await readFile(path)).stats()
  return channels.map((channel) => Math.round(channel.mean))
}

describe.each(Object.keys(fakeProfiles) as FakeProfileName[])('on a server of version %s', (profile) => {
  it('the picture comes back inverted, and the server ran it once', async () => {
    const { fake, backend } = await ready(1, { profile })
    const { files, told } = bench.start(backend)
    const [capture] = await files
    expect(capture).toMatchObject({ mediaType: 'image/png' })
    const [given, made] = [await meanColour(bench.originalPath), await meanColour(capture!.path)]
    made.forEach((value, place) => expect(Math.abs(255 - given[place]! - value)).toBeLessThan(6))
    expect(starts(fake)).toBe(1)
    const fractions = told.map(({ fraction }) => fraction)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(fractions.at(-1)).toBeGreaterThan(0.6)
  })

  it('a socket that is cut in the middle costs nothing', async () => {
    const { fake, backend } = await ready(1, { profile, quirks: { cutSocketAt: 'ImageInvert' } })
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(1)
  })

  it('a reply that is lost is looked up, and the work is done once', async () => {
    const { fake, backend } = await ready(1, { profile, quirks: { cutReplies: 1 } })
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(1)
  })

  it('a cancelled job is taken off, and nobody else’s', async () => {
    const { fake, backend } = await ready(1, { profile })
    const hold = fake.hold('ImageInvert')
    const running = bench.start(backend)
    await hold.reached
    running.abort.abort(new AppError('not_possible_now', 'Cancelled.', ''))
    await expect(running.files).rejects.toThrow('Cancelled.')
    hold.release()
    await until(() => fake.queue().remaining() === 0)
    expect(bench.ledger.open(running.jobId)).toBeNull()
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
  })

  it('a restart that forgets the job gets it again, once, under a fresh id', async () => {
    const { fake, backend } = await ready(1, { profile })
    const hold = fake.hold('ImageInvert')
    const { files } = bench.start(backend)
    await hold.reached
    const [first] = fake.queue().starts()
    await fake.kill()
    hold.release()
    await fake.start()
    await expect(files).resolves.toHaveLength(1)
    expect(fake.queue().starts()).toHaveLength(1)
    expect(fake.queue().starts()[0]).not.toBe(first)
  })

  it('a console that starts again collects what still runs, without paying twice', async () => {
    const { fake, backend } = await ready(1, { profile })
    const hold = fake.hold('ImageInvert')
    const first = bench.start(backend)
    await hold.reached
    first.abort.abort(new AppError('closing', 'The console is closing.', ''))
    await expect(first.files).rejects.toThrow('closing')
    await backend.close()
    const again = bench.life([{ url: fake.url }])
    const second = bench.start(again.backend, { jobId: first.jobId })
    await until(() => fake.socketCount() === 1)
    hold.release()
    await expect(second.files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(1)
  })

  it('a console that died before the reply came collects what is over meanwhile, without paying twice', async () => {
    const { fake, backend } = await ready(1, { profile })
    const hold = fake.hold('ImageInvert')
    const first = bench.start(backend)
    await hold.reached
    first.abort.abort(new AppError('closing', 'The console is closing.', ''))
    await expect(first.files).rejects.toThrow('closing')
    await backend.close()
    // the journal as it was then: it knows the prompt by our mark alone
    const { mark } = bench.ledger.open(first.jobId)!
    bench.ledger.rename(mark, mark)
    hold.release()
    await until(() => fake.queue().remaining() === 0)
    const again = bench.life([{ url: fake.url }])
    await expect(bench.start(again.backend, { jobId: first.jobId }).files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(1)
  })
})

describe('cancelling', () => {
  /** Somebody else's job on the same server. */
  async function foreignJob(fake: FakeComfyServer) {
    const prompt = {
      '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 9 } },
      '2': { class_type: 'PCSlow', inputs: { image: ['1', 0], steps: 3 } },
      '3': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'theirs' } },
    }
    const body = JSON.stringify({ prompt, client_id: 'somebody' })
    const reply = await fetch(`${fake.url}/prompt`, { method: 'POST', body })
    return ((await reply.json()) as { prompt_id: string }).prompt_id
  }

  it.each(['2024-03', '0.38.1'] as const)('a job that waits on %s leaves the one that runs alone', async (profile) => {
    const { fake, backend } = await ready(1, { profile })
    const hold = fake.hold('PCSlow')
    const theirs = await foreignJob(fake)
    await hold.reached
    const ours = bench.start(backend)
    await until(() => fake.queue().pending().length === 1)
    ours.abort.abort(new AppError('not_possible_now', 'Cancelled.', ''))
    await expect(ours.files).rejects.toThrow('Cancelled.')
    await until(() => fake.queue().pending().length === 0)
    hold.release()
    await fake.queue().ended(theirs)
    expect(JSON.stringify(fake.queue().history(theirs))).toContain('"completed":true')
  })

  it.each(['2024-03', '0.38.1'] as const)(
    'a job that is over on %s stops nobody who runs there now',
    async (profile) => {
      const { fake, backend, pool } = await ready(1, { profile })
      const { files, jobId } = bench.start(backend)
      await files
      const { promptId, mark } = bench.ledger.open(jobId)!
      const hold = fake.hold('PCSlow')
      const theirs = await foreignJob(fake)
      await hold.reached
      fake.requests.length = 0
      pool.links()[0]!.abandon({ promptId, mark })
      await until(() => fake.requests.some(({ path }) => path === '/queue'))
      hold.release()
      await fake.queue().ended(theirs)
      expect(fake.requests.filter(({ path }) => path === '/interrupt')).toEqual([])
      expect(JSON.stringify(fake.queue().history(theirs))).toContain('"completed":true')
    },
  )

  it('is repeated when an interrupt is lost', async () => {
    const { fake, backend } = await ready(1, { stepMs: 40, quirks: { lostInterrupts: 2 } })
    const style = { ...bench.styles.get('connection-test'), graph: slowGraph() }
    const running = bench.start(backend, { style })
    await until(() => running.told.some(({ step }) => step > 0))
    running.abort.abort(new AppError('not_possible_now', 'Cancelled.', ''))
    await expect(running.files).rejects.toThrow('Cancelled.')
    await until(() => fake.queue().remaining() === 0)
    expect(fake.quirks.lostInterrupts).toBe(0)
    const [promptId] = fake.queue().starts()
    expect(JSON.stringify(fake.queue().history(promptId!))).toContain('execution_interrupted')
  })

  function slowGraph() {
    const graph = structuredClone(bench.styles.get('connection-test').graph!)
    const [photo] = Object.keys(graph).filter((id) => graph[id]!.class_type === 'LoadImage')
    const [invert] = Object.keys(graph).filter((id) => graph[id]!.class_type === 'ImageInvert')
    graph['slow'] = { class_type: 'PCSlow', inputs: { image: [photo, 0], steps: 200 } }
    graph[invert!]!.inputs['image'] = ['slow', 0]
    return graph
  }
})

describe('a picture that was paid for', () => {
  it('and not yet journaled when the console died is collected again, not made again', async () => {
    const { fake, backend } = await ready(1)
    const { jobId, files } = bench.start(backend, { seed: 4711 })
    const [first] = await files
    const { backend: next } = bench.life([{ url: fake.url }])
    const [again] = await bench.start(next, { jobId, seed: 4711 }).files
    expect(starts(fake)).toBe(1)
    expect((await readFile(again!.path)).equals(await readFile(first!.path))).toBe(true)
  })

  it('is looked at once more where the image process failed, and not made again', async () => {
    const { fake, backend } = await ready(1)
    const died = new AppError('picture_timeout', 'The image process died.', 'Try again.')
    const prove = vi.spyOn(bench.images, 'prove').mockRejectedValueOnce(died)
    await bench.start(backend).files
    expect([starts(fake), prove.mock.calls.length]).toEqual([1, 2])
  })

  it('is had by a later try where it cannot be looked at now, and not made again', async () => {
    const { fake, backend } = await ready(1)
    const died = new AppError('picture_timeout', 'The image process died.', 'Try again.')
    const prove = vi.spyOn(bench.images, 'prove').mockRejectedValue(died)
    const { jobId, files } = bench.start(backend, { seed: 4711 })
    await expect(files).rejects.toMatchObject({ code: 'picture_timeout' })
    prove.mockRestore()
    await bench.start(backend, { jobId, seed: 4711 }).files
    expect(starts(fake)).toBe(1)
  })

  it('is no answer to a job that got another style since', async () => {
    const { fake, backend } = await ready(1)
    const { jobId, files } = bench.start(backend)
    await files
    const style = { ...bench.styles.get('connection-test'), name: 'another' }
    await bench.start(backend, { jobId, style }).files
    expect(starts(fake)).toBe(2)
    expect(bench.ledger.open(jobId)).toMatchObject({ style: 'another' })
  })
})

describe('progress', () => {
  it('covers the whole graph, names node and step, and shows the picture as it forms', async () => {
    const { backend } = await ready(1)
    const { files, told, frames } = bench.start(backend, { style: bench.styles.get('txt2img') })
    await files
    expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).sort((a, b) => a - b))
    const sampling = told.filter(({ node, step }) => node === 'KSampler' && step > 0)
    expect(sampling[0]).toMatchObject({ maxSteps: 20 })
    expect(told.map(({ node }) => node)).toContain('SaveImage')
    expect(frames.length).toBeGreaterThan(5)
    expect(frames.every(({ mediaType }) => mediaType === 'image/jpeg')).toBe(true)
    expect((await sharp(Buffer.from(frames[0]!.bytes)).metadata()).format).toBe('jpeg')
  })
})

describe('a server', () => {
  it('counts as quick at the style that it made last, until the models of another push its own out', async () => {
    const { backend, pool } = await ready(1)
    const warmAfter = async (style: string) => {
      await bench.start(backend, { style: bench.styles.get(style) }).files
      return pool.views()[0]!.warmStyles
    }
    expect(await warmAfter('txt2img')).toEqual(['txt2img'])
    expect(await warmAfter('storybook')).toEqual(['storybook'])
    expect(await warmAfter('connection-test'), 'it needs no model').toEqual(['storybook', 'connection-test'])
    expect(await warmAfter('txt2img')).toEqual(['connection-test', 'txt2img'])
  })

  it('has the time to load the checkpoint that a job names over its style’s', async () => {
    const { fake, backend } = await ready(1)
    const style = { ...bench.styles.get('txt2img'), timeoutMs: 300 }
    await bench.start(backend, { style }).files
    const hold = fake.hold('KSampler')
    const { files } = bench.start(backend, { style, inputs: { checkpoint: 'sd_xl_base_1.0.safetensors' } })
    await hold.reached
    const looks = () => fake.requests.filter(({ path }) => path === '/queue').length
    const before = looks()
    await until(() => looks() > before + 1)
    hold.release()
    await expect(files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(2)
  })
})

describe('a submission', () => {
  it('comes when the event stream is open, under a name of its own for every job', async () => {
    const { fake, backend } = await ready(1)
    for (const seed of [1, 2]) await bench.start(backend, { seed }).files
    const sent = fake.requests.filter(({ method, path }) => method === 'POST' && path === '/prompt')
    expect(sent.map(({ sockets }) => sockets)).toEqual([1, 1])
    const prefixes = sent.map(({ body }) => /"filename_prefix":"([^"]+)"/.exec(body)?.[1])
    expect(new Set(prefixes).size).toBe(2)
    expect(prefixes.every((prefix) => prefix?.startsWith('photocall/'))).toBe(true)
  })

  it('whose picture is too large for the server says so', async () => {
    const { fake, backend } = await ready(1, { uploadLimitBytes: 100 })
    const refused = { code: 'server_refused', params: { status: 413, kind: 'large' } }
    await expect(bench.start(backend).files).rejects.toMatchObject(refused)
    expect(starts(fake)).toBe(0)
  })
})

describe('whatever goes wrong on the way', () => {
  it.each([
    ['history that is late after the success', { lateHistoryReads: 4 }],
    ['a reply that comes after the job', { replyAfterJob: true }],
    ['frames of no sense', { garbageFrames: true }],
    ['a delaying proxy', { replyDelayMs: 40 }],
    ['a socket that gets nothing', { silentSockets: true }],
    ['errors of a proxy in between', { failures: [{ path: '/history', status: 502, text: 'Bad Gateway' }] }],
  ])('the picture comes with %s', async (_what, quirks) => {
    const { fake, backend } = await ready(1, { quirks })
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(1)
  })

  it.each([
    ['one single colour', { blackResults: 1 }],
    ['the picture that went in', { sameResults: 1 }],
    ['cut short', { cutResults: 1 }],
    ['gone from the disk', { failures: [{ path: '/view', status: 404, text: '' }] }],
  ])('a result that is %s is made once more', async (_what, quirks) => {
    const { fake, backend } = await ready(1, { quirks })
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(2)
  })

  it('a socket that falls mute in the middle costs no result, and the work is done once', async () => {
    const { fake, backend } = await ready(1)
    const hold = fake.hold('ImageInvert')
    const { files, told } = bench.start(backend)
    await hold.reached
    fake.quirks.muteSockets = true
    hold.release()
    const [capture, ...more] = await files
    expect(more).toEqual([])
    expect(capture).toMatchObject({ mediaType: 'image/png' })
    expect(await meanColour(capture!.path)).not.toEqual(await meanColour(bench.originalPath))
    expect(told.map(({ node }) => node)).not.toContain('SaveImage')
    expect(fake.quirks.muteSockets, 'nothing was sent that could be kept back').toBe(false)
    expect(starts(fake)).toBe(1)
  })

  it('a run from the server’s cache whose file is gone there is made once more, with another seed', async () => {
    const { fake, backend } = await ready(1)
    const style = withOneName(bench.styles.get('txt2img'))
    await bench.start(backend, { style }).files
    fake.files.lose('output')
    const again = await bench.start(backend, { style }).files
    expect(again).toHaveLength(1)
    expect(again[0]).toMatchObject({ mediaType: 'image/png', made: { seed: 8 } })
    const ids = fake.queue().starts()
    expect([ids.length, new Set(ids).size]).toEqual([3, 3])
  })

  /** Every job saves under the same name, so that a server that has made it does nothing. */
  function withOneName(style: Style): Style {
    const { prefix: _, ...inputs } = style.workflow!.inputs
    const graph = structuredClone(style.graph!)
    for (const node of Object.values(graph))
      if (node.class_type === 'SaveImage') node.inputs['filename_prefix'] = 'same'
    return { ...style, graph, workflow: { ...style.workflow!, inputs } }
  }

  it('a result that stays nothing is told as such', async () => {
    const { fake, backend } = await ready(1, { quirks: { blackResults: 5 } })
    await expect(bench.start(backend).files).rejects.toMatchObject({ code: 'result_empty' })
    expect(starts(fake)).toBe(2)
  })

  it('out of memory here goes on there, and the server is set aside', async () => {
    const { started, backend, pool } = await ready(2, { quirks: { outOfMemory: 1 } }, {})
    const { files } = bench.start(backend)
    // after a second it is tried again
    await until(() => pool.links()[0]!.status() === 'aside')
    expect(pool.links()[0]!.reason()).toMatchObject({ code: 'out_of_memory' })
    await expect(files).resolves.toHaveLength(1)
    expect(started.map(starts)).toEqual([1, 1])
  })

  it('a server that is killed loses its job to another at once, and comes back by itself', async () => {
    const { started, backend, pool } = await ready(2)
    const [one, two] = started as [FakeComfyServer, FakeComfyServer]
    const hold = one.hold('ImageInvert')
    const { files } = bench.start(backend)
    await hold.reached
    await one.kill()
    hold.release()
    await expect(files).resolves.toHaveLength(1)
    expect(starts(two)).toBe(1)
    await one.start()
    await until(() => pool.links()[0]!.status() === 'ready')
  })

  it('a picture that is made and cannot be had just now is asked for again, not made again', async () => {
    const failures = Array.from({ length: 3 }, () => ({ path: '/view', status: 502, text: 'Bad Gateway' }))
    const { fake, backend } = await ready(1, { quirks: { failures } })
    await expect(bench.start(backend).files).resolves.toHaveLength(1)
    expect(starts(fake)).toBe(1)
  })

  it('a graph that the server cannot run is refused by name', async () => {
    const { backend } = await ready(1, { without: ['ImageInvert'] })
    await expect(bench.start(backend).files).rejects.toMatchObject({ code: 'node_missing' })
  })

  it('a server that wants a header and gets none is told as refusing', async () => {
    const fake = await server({ quirks: { neededHeader: { name: 'Authorization', value: 'Bearer x' } } })
    const { pool } = bench.life([{ url: fake.url }])
    await until(() => pool.unavailable()?.code === 'server_refused')
    fake.quirks.neededHeader = null
    await until(() => pool.unavailable() === null)
  })
})

describe('a result that is nothing', () => {
  it.each([
    ['a single colour', { blackResults: 1 }],
    ['the picture that went in', { sameResults: 1 }],
  ])('because it is %s is made once more with another seed, which the record names', async (_what, quirks) => {
    const { fake, backend } = await ready(1, { quirks })
    const [capture] = await bench.start(backend).files
    expect(starts(fake)).toBe(2)
    expect(capture!.made).toMatchObject({
      seed: 8,
      workflowHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      models: [],
      server: { version: expect.any(String) as string },
    })
  })

  it('again is a failure that says so', async () => {
    const { backend } = await ready(1, { quirks: { blackResults: 2 } })
    await expect(bench.start(backend).files).rejects.toMatchObject({
      code: 'result_empty',
      params: { kind: 'uniform' },
    })
  })
})

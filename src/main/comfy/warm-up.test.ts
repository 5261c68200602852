import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { buildImageChild } from '../images/testing/child-program'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createComfyBench } from './testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from './testing/fake-comfy-server'
import { createWarmUps } from './warm-up'

let bench: Awaited<ReturnType<typeof createComfyBench>>
const closers: (() => Promise<void>)[] = []

let imageChildPath: string
beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function fakeServer(options: FakeOptions = {}): Promise<FakeComfyServer> {
  const fake = await startFakeComfyServer(options)
  closers.push(() => fake.close())
  return fake
}

async function warmUpOn(fakes: readonly FakeComfyServer[], names: readonly string[]) {
  bench = await createComfyBench({ imageChildPath })
  closers.push(() => bench.close())
  const { pool } = bench.life(fakes.map(({ url }) => ({ url })))
  const told: string[] = []
  const warmUps = createWarmUps({
    images: bench.images,
    clock: systemClock,
    log: silentLog,
    onChange: () => void told.push(...(warmUps.view()?.runs.map(({ state }) => state) ?? [])),
  })
  closers.push(() => warmUps.close())
  const styles = names.map((name) => bench.styles.get(name))
  warmUps.start({ links: pool.links(), styles, samplePath: bench.originalPath })
  const ended = () => vi.waitFor(() => expect(warmUps.view()?.endedAtMs).not.toBeNull(), { timeout: 60_000 })
  return { pool, warmUps, told, ended }
}

/** What the sampler was told to do, in the order of the prompts that the server got. */
function stepsAsked(fake: FakeComfyServer): unknown[] {
  const prompts = fake.requests.filter(({ method, path }) => method === 'POST' && path === '/prompt')
  return prompts.map(({ body }) => /"steps":(\d+)/.exec(body)?.[1])
}

it('makes each style once on every server, in two steps, and then the models of the last count as loaded', async () => {
  const fakes = [await fakeServer(), await fakeServer()]
  const { pool, warmUps, told, ended } = await warmUpOn(fakes, ['txt2img', 'storybook'])
  await ended()
  const runs = warmUps.view()!.runs
  expect(runs.map(({ server, style, state }) => `${server} ${style} ${state}`)).toEqual([
    's1 txt2img warm',
    's1 storybook warm',
    's2 txt2img warm',
    's2 storybook warm',
  ])
  for (const fake of fakes) expect(stepsAsked(fake)).toEqual(['2', '2'])
  // they are of two checkpoints
  expect(pool.views().map(({ warmStyles }) => warmStyles)).toEqual([['storybook'], ['storybook']])
  expect(runs.every(({ durationMs, progress }) => durationMs !== null && progress === 1)).toBe(true)
  expect(told).toContain('running')
})

it('says by name what a server lacks, and goes on with the other styles and servers', async () => {
  const [bare, gone] = [await fakeServer({ without: ['EmptyLatentImage'] }), await fakeServer()]
  await gone.kill()
  const { warmUps, ended } = await warmUpOn([bare, gone], ['txt2img', 'storybook'])
  await ended()
  const [lacks, warm, ...away] = warmUps.view()!.runs
  expect(lacks).toMatchObject({
    state: 'failed',
    errors: [{ code: 'node_missing', params: { node: 'EmptyLatentImage' } }],
  })
  expect(stepsAsked(bare)).toHaveLength(1)
  expect(warm).toMatchObject({ state: 'warm' })
  expect(away.map(({ state, errors }) => [state, errors[0]?.code])).toEqual([
    ['failed', 'server_unreachable'],
    ['failed', 'server_unreachable'],
  ])
})

it('is stopped by the operator: what runs is taken off the server, what waits is never sent', async () => {
  const fake = await fakeServer()
  const hold = fake.hold('KSampler')
  const { warmUps, ended } = await warmUpOn([fake], ['txt2img', 'storybook'])
  await hold.reached
  warmUps.stop()
  await ended()
  hold.release()
  expect(warmUps.view()!.runs.map(({ state }) => state)).toEqual(['stopped', 'stopped'])
  await vi.waitFor(() => expect(fake.queue().remaining()).toBe(0), { timeout: 60_000 })
  expect(stepsAsked(fake)).toHaveLength(1)
})

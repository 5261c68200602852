import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import WebSocket from 'ws'
import { createComfyBench, until } from '../src/main/comfy/testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer } from '../src/main/comfy/testing/fake-comfy-server'
import type { Style } from '../src/main/styles/styles'
import { median, type Bench, type BenchRow } from './bench'
import { projectRoot } from './project'

const pairs = 60
const manyServers = 4
const manyJobs = 500
const longJobs = 5000

/** A job of 10 ms that needs no picture from us. */
const graph = {
  '1': { class_type: 'EmptyImage', inputs: { width: 256, height: 192, batch_size: 1, color: 320443 } },
  '2': { class_type: 'PCSlow', inputs: { image: ['1', 0], steps: 5, preview: 'none' } },
  '3': { class_type: 'PCSpeckle', inputs: { image: ['2', 0], seed: 0 } },
  '4': { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: 'bench' } },
}

/** The ComfyUI client beside a bare script, beside one that polls, over several servers, and over a long evening. */
export const comfyBench: Bench = {
  name: 'comfy',
  run: async (say): Promise<BenchRow[]> => {
    const bench = await createComfyBench({ imageChildPath: join(projectRoot, 'out/main/image-child.js') })
    const fakes = await Promise.all(Array.from({ length: manyServers }, () => startFakeComfyServer({ stepMs: 2 })))
    const style = styleOf(bench.styles.get('connection-test'))
    const rows = [...(await oneByOne(bench, fakes[0]!, style, say)), ...(await together(bench, fakes, style, say))]
    for (const fake of fakes) await fake.close()
    await bench.close()
    return rows
  },
}

type Workbench = Awaited<ReturnType<typeof createComfyBench>>

function styleOf(like: Style): Style {
  const inputs = { prefix: { node: '4', input: 'filename_prefix' }, seed: { node: '3', input: 'seed' } }
  return {
    ...like,
    name: 'bench',
    graph,
    workflow: { file: 'workflow.json', inputs, output: '4' },
    changesPicture: false,
  }
}

async function oneByOne(bench: Workbench, fake: FakeComfyServer, style: Style, say: (line: string) => void) {
  const { backend, pool } = bench.life([{ url: fake.url }])
  await until(() => pool.links()[0]?.status() === 'ready')
  const [ours, bare, polling]: [number[], number[], number[]] = [[], [], []]
  for (let count = 0; count < pairs; count++) {
    ours.push(await timed(() => bench.start(backend, { style, seed: count }).files))
    bare.push(await timed(() => bareJob(bench, fake, count)))
    if (count % 10 === 0) polling.push(await timed(() => pollingJob(bench, fake, count)))
  }
  say(`${pairs} jobs each, a client that polls twice a second takes ${median(polling).toFixed(0)} ms`)
  const floorName = 'bare socket and fetch, the same check'
  return [
    row('job of 10 ms to verified bytes, median', 'ms', median(ours), median(bare), floorName, 1.3),
    row('job of 10 ms to verified bytes, 95 of 100', 'ms', high(ours), high(bare), floorName, 1.5),
    { ...row('beside a client that polls', 'ms', median(ours), median(polling), 'polls twice a second', 1) },
  ]
}

async function together(bench: Workbench, fakes: FakeComfyServer[], style: Style, say: (line: string) => void) {
  const { backend, pool } = bench.life(fakes.map(({ url }) => ({ url, slots: 2 })))
  await until(() => pool.links().every((link) => link.status() === 'ready'))
  let next = 0
  const ourWork = async () => {
    while (next < manyJobs) await bench.start(backend, { style, seed: next++ }).files
  }
  const oursMs = await timed(() => Promise.all([...fakes, ...fakes].map(ourWork)))
  let bareNext = 0
  const bareWork = async (fake: FakeComfyServer) => {
    while (bareNext < manyJobs) await bareJob(bench, fake, bareNext++)
  }
  const bareMs = await timed(() => Promise.all(fakes.map(bareWork)))
  say(`${manyJobs} jobs over ${manyServers} servers: ${oursMs.toFixed(0)} ms, bare ${bareMs.toFixed(0)} ms`)
  fakes.forEach(forgetful)
  const earlyMb = process.memoryUsage().rss / 1e6
  next = 0
  for (let done = manyJobs; done < longJobs; done += manyJobs) {
    next = 0
    await Promise.all([...fakes, ...fakes].map(ourWork))
    fakes.forEach(forgetful)
  }
  say(`${longJobs} jobs over ${manyServers} servers`)
  const throughput: BenchRow = {
    measure: `${manyJobs} jobs over ${manyServers} servers`,
    ...{ unit: '1/s', ours: manyJobs / (oursMs / 1000), floor: manyJobs / (bareMs / 1000) },
    floorName: `${manyServers} bare loops`,
    aim: { kind: 'at least times the floor', limit: 0.9 },
  }
  const memory: BenchRow = {
    measure: `client and fake servers after ${longJobs} jobs`,
    ...{ unit: 'MB', ours: process.memoryUsage().rss / 1e6, floor: earlyMb },
    floorName: `themselves after ${2 * manyJobs} jobs`,
    aim: { kind: 'at most times the floor', limit: 1.3 },
  }
  return [throughput, memory]
}

/** What the fake keeps for tests is not the client's memory. */
function forgetful(fake: FakeComfyServer): void {
  fake.requests.length = 0
  fake.files.lose('output')
  fake.queue().forgetAll()
}

/** The least that a correct client does. */
async function bareJob(bench: Workbench, fake: FakeComfyServer, seed: number): Promise<void> {
  const clientId = randomUUID()
  const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/ws?clientId=${clientId}`, {
    perMessageDeflate: false,
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const promptId = randomUUID()
  const over = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) return
      const { type, data: told } = JSON.parse(data.toString()) as {
        type: string
        data: { node?: unknown; prompt_id?: string }
      }
      if (type === 'executing' && told.node === null && told.prompt_id === promptId) resolve()
    })
  })
  await submit(fake, { prompt: told(seed, clientId), client_id: clientId, prompt_id: promptId })
  await over
  socket.close()
  await takeResult(bench, fake, promptId, clientId)
}

async function pollingJob(bench: Workbench, fake: FakeComfyServer, seed: number): Promise<void> {
  const promptId = randomUUID()
  await submit(fake, { prompt: told(seed, promptId), prompt_id: promptId })
  do await new Promise((resolve) => setTimeout(resolve, 500))
  while (Object.keys((await (await fetch(`${fake.url}/history/${promptId}`)).json()) as object).length === 0)
  await takeResult(bench, fake, promptId, promptId)
}

const submit = (fake: FakeComfyServer, body: object) =>
  fetch(`${fake.url}/prompt`, { method: 'POST', body: JSON.stringify(body) })

/** A seed of its own, or the server gives what it made before. */
function told(seed: number, prefix: string) {
  const own = structuredClone(graph)
  own['3'].inputs.seed = seed + 1_000_000
  own['4'].inputs.filename_prefix = prefix
  return own
}

async function takeResult(bench: Workbench, fake: FakeComfyServer, promptId: string, name: string): Promise<void> {
  interface Entry {
    outputs: Record<string, { images: { filename: string; subfolder: string; type: string }[] }>
  }
  const history = (await (await fetch(`${fake.url}/history/${promptId}`)).json()) as Record<string, Entry>
  const { filename, subfolder, type } = history[promptId]!.outputs['4']!.images[0]!
  const query = new URLSearchParams({ filename, subfolder, type })
  const path = join(bench.dir, `${name}.png`)
  await writeFile(path, Buffer.from(await (await fetch(`${fake.url}/view?${query.toString()}`)).arrayBuffer()))
  await bench.images.prove(path, null)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now()
  await work()
  return performance.now() - startedAtMs
}

const high = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)]!

function row(measure: string, unit: string, ours: number, floor: number, floorName: string, limit: number): BenchRow {
  return { measure, unit, ours, floor, floorName, aim: { kind: 'at most times the floor', limit } }
}

import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import WebSocket from 'ws'
import { createComfyBench, until } from '../src/main/comfy/testing/comfy-bench'
import type { Style } from '../src/main/styles/styles'
import { median, type Bench, type BenchRow } from './bench'
import { projectRoot } from './project'

const pairs = 60
const manyServers = 4
const manyJobs = 500
/** In which both sides take turns, so that they meet the same load of the machine. */
const rounds = 10
const longJobs = 5000
/** The fake's sampler makes five steps of it. */
const stepMs = 2

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
    const fakes = await startFakes()
    const style = styleOf(bench.styles.get('connection-test'))
    const alone = await oneByOne(bench, fakes.urls[0]!, style, say)
    await fakes.forget()
    const rows = [...alone, ...(await together(bench, fakes, style, say))]
    await bench.close()
    fakes.stop()
    return rows
  },
}

type Workbench = Awaited<ReturnType<typeof createComfyBench>>
type Fakes = Awaited<ReturnType<typeof startFakes>>

async function startFakes() {
  const child = fork(join(__dirname, 'comfy-fakes.cjs'), [String(manyServers), String(stepMs)])
  const [urls] = (await once(child, 'message')) as [string[]]
  async function forget(): Promise<void> {
    const forgotten = once(child, 'message')
    child.send('forget')
    await forgotten
  }
  return { urls, forget, stop: () => void child.kill() }
}

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

async function oneByOne(bench: Workbench, url: string, style: Style, say: (line: string) => void) {
  const { backend, pool } = bench.life([{ url }])
  await until(() => pool.links()[0]?.status() === 'ready')
  const [ours, bare, polling]: [number[], number[], number[]] = [[], [], []]
  for (let count = 0; count < pairs; count++) {
    ours.push(await timed(() => bench.start(backend, { style, seed: count, workDir: bench.dir }).files))
    bare.push(await timed(() => bareJob(bench, url, count)))
    if (count % 10 === 0) polling.push(await timed(() => pollingJob(bench, url, count)))
  }
  say(`${pairs} jobs each, a client that polls twice a second takes ${median(polling).toFixed(0)} ms`)
  const floorName = 'bare socket and fetch, the same check'
  return [
    row('job of 10 ms to verified bytes, median', 'ms', median(ours), median(bare), floorName, 1.3),
    row('job of 10 ms to verified bytes, 95 of 100', 'ms', high(ours), high(bare), floorName, 1.5),
    row('beside a client that polls', 'ms', median(ours), median(polling), 'polls twice a second', 1),
  ]
}

async function together(bench: Workbench, fakes: Fakes, style: Style, say: (line: string) => void) {
  const { urls, forget } = fakes
  const { backend, pool } = bench.life(urls.map((url) => ({ url, slots: 2 })))
  await until(() => pool.links().every((link) => link.status() === 'ready'))
  let seed = 0
  const ours = (jobs: number) => {
    const end = seed + jobs
    const work = async (_url: string, place: number) => {
      const workDir = join(bench.dir, `loop-${place}`)
      await mkdir(workDir, { recursive: true })
      while (seed < end) await bench.start(backend, { style, seed: seed++, workDir }).files
    }
    return timed(() => Promise.all([...urls, ...urls].map(work)))
  }
  const bare = (jobs: number) => {
    const end = seed + jobs
    const work = async (url: string) => {
      while (seed < end) await bareJob(bench, url, seed++)
    }
    return timed(() => Promise.all(urls.map(work)))
  }
  let [oursMs, bareMs] = [0, 0]
  for (let round = 0; round < rounds; round++) {
    oursMs += await ours(manyJobs / rounds)
    bareMs += await bare(manyJobs / rounds)
    await forget()
  }
  say(`${manyJobs} jobs over ${manyServers} servers: ${oursMs.toFixed(0)} ms, bare ${bareMs.toFixed(0)} ms`)
  const earlyMb = residentMb()
  for (let done = 0; done < longJobs; done += manyJobs) {
    await ours(manyJobs)
    await forget()
    say(`${done + manyJobs} jobs more: ${residentMb().toFixed(0)} MB`)
  }
  const throughput: BenchRow = {
    measure: `${manyJobs} jobs over ${manyServers} servers`,
    ...{ unit: '1/s', ours: manyJobs / (oursMs / 1000), floor: manyJobs / (bareMs / 1000) },
    floorName: `${manyServers} bare loops`,
    aim: { kind: 'at least times the floor', limit: 0.9 },
  }
  const memory: BenchRow = {
    measure: `client's process after ${longJobs} jobs more`,
    ...{ unit: 'MB', ours: residentMb(), floor: earlyMb },
    floorName: `itself after the first ${manyJobs}`,
    aim: { kind: 'at most times the floor', limit: 1.1 },
  }
  return [throughput, memory]
}

/** Of this process, in which there is only the client and the script beside it; what is no longer used is given up first. */
function residentMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1e6
}

/** The least that a correct client does. */
async function bareJob(bench: Workbench, url: string, seed: number): Promise<void> {
  const clientId = randomUUID()
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=${clientId}`, {
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
  await submit(url, { prompt: told(seed, clientId), client_id: clientId, prompt_id: promptId })
  await over
  socket.close()
  await takeResult(bench, url, promptId, clientId)
}

async function pollingJob(bench: Workbench, url: string, seed: number): Promise<void> {
  const promptId = randomUUID()
  await submit(url, { prompt: told(seed, promptId), prompt_id: promptId })
  do await new Promise((resolve) => setTimeout(resolve, 500))
  while (Object.keys((await (await fetch(`${url}/history/${promptId}`)).json()) as object).length === 0)
  await takeResult(bench, url, promptId, promptId)
}

const submit = (url: string, body: object) => fetch(`${url}/prompt`, { method: 'POST', body: JSON.stringify(body) })

/** A seed of its own, or the server gives what it made before. */
function told(seed: number, prefix: string) {
  const own = structuredClone(graph)
  own['3'].inputs.seed = seed + 1_000_000
  own['4'].inputs.filename_prefix = prefix
  return own
}

async function takeResult(bench: Workbench, url: string, promptId: string, name: string): Promise<void> {
  interface Entry {
    outputs: Record<string, { images: { filename: string; subfolder: string; type: string }[] }>
  }
  const history = (await (await fetch(`${url}/history/${promptId}`)).json()) as Record<string, Entry>
  const { filename, subfolder, type } = history[promptId]!.outputs['4']!.images[0]!
  const query = new URLSearchParams({ filename, subfolder, type })
  const path = join(bench.dir, `${name}.png`)
  await writeFile(path, Buffer.from(await (await fetch(`${url}/view?${query.toString()}`)).arrayBuffer()))
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

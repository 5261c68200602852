import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createJournal } from '../src/main/jobs/journal'
import { migrations } from '../src/main/jobs/schema'
import { systemClock } from '../src/main/lib/clock'
import { migrate, openDatabase } from '../src/main/lib/sqlite'
import { median, type Bench, type BenchRow } from './bench'
import { startServer } from './booth-client'
import { cameraPicture } from './pictures'

const submitted = 150
const statuses = 1500
const lists = 100
const atOnce = 8
const manyJobs = 100_000
const fewJobs = 100
const rounds = 5

/** The job broker from outside, beside handlers that do the least: keep the bytes and flush them, answer a status. */
export const brokerBench: Bench = {
  name: 'broker',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const picture = await pictureOf(500_000)
    const bare = await startBare(join(dir, 'bare'))
    const few = await startBooth(join(dir, 'few'), fewJobs)
    const many = await startBooth(join(dir, 'many'), manyJobs)
    say(`a picture of ${Math.round(picture.length / 1000)} kB, ${atOnce} at once`)
    const seen = { submit: rates(), status: rates(), list: rates(), old: rates() }
    for (const booth of [few, many]) await warmUp(booth)
    for (let round = 0; round < rounds; round++) {
      const old = (booth: Booth) => () => rate(statuses / 3, () => get(`${booth.url}/jobs/${booth.oldest}`))
      const list = (booth: Booth) => () => rate(lists, () => get(`${booth.url}/jobs?limit=50`))
      await inTurn(round, seen.old, { floor: old(few), ours: old(many) })
      await inTurn(round, seen.list, { floor: list(few), ours: list(many) })
    }
    // the bare handler last: until here both booths have answered the same
    await rate(statuses, () => get(`${bare.url}/status`))
    for (let round = 0; round < rounds; round++) {
      const ours = () => rate(statuses, () => get(`${few.url}/jobs/${few.newest}`))
      await inTurn(round, seen.status, { floor: () => rate(statuses, () => get(`${bare.url}/status`)), ours })
    }
    for (let round = 0; round < rounds; round++) {
      const submits = (url: string) => () => rate(submitted / rounds, () => submit(url, picture))
      await inTurn(round, seen.submit, { floor: submits(bare.url), ours: submits(many.url) })
      say(`round ${round + 1}: ${seen.submit.ours.at(-1)?.toFixed(0)} submits a second`)
    }
    await Promise.all([bare.stop(), few.stop(), many.stop()])
    rmSync(dir, { recursive: true, force: true })
    return [
      row('submit a picture of 500 kB', seen.submit, 'bare handler: keep and sync', 0.6),
      row('status of a job', seen.status, 'bare handler: a constant', 0.7),
      row('status among 100,000 jobs', seen.old, 'among 100', 1 / 1.5),
      row('list among 100,000 jobs', seen.list, 'among 100', 1 / 1.5),
    ]
  },
}

interface Rates {
  ours: number[]
  floor: number[]
}
const rates = (): Rates => ({ ours: [], floor: [] })

/** Everything that is asked of it later, so that neither is measured while it is still being compiled. */
async function warmUp({ url, oldest, newest }: Booth): Promise<void> {
  for (const id of [newest, oldest]) await rate(statuses, () => get(`${url}/jobs/${id}`))
  await rate(lists, () => get(`${url}/jobs?limit=50`))
}

interface Turn {
  floor: () => Promise<number>
  ours: () => Promise<number>
}

/** One after the other, and the other first in the next round: what grows warm or slow meanwhile meets both. */
async function inTurn(round: number, seen: Rates, turn: Turn): Promise<void> {
  for (const side of round % 2 === 0 ? (['floor', 'ours'] as const) : (['ours', 'floor'] as const))
    seen[side].push(await turn[side]())
}

function row(measure: string, { ours, floor }: Rates, floorName: string, limit: number): BenchRow {
  const aim = { kind: 'at least times the floor', limit: Number(limit.toFixed(2)) } as const
  return { measure, unit: '1/s', ours: median(ours), floor: median(floor), floorName, aim }
}

/** How many a second, several at once. */
async function rate(count: number, work: () => Promise<void>): Promise<number> {
  let left = count
  const beganAtMs = performance.now()
  const worker = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return (count * 1000) / (performance.now() - beganAtMs)
}

async function get(url: string): Promise<void> {
  const response = await fetch(url)
  if (response.status !== 200) throw new Error(`${url} was answered with ${response.status}.`)
  await response.arrayBuffer()
}

async function submit(url: string, picture: Uint8Array): Promise<void> {
  const form = new FormData()
  form.append('image', new Blob([new Uint8Array(picture)]), 'frame.jpg')
  form.append('prompt', 'a lighthouse at dusk')
  const response = await fetch(`${url}/jobs`, { method: 'POST', body: form })
  await response.arrayBuffer()
  // one place may still be held by the answer that was just read
  if (response.status === 503) return submit(url, picture)
  if (response.status !== 200) throw new Error(`A submit was answered with ${response.status}.`)
}

async function pictureOf(bytes: number): Promise<Buffer> {
  const jpeg = await cameraPicture(1280, 720)
  return jpeg.length >= bytes ? jpeg : Buffer.concat([jpeg, Buffer.alloc(bytes - jpeg.length)])
}

/** The least that keeps a picture: its bytes on disk, flushed, and an answer. */
async function startBare(dir: string) {
  mkdirSync(dir, { recursive: true })
  const app = new Hono()
  app.post('/jobs', async (c) => {
    const { image } = await c.req.parseBody()
    if (!(image instanceof File)) return c.json({ detail: 'no file' }, 422)
    const id = randomUUID()
    const file = openSync(join(dir, id), 'wx')
    writeSync(file, new Uint8Array(await image.arrayBuffer()))
    fsyncSync(file)
    closeSync(file)
    return c.json({ job_id: id, status: 'queued', message: 'Job queued for processing' })
  })
  app.get('/status', (c) => c.json({ id: 'x', status: 'done', created_at: 1, prompt: 'a', has_result: true }))
  const respond = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer((incoming, outgoing) => void respond(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, stop: async () => void server.close() }
}

type Booth = Awaited<ReturnType<typeof startBooth>>

async function startBooth(dir: string, jobs: number) {
  const folders = { dataDir: join(dir, 'data'), shareDir: join(dir, 'share') }
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true })
  const { oldest, newest } = fillJournal(folders.dataDir, jobs)
  const { pairUrl, stop } = await startServer(folders)
  return { url: pairUrl.origin, oldest, newest, stop }
}

/** Finished jobs of this machine's programs. */
function fillJournal(dataDir: string, count: number) {
  const path = join(dataDir, 'journal.sqlite')
  const database = openDatabase(path)
  migrate(database, path, migrations)
  const journal = createJournal({ database, clock: systemClock })
  const ids = Array.from({ length: count }, () => randomUUID())
  const size = { widthPx: 1280, heightPx: 720, sizeBytes: 5_000 }
  for (let at = 0; at < count; at += 1000) {
    database.transaction(() => {
      for (const id of ids.slice(at, at + 1000)) {
        const original = { file: `requests/${id}.in.jpg`, mediaType: 'image/jpeg', ...size } as const
        journal.addTakenWithin({ ...example, id }, original)
        const result = { ...size, spoolFile: `requests/${id}.out.jpg`, name: null, sha256: 'f'.repeat(64) }
        const facts = JSON.stringify({ ...result, mediaType: 'image/jpeg', durationMs: null, handedTo: null })
        database.run(`UPDATE jobs SET state = 'saved', result = :facts WHERE id = :id`, { id, facts })
      }
    })
  }
  database.close()
  return { oldest: ids[0] ?? '', newest: ids.at(-1) ?? '' }
}

const example = {
  source: 'upload',
  backend: 'builtin',
  ...{ style: 'pop-art', eventId: 'first', event: '', prompt: 'a', seed: 1 },
  output: { folder: '', pattern: null, overlay: null },
  request: { words: 'broker', requester: 'loopback', staysHere: true },
  ...{ consentAtMs: null, countdownSec: 0, zoneOffsetMin: 0, priority: -1 },
} as const

import { afterAll, beforeAll, expect, test } from 'vitest'
import { soakCount } from '../lib/testing/soak'
import { buildImageChild } from '../images/testing/child-program'
import { createComfyBench, until } from './testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer } from './testing/fake-comfy-server'
import type { FakeQuirks } from './testing/fake-quirks'

const jobs = soakCount(2000)
/** Jobs between two faults, and between two deaths of a server. */
const faultEvery = 5
const deathEvery = 60

let bench: Awaited<ReturnType<typeof createComfyBench>>
let servers: FakeComfyServer[]

beforeAll(async () => {
  bench = await createComfyBench({ imageChildPath: await buildImageChild() })
  servers = await Promise.all([
    startFakeComfyServer({ profile: '2024-09' }),
    startFakeComfyServer({ profile: '0.3.64' }),
    startFakeComfyServer({ profile: '0.38.1' }),
  ])
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await bench.close()
})

/** Repeatable; which job a fault meets is still up to time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

/** What may befall a server without the job it has being lost for good. */
const faults: ((server: FakeComfyServer) => void)[] = [
  ({ quirks }) => (quirks.cutReplies = 1),
  ({ quirks }) => (quirks.cutRequests = 1),
  ({ quirks }) => (quirks.lateHistoryReads = 3),
  ({ quirks }) => (quirks.replyAfterJob = true),
  ({ quirks }) => (quirks.garbageFrames = true),
  ({ quirks }) => (quirks.replyDelayMs = 15),
  ({ quirks }) => (quirks.cutSocketAt = 'ImageInvert'),
  ({ quirks }) => quirks.failures.push({ path: '/history', status: 500, text: 'Server got itself in trouble' }),
  ({ quirks }) => quirks.failures.push({ path: '/view', status: 502, text: 'Bad Gateway' }),
  (server) => server.cutSockets(),
]
const calm: Partial<FakeQuirks> = { lateHistoryReads: 0, replyAfterJob: false, garbageFrames: false, replyDelayMs: 0 }

test(`${jobs} jobs on three servers that fail, break off and die: each ends in exactly one verified picture`, async () => {
  const random = randomFrom(20_260_104)
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const list = servers.map(({ url }) => ({ url, slots: 2 }))
  const { backend, pool } = bench.life(list)
  await until(() => pool.links().every((link) => link.status() === 'ready'))
  const pictures = new Map<string, number>()
  let started = 0
  let deaths: Promise<void> = Promise.resolve()

  function trouble(): void {
    const server = oneOf(servers)
    if (started % faultEvery === 0) {
      for (const each of servers) Object.assign(each.quirks, calm)
      oneOf(faults)(server)
    }
    if (started % deathEvery === 0) deaths = deaths.then(() => server.kill()).then(() => server.start())
  }

  async function work(): Promise<void> {
    while (started < jobs) {
      started++
      trouble()
      const { jobId, files } = bench.start(backend, { seed: started })
      const [capture] = await files
      const { widthPx } = await bench.images.verify(capture!.path)
      expect(widthPx).toBe(320)
      pictures.set(jobId, (pictures.get(jobId) ?? 0) + 1)
    }
  }

  await Promise.all(Array.from({ length: pool.slots() }, work))
  await deaths
  expect(pictures.size).toBe(jobs)
  expect([...pictures.values()].every((count) => count === 1)).toBe(true)
  // only the prompt that brought the picture is held on to
  const open = bench.database.all('SELECT count(*) AS n FROM prompts WHERE endedAtMs IS NULL GROUP BY jobId')
  expect(open).toEqual(Array.from({ length: jobs }, () => ({ n: 1 })))
  for (const server of servers) Object.assign(server.quirks, calm)
  await until(() => servers.every((server) => server.queue().remaining() === 0))
}, 1_800_000)

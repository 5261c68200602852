import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job'
import { brokerReply } from '../http/broker-reply'
import { createManualClock } from '../lib/clock'
import { createBroker, type BrokerDeps } from './broker'

const id = '11111111-2222-4333-8444-555555555555'
const jobIn = (state: Job['state']) => ({ id, state, request: { words: 'broker', requester: 'a' } }) as unknown as Job

/** What these faults reach; anything else is called by none of them. */
function brokerWith(deps: object) {
  const board = { onChange: () => undefined, get: () => undefined }
  return createBroker({ board, requested: {}, ...deps } as unknown as BrokerDeps)
}

/** A booth in which the file of the one job is being saved, until `ends`. */
function whileSaving() {
  const clock = createManualClock()
  const heard: ((jobId: string) => void)[] = []
  let state: Job['state'] = 'saving'
  const gone: string[] = []
  const broker = brokerWith({
    clock,
    board: { onChange: (listen: (jobId: string) => void) => heard.push(listen), remove: () => undefined },
    line: { ended: () => Promise.resolve() },
    journal: { find: () => jobIn(state), remove: (jobId: string) => gone.push(jobId) },
    eraseFiles: (job: Job) => Promise.resolve(void gone.push(`files of one ${job.state}`)),
  })
  function becomes(next: Job['state']): void {
    state = next
    heard.forEach((listen) => listen(id))
  }
  return { clock, broker, becomes, gone }
}

test.each(['saved', 'failed'] as const)('a job is erased once its save has ended: %s', async (end) => {
  const { clock, broker, becomes, gone } = whileSaving()
  const erased = broker.erase(jobIn('saving'))
  await vi.waitFor(() => expect(clock.pending()).toBe(1))
  becomes('saving')
  await new Promise((resolve) => setImmediate(resolve))
  expect(gone).toEqual([])
  becomes(end)
  await erased
  expect(gone).toEqual([`files of one ${end}`, id])
  expect(clock.pending()).toBe(0)
})

test('a job whose save does not end is left whole, and its program comes again', async () => {
  const { clock, broker, gone } = whileSaving()
  const refusal = broker.erase(jobIn('saving')).catch((error: unknown) => error)
  await vi.waitFor(() => expect(clock.pending()).toBe(1))
  clock.advance(10_000)
  const reply = brokerReply(await refusal)
  expect(reply.status).toBe(503)
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(gone).toEqual([])
})

test.each([
  ['after its job is on disk: the picture stays', true, ['frame.png']],
  ['before: nothing stays', false, []],
])('what fails %s', async (_when, isWritten, left) => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-broker-'))
  await writeFile(join(dir, 'frame.png'), 'a picture')
  const written: Job[] = []
  const fails = () => {
    throw new Error('it failed')
  }
  const broker = brokerWith({
    folder: { resolve: (name: string) => join(dir, name) },
    styles: { get: () => ({ name: 'pop-art', inputs: {} }) },
    queue: { mustBeOpen: () => undefined },
    newJob: () => ({ output: {} }),
    images: { verify: () => Promise.resolve({}) },
    syncRequests: () => Promise.resolve(),
    publishes: () => false,
    commit: async (write: () => void) => (isWritten ? write() : fails()),
    journal: {
      addTakenWithin: () => (written.push(jobIn('queued')), jobIn('queued')),
      find: () => written[0] ?? null,
    },
    board: { onChange: () => undefined, get: () => undefined, put: fails },
  })
  const picture = { jobId: id, file: 'frame.png', mediaType: 'image/png', sizeBytes: 9, sha256: null } as const
  const asked = {
    requester: 'a',
    picture: { ...picture, head: new Uint8Array() },
    fields: { style: 'pop-art' },
    key: null,
  }
  await expect(broker.submitPicture(asked)).rejects.toThrow('it failed')
  expect(await readdir(dir)).toEqual(left)
})

import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job'
import { brokerReply } from '../http/broker-reply'
import { createBroker, type BrokerDeps } from './broker'

const id = '11111111-2222-4333-8444-555555555555'
const jobIn = (state: Job['state']) => ({ id, state, request: { words: 'broker', requester: 'a' } }) as unknown as Job

/** What these faults reach; anything else is called by none of them. */
function brokerWith(deps: object) {
  const board = { onChange: () => undefined, get: () => undefined }
  return createBroker({ board, requested: {}, ...deps } as unknown as BrokerDeps)
}

test('a job whose file is just being saved is left whole, and its program comes again', async () => {
  const eraseFiles = vi.fn()
  const broker = brokerWith({
    line: { ended: () => Promise.resolve() },
    journal: { find: () => jobIn('saving') },
    eraseFiles,
  })
  const refusal: unknown = await broker.erase(jobIn('saving')).catch((error: unknown) => error)
  const reply = brokerReply(refusal)
  expect(reply.status).toBe(503)
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(eraseFiles).not.toHaveBeenCalled()
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

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

import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job'
import { createJobBoard } from '../jobs/job-board'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createGuestErasing } from './guest-erasing'
import { undoMs, type GuestWishes, type Wish } from './guest-wishes'

const jobId = '8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11'

/** The wish of one guest, whose job is in this state. */
function wishFor(state: Job['state']) {
  const clock = createManualClock()
  const atMs = clock.nowMs()
  const times = { askedAtMs: atMs, dueAtMs: atMs + undoMs, begunAtMs: null, doneAtMs: null }
  const wish: Wish = { jobId, askedBy: jobId, ...times, tasks: [], beyond: [] }
  const giveUp = vi.fn()
  const erase = vi.fn(() => Promise.resolve())
  const board = createJobBoard(clock)
  const begin = () => void (wish.begunAtMs = clock.nowMs())
  const erasing = createGuestErasing({
    wishes: { of: () => wish, open: () => [wish], begin, setTasks: () => undefined } as unknown as GuestWishes,
    erasures: { find: () => null },
    erase,
    forgetToken: () => undefined,
    sameTogether: () => Promise.resolve([jobId]),
    places: {
      of: () => ({ tasks: [], beyond: [] }),
      share: () => Promise.resolve(true),
      server: () => Promise.resolve(true),
      touchdesigner: () => true,
      backups: () => Promise.resolve(true),
    },
    journal: { find: () => ({ id: jobId, state }) as unknown as Job },
    board,
    captures: { hold: () => undefined, release: () => undefined },
    queue: { cancel: () => undefined },
    saving: { giveUp },
    clock,
    log: silentLog,
  })
  return { clock, giveUp, erase, board, erasing }
}

test('what cannot begin yet is tried again after a minute, not again and again', async () => {
  const { clock, giveUp, erasing } = wishFor('saving')
  clock.advance(undoMs)
  await erasing.run()
  expect(giveUp).toHaveBeenCalledTimes(1)
  for (let moment = 0; moment < 20; moment++) {
    clock.advance(1)
    await new Promise(setImmediate)
  }
  expect(giveUp).toHaveBeenCalledTimes(1)
  clock.advance(60_000)
  expect(giveUp).toHaveBeenCalledTimes(2)
  await erasing.close()
})

test('while a wish waits for a place that is away, what erasing announces of the job starts no other round', async () => {
  const { clock, erase, board, erasing } = wishFor('saved')
  const announced = { id: jobId, state: 'saved' } as unknown as Job
  erase.mockImplementation(() => {
    board.put(announced)
    return Promise.resolve()
  })
  clock.advance(undoMs)
  await erasing.run()
  expect(erase).toHaveBeenCalledTimes(1)
  board.put(announced)
  await erasing.close()
  expect(erase).toHaveBeenCalledTimes(1)
})

import { expect, test, vi } from 'vitest'
import type { Job } from '../../contract/job'
import { createJobBoard } from '../jobs/job-board'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { Erasure } from '../retention/erasures'
import { createGuestErasing, type ErasingPlaces } from './guest-erasing'
import { undoMs, type GuestWishes, type Wish, type WishTask } from './guest-wishes'

const jobId = '8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11'
const otherId = '45c48cce-2e2d-4fbd-aa1a-fc51c7c6ad26'

interface Begun {
  tasks: WishTask[]
  places: Partial<ErasingPlaces>
}

/** Wishes of guests whose jobs are in this state; `begun`: their own files are gone, and this is left to be done elsewhere. */
function wishFor(state: Job['state'], begun: Begun | null = null, jobIds: readonly string[] = [jobId]) {
  const clock = createManualClock()
  const atMs = clock.nowMs()
  const times = { askedAtMs: atMs, dueAtMs: atMs + undoMs, begunAtMs: null, doneAtMs: null }
  const wishes = jobIds.map((id): Wish => ({ jobId: id, askedBy: id, ...times, tasks: begun?.tasks ?? [], beyond: [] }))
  const of = (id: string) => wishes.find((wish) => wish.jobId === id)!
  const erased = new Map<string, Erasure['share']>(begun ? jobIds.map((id) => [id, 'gone']) : [])
  const giveUp = vi.fn()
  const eraseHere = vi.fn((_jobId: string) => Promise.resolve())
  const eraseOnShare = vi.fn(() => Promise.resolve())
  const board = createJobBoard(clock)
  const begin = (id: string) => void (of(id).begunAtMs = clock.nowMs())
  const setTasks = vi.fn()
  if (begun) jobIds.forEach(begin)
  const erasing = createGuestErasing({
    wishes: { of, open: () => wishes, begin, setTasks } as unknown as GuestWishes,
    erasures: { find: (id) => (erased.has(id) ? ({ isDone: true, share: erased.get(id) } as Erasure) : null) },
    eraseHere,
    eraseOnShare,
    forgetToken: () => undefined,
    sameTogether: (id) => Promise.resolve([id]),
    places: {
      of: () => ({ tasks: [], beyond: [] }),
      share: () => Promise.resolve(true),
      server: () => Promise.resolve(true),
      touchdesigner: () => true,
      backups: () => Promise.resolve(true),
      ...begun?.places,
    },
    journal: { find: (id) => ({ id, state }) as unknown as Job },
    board,
    captures: { hold: () => undefined, release: () => undefined },
    queue: { cancel: () => undefined },
    saving: { giveUp },
    clock,
    log: silentLog,
  })
  return { clock, giveUp, eraseHere, eraseOnShare, erased, board, erasing, setTasks }
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
  const { clock, eraseHere, board, erasing } = wishFor('saved')
  const announced = { id: jobId, state: 'saved' } as unknown as Job
  eraseHere.mockImplementation(() => {
    board.put(announced)
    return Promise.resolve()
  })
  clock.advance(undoMs)
  await erasing.run()
  expect(eraseHere).toHaveBeenCalledTimes(1)
  board.put(announced)
  await erasing.close()
  expect(eraseHere).toHaveBeenCalledTimes(1)
})

test('closing waits two seconds for a drive that hangs, and what is left stays to be done', async () => {
  const tasks: WishTask[] = [{ at: 'share', unsaved: null }, { at: 'touchdesigner' }]
  let answer: (isDone: boolean) => void = () => undefined
  const share = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)))
  const touchdesigner = vi.fn(() => true)
  const { clock, erasing, setTasks } = wishFor('saved', { tasks, places: { share, touchdesigner } })
  const told = vi.fn()
  const running = erasing.run()
  await vi.waitFor(() => expect(share).toHaveBeenCalled())
  erasing.onChange(told)
  const closed = erasing.close()
  clock.advance(2000)
  await closed
  answer(true)
  await running
  expect(touchdesigner).not.toHaveBeenCalled()
  expect(setTasks).toHaveBeenCalledWith(jobId, [{ at: 'touchdesigner' }])
  expect(told).not.toHaveBeenCalled()
})

test('whatever a share takes for the picture of one guest, what lies here of the others goes before', async () => {
  const { clock, eraseHere, eraseOnShare, erased, erasing } = wishFor('saved', null, [jobId, otherId])
  eraseHere.mockImplementation((id) => {
    erased.set(id, 'due')
    return Promise.resolve()
  })
  eraseOnShare.mockImplementation(() => new Promise(() => undefined))
  clock.advance(undoMs)
  void erasing.run()
  await vi.waitFor(() => expect(eraseOnShare).toHaveBeenCalled())
  expect(eraseHere.mock.calls).toEqual([[jobId], [otherId]])
  const closed = erasing.close()
  clock.advance(2000)
  await closed
})

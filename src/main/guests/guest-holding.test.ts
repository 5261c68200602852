import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import { createJobBoard } from '../jobs/job-board'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createGuestErasing } from './guest-erasing'
import { undoMs, type GuestWishes, type Wish } from './guest-wishes'

/** Wishes that outlive the booth, and what guests may not see. */
function boothWith(sameTogether: (jobId: string) => Promise<string[]>, kept = new Map<string, Wish>()) {
  const clock = createManualClock()
  const held = new Set<string>()
  const wishes = {
    of: (jobId) => kept.get(jobId) ?? null,
    open: () => [...kept.values()],
    ask(jobIds, askedBy) {
      const times = { askedAtMs: clock.nowMs(), dueAtMs: clock.nowMs() + undoMs, begunAtMs: null, doneAtMs: null }
      for (const jobId of jobIds) kept.set(jobId, { jobId, askedBy, ...times, tasks: [], beyond: [] })
    },
    undo(askedBy) {
      const jobIds = [...kept.values()].filter((wish) => wish.askedBy === askedBy).map(({ jobId }) => jobId)
      jobIds.forEach((jobId) => kept.delete(jobId))
      return jobIds
    },
    begin: () => undefined,
  } as Partial<GuestWishes> as GuestWishes
  const erasing = createGuestErasing({
    wishes,
    erasures: { find: () => null },
    eraseHere: () => Promise.resolve(),
    eraseOnShare: () => Promise.resolve(),
    forgetToken: () => undefined,
    sameTogether,
    places: {
      of: () => ({ tasks: [], beyond: [] }),
      share: () => Promise.resolve(true),
      server: () => Promise.resolve(true),
      touchdesigner: () => true,
      backups: () => Promise.resolve(true),
    },
    journal: { find: (id) => ({ id, state: 'saved' }) as unknown as Job },
    board: createJobBoard(clock),
    captures: { hold: (jobId) => void held.add(jobId), release: (jobId) => void held.delete(jobId) },
    queue: { cancel: () => undefined },
    saving: { giveUp: () => undefined },
    clock,
    log: silentLog,
  })
  return { clock, held, kept, erasing }
}

test('the guest’s own picture is hidden at once, before any other is looked at', async () => {
  let tell: (same: string[]) => void = () => undefined
  const { held, erasing } = boothWith(() => new Promise((resolve) => (tell = resolve)))
  const asked = erasing.ask('own')
  expect([...held]).toEqual(['own'])
  tell(['own', 'other style'])
  await asked
  expect([...held]).toEqual(['own', 'other style'])
  await erasing.close()
})

test('where look-alikes cannot be told the wish is taken all the same, and they follow when it is due', async () => {
  let isReadable = false
  const same = () => (isReadable ? Promise.resolve(['own', 'other style']) : Promise.reject(new Error('EIO')))
  const { clock, held, erasing } = boothWith(same)
  await erasing.ask('own')
  expect([...held]).toEqual(['own'])
  isReadable = true
  clock.advance(undoMs)
  await erasing.run()
  expect([...held]).toEqual(['own', 'other style'])
  await erasing.close()
})

test('who changes their mind while look-alikes are told gets all back', async () => {
  let tell: (same: string[]) => void = () => undefined
  const { held, kept, erasing } = boothWith(() => new Promise((resolve) => (tell = resolve)))
  const asked = erasing.ask('own')
  erasing.undo('own')
  tell(['own', 'other style'])
  await asked
  expect([...held, ...kept.keys()]).toEqual([])
  await erasing.close()
})

test('what a guest asked for before the booth went off is held again when it starts', async () => {
  const before = boothWith((jobId) => Promise.resolve([jobId]))
  await before.erasing.ask('own')
  await before.erasing.close()
  const { held, erasing } = boothWith((jobId) => Promise.resolve([jobId]), before.kept)
  expect([...held]).toEqual(['own'])
  await erasing.close()
})

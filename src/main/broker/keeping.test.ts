import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Job, JobState } from '../../contract/job'
import { createJournal } from '../jobs/journal'
import { createRequestedJobs } from '../jobs/requested-jobs'
import { migrations } from '../jobs/schema'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { migrate, openDatabase } from '../lib/sqlite'
import { createKeeping } from './keeping'

const hourMs = 3_600_000
const gigabyte = 1e9
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const ways: Partial<Record<JobState, JobState[]>> = {
  queued: [],
  generating: ['generating'],
  failed: ['generating', 'failed'],
  saving: ['generating', 'saving'],
  cancelled: ['cancelled'],
  saved: ['generating', 'saving', 'saved'],
}

const closings: (() => void)[] = []
afterEach(() => closings.splice(0).forEach((close) => close()))

/** A real journal whose jobs hold files that nobody wrote; `erased` tells them by number. */
async function openKept({ keepHours = 24, keepGb = 5 } = {}) {
  const path = join(await mkdtemp(join(tmpdir(), 'photocall-keeping-')), 'journal.sqlite')
  const database = openDatabase(path)
  closings.push(() => database.close())
  migrate(database, path, migrations)
  const clock = createManualClock()
  const journal = createJournal({ database, clock })
  const facts = { trusted: true, ticks: 0, erased: [] as number[], isStuck: (_number: number) => false }
  const hooks: { onErase: (job: Job) => void } = { onErase: () => undefined }

  const keeping = createKeeping({
    requested: createRequestedJobs({ database }),
    async erase(job) {
      await Promise.resolve()
      hooks.onErase(job)
      if (facts.isStuck(job.number)) throw new Error('its file is held open')
      facts.erased.push(job.number)
      journal.remove(job.id)
    },
    limits: () => ({ keepHours, keepGb }),
    clockIsTrusted: () => facts.trusted,
    onTick: () => facts.ticks++,
    clock,
    log: silentLog,
  })

  let added = 0
  /** The next job in this state now; half of its bytes are its picture's, half its result's. */
  function add(
    state: JobState,
    { sizeBytes = 2, staysHere = true }: { sizeBytes?: number; staysHere?: boolean | null } = {},
  ): void {
    const id = idOf(++added)
    const half = { widthPx: 1, heightPx: 1, mediaType: 'image/jpeg' as const, sizeBytes: sizeBytes / 2 }
    const request = staysHere === null ? null : { words: 'broker' as const, requester: 'loopback', staysHere }
    const made = {
      ...{ id, source: 'upload' as const, backend: 'builtin' as const, style: 'pop-art', eventId: 'first', event: '' },
      ...{ output: { folder: '', pattern: null, overlay: null }, consentAtMs: null, prompt: '', seed: 1 },
      ...{ countdownSec: 0, zoneOffsetMin: 0, ...(request && { request }) },
    }
    journal.addTaken(made, { ...half, file: `requests/${id}.in.jpg` })
    const result = {
      ...half,
      spoolFile: `requests/${id}.out.jpg`,
      sha256: 'a'.repeat(64),
      name: null,
      durationMs: null,
      handedTo: null,
    }
    for (const to of ways[state] ?? []) journal.move(id, to, to === 'saving' ? { result } : {})
  }

  return { add, clock, facts, hooks, journal, keeping }
}

test('what ended longer ago than is kept goes, to the millisecond, and the rest stays', async () => {
  const { add, clock, facts, keeping } = await openKept({ keepHours: 24 })
  for (const state of ['saved', 'failed', 'cancelled'] as const) add(state)
  clock.setWall(clock.nowMs() + hourMs)
  add('saved')
  clock.setWall(clock.nowMs() + 23 * hourMs)
  await keeping.run()
  expect(facts.erased).toEqual([])
  clock.setWall(clock.nowMs() + 1)
  await keeping.run()
  expect(facts.erased).toEqual([1, 2, 3])
})

test('what is together larger than is kept goes, the oldest first, until the rest fits', async () => {
  const { add, facts, keeping } = await openKept({ keepGb: 5 })
  for (let place = 0; place < 4; place++) add('saved', { sizeBytes: 2 * gigabyte })
  await keeping.run()
  expect(facts.erased).toEqual([1, 2])
})

test('nothing that is unfinished goes, however old or large', async () => {
  const { add, clock, facts, keeping } = await openKept({ keepHours: 1, keepGb: 1 })
  for (const state of ['queued', 'generating', 'saving'] as const) add(state, { sizeBytes: 9 * gigabyte })
  clock.setWall(clock.nowMs() + 1000 * hourMs)
  await keeping.run()
  expect(facts.erased).toEqual([])
})

test('a job that is tried again while others are erased stays', async () => {
  const { add, clock, facts, hooks, journal, keeping } = await openKept({ keepHours: 1 })
  for (const state of ['saved', 'failed', 'saved'] as const) add(state)
  clock.setWall(clock.nowMs() + 2 * hourMs)
  hooks.onErase = ({ number }) => void (number === 1 && journal.move(idOf(2), 'queued'))
  await keeping.run()
  expect(facts.erased).toEqual([1, 3])
})

test('the booth’s own jobs and results that went to the share are not its affair', async () => {
  const { add, clock, facts, keeping } = await openKept({ keepHours: 1, keepGb: 1 })
  add('saved', { staysHere: null, sizeBytes: 9 * gigabyte })
  add('saved', { staysHere: false, sizeBytes: 9 * gigabyte })
  clock.setWall(clock.nowMs() + 1000 * hourMs)
  await keeping.run()
  expect(facts.erased).toEqual([])
})

test('while the clock is not trusted nothing goes by its age, and the size still counts', async () => {
  const { add, clock, facts, keeping } = await openKept({ keepHours: 1, keepGb: 5 })
  for (let place = 0; place < 3; place++) add('saved', { sizeBytes: 2 * gigabyte })
  clock.setWall(clock.nowMs() + 100_000 * hourMs)
  facts.trusted = false
  await keeping.run()
  expect(facts.erased).toEqual([1])
  facts.trusted = true
  await keeping.run()
  expect(facts.erased).toEqual([1, 2, 3])
})

test('what cannot be erased is stepped over, and others go in its place', async () => {
  const { add, facts, keeping } = await openKept({ keepGb: 5 })
  for (let place = 0; place < 4; place++) add('saved', { sizeBytes: 2 * gigabyte })
  facts.isStuck = (number) => number === 1
  await keeping.run()
  expect(facts.erased).toEqual([2, 3])
})

test('a hundred and more that are due go in one run, also with some that are stuck among them', async () => {
  const { add, clock, facts, keeping } = await openKept({ keepHours: 1 })
  for (let place = 0; place < 120; place++) add('failed')
  clock.setWall(clock.nowMs() + 2 * hourMs)
  facts.isStuck = (number) => number <= 60
  await keeping.run()
  expect(facts.erased).toEqual(Array.from({ length: 60 }, (_, place) => place + 61))
})

test('every five minutes it runs and says so, until it is closed', async () => {
  const { add, clock, facts, keeping } = await openKept({ keepHours: 1 })
  add('saved')
  clock.setWall(clock.nowMs() + 2 * hourMs)
  clock.advance(5 * 60_000 - 1)
  expect(facts.ticks).toBe(0)
  clock.advance(1)
  await vi.waitFor(() => expect(facts.erased).toEqual([1]))
  clock.advance(5 * 60_000)
  expect(facts.ticks).toBe(2)
  await keeping.close()
  clock.advance(60 * 60_000)
  expect(facts.ticks).toBe(2)
  expect(clock.pending()).toBe(0)
})

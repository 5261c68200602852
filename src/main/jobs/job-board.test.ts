import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { jobState, type Job, type JobState } from '../../contract/job'
import { createManualClock } from '../lib/clock'
import { createJobBoard, viewOf } from './job-board'

function jobOf(number: number, state: JobState): Job {
  const id = randomUUID()
  const file = { widthPx: 7680, heightPx: 4320, sizeBytes: 50_000_000, mediaType: 'image/jpeg' as const }

  return {
    id,
    number,
    state,
    source: 'touchdesigner',
    backend: 'touchdesigner',
    style: 'a-name-of-forty-characters-that-is-a-lot',
    eventId: 'first',
    event: 'Boda',
    output: { folder: '', pattern: null, overlay: null },
    consent: null,
    consentAtMs: null,
    presser: 'guest',
    standIn: null,
    prompt: 'p'.repeat(4000),
    seed: 2_147_483_647,
    inputs: { negative: 'n'.repeat(4000) },
    request: null,
    countdownSec: 30,
    pressedAtMs: 1_795_234_987_436,
    zoneOffsetMin: 60,
    takenAtMs: 1_795_234_987_436,
    shutterMissMs: 12.345678901234,
    original: { file: `originals/2026-11/${id}.jpg`, ...file },
    result: {
      spoolFile: null,
      handedTo: null,
      name: `PhotoCall-2026-11-21-04-22-56-${id}.jpg`,
      sha256: 'f'.repeat(64),
      durationMs: null,
      ...file,
    },
    error: { code: 'generation_failed', message: 'm'.repeat(120), hint: 'h'.repeat(120) },
    attempts: 3,
    priority: 0,
    timeline: jobState.options.slice(0, 6).map((one) => ({ state: one, atMs: 1_795_234_987_436 })),
  }
}

test('the jobs of the state stay below 200 kB, however long the night and the line', () => {
  const board = createJobBoard()
  for (let number = 1; number <= 3000; number++) board.put(jobOf(number, number > 2000 ? 'queued' : 'saved'))
  expect(JSON.stringify(board.views()).length).toBeLessThan(200_000)
})

test('all that is in hand is shown before what is over, the newest of it first', () => {
  const board = createJobBoard()
  for (let number = 1; number <= 300; number++) {
    board.put({ ...jobOf(number, number % 100 === 1 ? 'queued' : 'saved'), error: null, timeline: [] })
  }
  const numbers = Object.values(board.views()).map((view) => view.number)
  expect(numbers).toHaveLength(200)
  expect(numbers).toEqual(expect.arrayContaining([1, 101, 201, 300, 299]))
  expect(numbers).not.toContain(2)
})

describe('of more unfinished jobs than viewers get', () => {
  const plain = { error: null, attempts: 1 }
  const stepAt = (state: JobState, atMs: number) => ({ ...plain, state, timeline: [{ state, atMs }] })
  const numbersOf = (board: ReturnType<typeof createJobBoard>) =>
    Object.values(board.views()).map(({ number }) => number)
  const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

  test('300 in line: the newest presses are seen, and the front of the line in its order', () => {
    const board = createJobBoard()
    for (const number of from(1, 50)) board.put({ ...jobOf(number, 'saved'), ...plain })
    for (const number of from(51, 350)) board.put({ ...jobOf(number, 'queued'), ...stepAt('queued', number) })
    const moved = Object.values(board.all()).find(({ number }) => number === 200)!
    board.put({ ...moved, priority: 1 })
    const press = board.put({ ...jobOf(351, 'counting'), ...stepAt('counting', 351) })
    expect(numbersOf(board)).toEqual(expect.arrayContaining([351, ...from(332, 350), 200, ...from(51, 150)]))
    board.put({ ...press, ...stepAt('queued', 352) })
    expect(numbersOf(board)).toContain(351)
  })

  test('300 that wait for the share: a new press is seen at every step, and so are the pictures made last', () => {
    const board = createJobBoard()
    for (const number of from(1, 300)) {
      const job = board.put({ ...jobOf(number, 'saving'), ...stepAt('saving', number) })
      board.update(job.id, { waitsForShare: true })
    }
    expect(numbersOf(board)).toEqual(expect.arrayContaining(from(200, 300)))
    const press = jobOf(301, 'counting')
    for (const state of ['counting', 'capturing', 'queued', 'generating', 'saving', 'saved'] as const) {
      board.put({ ...press, ...stepAt(state, 1000) })
      expect(board.views()[press.id]?.state).toBe(state)
    }
  })

  test('a picture that was just made is seen although everybody in line pressed after it', () => {
    const board = createJobBoard()
    const first = jobOf(1, 'queued')
    for (const number of from(2, 300)) board.put({ ...jobOf(number, 'queued'), ...stepAt('queued', number) })
    for (const state of ['generating', 'saving', 'saved'] as const) {
      board.put({ ...first, ...stepAt(state, 1000) })
      expect(board.views()[first.id]?.state).toBe(state)
    }
  })

  test('other programs’ jobs leave room for the booth’s own', () => {
    const board = createJobBoard()
    const request = { words: 'broker' as const, requester: 'loopback', staysHere: true }
    for (const number of from(1, 40)) board.put({ ...jobOf(number, 'queued'), ...plain })
    for (const number of from(41, 400)) board.put({ ...jobOf(number, 'queued'), ...plain, request, priority: -1 })
    expect(numbersOf(board)).toEqual(expect.arrayContaining(from(1, 40)))
  })
})

test('a view holds no path and no prompt', () => {
  const job = jobOf(1, 'saved')
  const board = createJobBoard()
  const text = JSON.stringify(viewOf(job, board.live(job.id), null))
  expect(text).not.toContain('originals/2026')
  expect(text).not.toContain('pppp')
})

test('finished jobs leave the memory when many newer ones are there; unfinished ones never do', () => {
  const board = createJobBoard()
  for (let number = 1; number <= 2000; number++) board.put(jobOf(number, number === 1 ? 'queued' : 'saved'))
  expect(board.all().length).toBeLessThan(300)
  expect(board.all().some((job) => job.number === 1)).toBe(true)
})

test('a job is shown as the same object until something of it changes: its own facts, its live ones, the end told', () => {
  const clock = createManualClock()
  const board = createJobBoard(clock)
  const job = board.put(jobOf(1, 'generating'))
  const other = board.put(jobOf(2, 'saved'))
  const shown = (id: string) => board.views()[id]!
  const first = shown(job.id)
  const otherFirst = shown(other.id)
  expect(shown(job.id)).toBe(first)

  board.update(job.id, { progress: 0.5 })
  expect(shown(job.id)).toMatchObject({ progress: 0.5 })
  board.put({ ...job, attempts: 4 })
  expect(shown(job.id)).toMatchObject({ attempts: 4 })
  board.update(job.id, { zeroAtMs: clock.monotonicMs() + 3000 })
  const before = shown(job.id).endsAtMs!
  clock.setWall(clock.nowMs() + 60_000)
  expect(shown(job.id).endsAtMs).toBe(before + 60_000)
  expect(shown(other.id)).toBe(otherFirst)
})

test('a busy program pushes none of the booth’s own jobs out of memory, and its own stay bounded', () => {
  const board = createJobBoard()
  const failed = jobOf(1, 'failed')
  board.put(failed)
  const request = { words: 'broker' as const, requester: 'loopback', staysHere: true }
  for (let number = 2; number <= 1000; number++) board.put({ ...jobOf(number, 'saved'), request })
  expect(board.get(failed.id)).toEqual(failed)
  expect(board.all().length).toBeLessThanOrEqual(300)
})

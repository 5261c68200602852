import { expect, test } from 'vitest'
import { exampleCapture, exampleId, exampleJob } from '../../../contract/testing/state-example'
import { filmstripEntries, jobsInLine, nothingShot, shotInProgress, wasShot, watchShots } from './live-jobs'

const byId = <Entry extends { id: string }>(entries: Entry[]) =>
  Object.fromEntries(entries.map((entry) => [entry.id, entry]))

test('the newest counting or capturing job is the shot in progress', () => {
  const jobs = byId([exampleJob(1, { state: 'capturing' }), exampleJob(2, { state: 'counting' }), exampleJob(3)])
  expect(shotInProgress(jobs)?.number).toBe(2)
  expect(shotInProgress(byId([exampleJob(3, { state: 'saved' })]))).toBeNull()
})

test('a picture that was taken and is being kept is no shot in progress', () => {
  expect(shotInProgress(byId([exampleJob(1, { state: 'capturing', takenAtMs: 2000 })]))).toBeNull()
})

test('what waited for its shutter is shown as just taken, a restyled picture is not', () => {
  const counting = byId([exampleJob(1, { state: 'counting' })])
  const taken = byId([exampleJob(1, { state: 'queued', originalUrl: '/o/1' })])
  const before = watchShots(nothingShot, counting)
  expect(before.takenId).toBeNull()
  const after = watchShots(before, taken)
  expect(after.takenId).toBe(exampleId(1))
  const restyled = { ...taken, ...byId([exampleJob(2, { state: 'queued', originalUrl: '/o/2' })]) }
  expect(watchShots({ ...after, takenId: null }, restyled).takenId).toBeNull()
  expect(watchShots(nothingShot, restyled)).toBe(nothingShot)
})

test('a press that waits for the stage hides no picture of the one before it, and a cancelled one is none', () => {
  const [first, second] = [exampleJob(1, { state: 'capturing' }), exampleJob(2, { state: 'counting' })]
  const watch = watchShots(nothingShot, byId([first, second]))
  const isTaken = byId([exampleJob(1, { originalUrl: '/o/1' }), second])
  expect(watchShots(watch, isTaken)).toEqual({ awaitedIds: [second.id], takenId: first.id })
  const isCancelled = byId([first, exampleJob(2, { state: 'cancelled' })])
  expect(watchShots(watch, isCancelled)).toEqual({ awaitedIds: [first.id], takenId: null })
})

test('the line is in the order of places, and whoever has none yet comes last', () => {
  const jobs = byId([exampleJob(1, { position: null }), exampleJob(2, { position: 2 }), exampleJob(3, { position: 1 })])
  expect(jobsInLine(jobs).map(({ number }) => number)).toEqual([3, 2, 1])
})

test('the filmstrip is newest first, joins a job with its capture, and keeps files that others made', () => {
  const jobs = byId([
    exampleJob(1, { state: 'saved', originalUrl: '/o', pressedAtMs: 10 }),
    exampleJob(2, { state: 'cancelled', originalUrl: '/o', pressedAtMs: 20 }),
    exampleJob(3, { state: 'counting', pressedAtMs: 30 }),
    exampleJob(4, { state: 'failed', pressedAtMs: 40 }),
  ])
  const captures = byId([exampleCapture(1), exampleCapture(9, { jobId: null, takenAtMs: 25 })])
  const entries = filmstripEntries(jobs, captures, 10)
  expect(entries.map(({ id }) => id)).toEqual([exampleId(4), exampleId(9), exampleId(1)])
  expect(entries[2]?.capture?.id).toBe(exampleId(1))
  expect(filmstripEntries(jobs, captures, 1)).toHaveLength(1)
})

test('only what a camera took can be taken once more', () => {
  const sources = ['webcam', 'touchdesigner', 'upload', 'canvas', 'text'] as const
  expect(sources.filter((source) => wasShot({ source }))).toEqual(['webcam', 'touchdesigner'])
})

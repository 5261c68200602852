import { describe, expect, test } from 'vitest'
import type { JobState } from '../../../contract/job'
import { exampleJob } from '../../../contract/testing/state-example'
import { failedShown, oldestFinished, queueRows, type QueueRow } from './queue-rows'

const jobs = (states: JobState[], from = 1) => states.map((state, i) => exampleJob(from + i, { state }))
const shortly = (rows: QueueRow[]) =>
  rows.map((row) => (row.kind === 'job' ? row.job.number : row.kind === 'group' ? row.group : 'more'))
const plain = { unshown: [], older: [], showAllFailed: false, hasMore: false }

describe('the rows of the queue', () => {
  test('stand in groups: failed on top, then in hand, waiting, and done with the newest first', () => {
    const all = jobs(['saved', 'cancelled', 'failed', 'generating', 'queued', 'counting'])
    expect(shortly(queueRows({ jobs: all, ...plain }))).toEqual([
      'failed',
      3,
      'working',
      4,
      6,
      'waiting',
      5,
      'finished',
      2,
      1,
    ])
  })

  test('put the waiting ones by their place, not by their number', () => {
    const waiting = [exampleJob(1, { position: 2 }), exampleJob(2, { position: 3 }), exampleJob(3, { position: 1 })]
    expect(shortly(queueRows({ jobs: waiting, ...plain }))).toEqual(['waiting', 3, 1, 2])
  })

  test('put what only waits for the share behind what is being made', () => {
    const waits = exampleJob(1, { state: 'saving', waitsForShare: true })
    const made = [exampleJob(2, { state: 'saving' }), exampleJob(3, { state: 'generating' })]
    expect(shortly(queueRows({ jobs: [waits, ...made], ...plain }))).toEqual(['working', 2, 3, 1])
  })

  test('hold each job once, as the state has it rather than as it was fetched', () => {
    const fetched = jobs(['queued', 'queued', 'saving'])
    const now = [exampleJob(2, { state: 'cancelled' })]
    const older = jobs(['saved', 'cancelled', 'failed'])
    const rows = queueRows({ jobs: now, ...plain, unshown: fetched, older })
    expect(shortly(rows)).toEqual(['working', 3, 'waiting', 1, 'finished', 2])
  })

  test('fold many failed ones away, and say how many', () => {
    const failed = jobs(Array.from({ length: 10 }, () => 'failed'))
    const rows = queueRows({ jobs: failed, ...plain })
    expect(rows).toHaveLength(1 + failedShown)
    expect(rows[0]).toMatchObject({ count: 10, hiddenCount: 10 - failedShown })
    expect(queueRows({ jobs: failed, ...plain, showAllFailed: true })).toHaveLength(11)
  })

  test('add older ones once, and offer more', () => {
    const older = jobs(['saved', 'failed', 'saved'], 1)
    const rows = queueRows({ jobs: jobs(['saved', 'saved'], 3), ...plain, older, hasMore: true })
    expect(shortly(rows)).toEqual(['finished', 4, 3, 2, 1, 'more'])
  })
})

test('older jobs are asked for below the oldest finished one', () => {
  expect(oldestFinished(jobs(['queued', 'saved', 'failed']))).toBe(2)
  expect(oldestFinished(jobs(['queued']))).toBeNull()
})

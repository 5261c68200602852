import { expect, test } from 'vitest'
import type { Job, JobState } from '../../contract/job'
import { createJobBoard } from '../jobs/job-board'
import { createAskedJobs } from './asked-jobs'
import { createBroker, type BrokerDeps } from './broker'

const jobOf = (id: string, state: JobState = 'saved', prompt = 'a fox') =>
  ({ id, number: 1, state, prompt, timeline: [], request: { words: 'broker', requester: 'a' } }) as unknown as Job

/** A journal of jobs that are in nobody's memory, and what was read of it. */
function journalOf(jobs: Job[]) {
  const rows = new Map(jobs.map((job) => [job.id, job]))
  const reads: string[] = []
  const find = (jobId: string) => (reads.push(jobId), rows.get(jobId) ?? null)
  return { rows, reads, find }
}

test('a job that is asked for again is not read again', () => {
  const { find, reads } = journalOf([jobOf('1')])
  const asked = createAskedJobs(find)
  expect([asked.get('1')?.id, asked.get('1')?.id]).toEqual(['1', '1'])
  expect(reads).toEqual(['1'])
})

test('no more are kept than the limit, and those asked for last', () => {
  const { find, reads } = journalOf(['1', '2', '3'].map((id) => jobOf(id)))
  const asked = createAskedJobs(find, 2)
  for (const id of ['1', '2', '1', '3', '1', '2']) asked.get(id)
  expect(reads).toEqual(['1', '2', '3', '2'])
})

test('an id without a job is looked for each time, and takes nobody’s place', () => {
  const { find, reads } = journalOf([jobOf('1')])
  const asked = createAskedJobs(find, 1)
  for (const id of ['1', 'none', 'none', '1']) asked.get(id)
  expect(reads).toEqual(['1', 'none', 'none'])
})

function brokerOf(jobs: Job[]) {
  const { rows, reads, find } = journalOf(jobs)
  const board = createJobBoard()
  const broker = createBroker({ board, requested: { find } } as unknown as BrokerDeps)
  return { rows, reads, board, get: () => broker.get('a', '1') }
}

test('an old job that is erased is unknown at once, though it was asked for before', () => {
  const { rows, board, get } = brokerOf([jobOf('1')])
  expect(get().state).toBe('saved')
  rows.delete('1')
  board.remove('1')
  expect(get).toThrow('There is no job 1.')
})

test('an old job that is tried again is told in its new state at once, and as it ended once it is over', () => {
  const { board, get } = brokerOf([jobOf('1', 'failed')])
  expect(get().state).toBe('failed')
  board.put(jobOf('1', 'queued'))
  expect(get().state).toBe('queued')
  board.put(jobOf('1', 'saved'))
  expect(get().state).toBe('saved')
})

test('what is erased of an old job is not told any more, though nobody holds the job', () => {
  const { rows, board, get } = brokerOf([jobOf('1')])
  expect(get().prompt).toBe('a fox')
  rows.set('1', jobOf('1', 'saved', ''))
  board.changed('1')
  expect(get().prompt).toBe('')
})

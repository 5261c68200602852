import type { Job, JobState } from '../../contract/job'
import type { Clock } from '../lib/clock'
import type { Database } from '../lib/sqlite'
import { insertJob, rowOf } from './job-row'
import { illegalStep, initialStates } from './job-states'
import type { NewJob } from './journal'
import { orderTimeOf } from './order-time'

/** No booth takes so many pictures: a number beyond is a damaged one, and nobody counts on from it. */
const unbelievable = 1e12

/** Writes new rows; all of it within a transaction of the caller's. */
export interface JobInsertion {
  /** One above the highest that was ever given. */
  nextNumber(): number
  /** See `Journal.newestPress`. */
  newestPress(): { number: number; steppedAtMs: number } | null
  addTransition(jobId: string, state: JobState, atMs: number): void
  /** `known` may let it be further on at once: then each state on the way is told in its time line. */
  insert(fresh: NewJob, known?: Partial<Pick<Job, 'state' | 'original'>>): Job
}

export function createJobInsertion(deps: {
  database: Database
  clock: Clock
  /** The highest number that was given to a job which is gone. */
  highestGone: () => number
  /** For rows that must appear together with a press of the booth. */
  withEach: ((jobId: string) => void) | undefined
}): JobInsertion {
  const { database, clock, highestGone, withEach } = deps

  function nextNumber(): number {
    const sql = 'SELECT coalesce(max(number), 0) AS number FROM jobs WHERE number < :unbelievable'
    return Math.max(Number(database.get(sql, { unbelievable })?.['number'] ?? 0), highestGone()) + 1
  }

  function newestPress() {
    const sql = `SELECT CAST(number AS REAL) AS number, CAST(coalesce(
        (SELECT max(atMs) FROM transitions WHERE jobId = jobs.id), pressedAtMs) AS REAL) AS steppedAtMs
      FROM jobs WHERE number < :unbelievable ORDER BY jobs.number DESC LIMIT 1`
    const row = database.get(sql, { unbelievable })
    return row ? { number: Number(row['number']), steppedAtMs: Number(row['steppedAtMs']) } : null
  }

  function addTransition(jobId: string, state: JobState, atMs: number): void {
    database.run(
      `INSERT INTO transitions (jobId, place, state, atMs)
       VALUES (:jobId, (SELECT count(*) FROM transitions WHERE jobId = :jobId), :state, :atMs)`,
      { jobId, state, atMs },
    )
  }

  function orderMs(atMs: number): number {
    const last =
      'SELECT CAST(max(orderMs, coalesce(takenAtMs, 0)) AS REAL) AS atMs FROM jobs ORDER BY number DESC LIMIT 1'
    return orderTimeOf(atMs, Number(database.get(last)?.['atMs'] ?? 0))
  }

  return {
    nextNumber,
    newestPress,
    addTransition,
    insert(fresh, known = {}) {
      if (!initialStates.includes(fresh.state)) throw illegalStep('nothing', fresh.state)
      const atMs = clock.nowMs()
      const states = known.state === undefined ? [fresh.state] : [fresh.state, known.state]
      const made = { ...blank, ...fresh, ...known, number: nextNumber(), pressedAtMs: atMs }
      const takenAtMs = known.state === undefined ? null : atMs
      const job: Job = { ...made, takenAtMs, timeline: states.map((state) => ({ state, atMs })) }
      database.run(insertJob, { ...rowOf(job), orderMs: orderMs(atMs) })
      for (const state of states) addTransition(job.id, state, atMs)
      // nobody takes a phone to what another program asked for
      if (job.request === null) withEach?.(job.id)
      return job
    },
  }
}

const blank = {
  presser: 'operator',
  inputs: {},
  consent: null,
  request: null,
  priority: 0,
  standIn: null,
  shutterMissMs: null,
  original: null,
  result: null,
  error: null,
  attempts: 0,
} as const satisfies Partial<Job>

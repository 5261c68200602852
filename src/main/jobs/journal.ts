import { AppError } from '../../contract/errors'
import { jobState, type Job, type JobState, type OriginalFacts, type ResultFacts } from '../../contract/job'
import type { Clock } from '../lib/clock'
import type { Database, SqlRow } from '../lib/sqlite'
import { createJobInsertion } from './job-insertion'
import { createJobLists, isOwn } from './job-lists'
import { insertJob, jobColumns, readRow, rowOf, selectJobs, selectTimeline, type UnreadableRow } from './job-row'
import { illegalStep, isLegal, stateCondition, unfinishedStates } from './job-states'

/** What a press knows; the journal adds number, state times and the empty rest. */
export type NewJob = Pick<
  Job,
  | 'id'
  | 'source'
  | 'backend'
  | 'style'
  | 'eventId'
  | 'event'
  | 'output'
  | 'consentAtMs'
  | 'prompt'
  | 'seed'
  | 'countdownSec'
  | 'zoneOffsetMin'
> &
  Partial<Pick<Job, 'presser' | 'inputs' | 'consent' | 'request' | 'priority'>> & { state: 'counting' | 'capturing' }

type Told = 'takenAtMs' | 'shutterMissMs' | 'original' | 'result' | 'error' | 'priority' | 'seed'
/** Facts that may change together with a step. */
export type JobChange = Partial<Pick<Job, Told | 'style' | 'backend' | 'standIn'>>

/** The steps whose unfinished starts are counted, so that a picture that kills the process three times is put aside. */
export type JobStep = 'taking' | 'generating' | 'saving'

export interface JobQuery {
  states: readonly JobState[] | null
  beforeNumber: number | null
  limit: number
  ownOnly?: boolean
}

/** The jobs on disk: everything here is durable when the call returns. */
export interface Journal {
  add(job: NewJob): Job
  /** A job that comes with its picture, or needs none (null): there whole in the line, or not at all. */
  addTaken(job: Omit<NewJob, 'state'>, original: OriginalFacts | null): Job
  /** The same within a transaction of the caller's. */
  addTakenWithin(job: Omit<NewJob, 'state'>, original: OriginalFacts | null): Job
  /** With everything that hangs on it; its number is not given again. The caller has erased its files. */
  remove(jobId: string): void
  /** One legal step with its time. Throws `not_possible_now` for an illegal one and `not_found` for an unknown id. */
  move(jobId: string, to: JobState, change?: JobChange): Job
  /** Facts without a step. */
  note(jobId: string, change: JobChange): Job
  /** Runs inside the transaction of the move: for rows that must appear together with it. */
  moveWith(jobId: string, to: JobState, change: JobChange, also: () => void): Job
  /** The step to `generating` together with its attempt: one never stands without the other. */
  startGenerating(jobId: string): Job
  /** The name on the share together with the attempt that uses it. */
  startSaving(jobId: string, result: ResultFacts): Job
  /** The end of a job's generation together with what it took. */
  endGeneration(job: Pick<Job, 'id' | 'style'>, durationMs: number): void
  /** Journals that a step starts; returns how many starts of it are unfinished, this one included. */
  startAttempt(jobId: string, step: JobStep): number
  endAttempts(jobId: string, step: JobStep, outcome: string): void
  /** Jobs of a journal that was lost, all or none; 0 and a number that is taken give way to the next free one. */
  restore(jobs: readonly Job[]): void
  /** A failed job whose whole file is on the share after all; `also` runs in the same transaction. */
  settle(jobId: string, result: ResultFacts, also: () => void): Job
  unfinishedAttempts(jobId: string, step: JobStep): number
  find(jobId: string): Job | null
  /** Throws `not_found`. */
  get(jobId: string): Job
  /** Oldest press first. */
  unfinished(): Job[]
  /** Newest first, fewer than `limit` only where there are no more; `ownOnly`: without the jobs of other programs. */
  list(query: JobQuery): Job[]
  count(states: readonly JobState[] | null, ownOnly?: boolean): number
  /** Those of these jobs that have no original. */
  withoutOriginal(jobIds: readonly string[]): string[]
  /** The booth's own alone: what other programs ask for is told to them. */
  savedSince(atMs: number): number
  /** The latest time of any step; null in an empty journal. */
  newestAtMs(): number | null
  /** The last press by its number, and when it took its last step, by the clock of then; null in an empty journal. */
  newestPress(): { number: number; steppedAtMs: number } | null
  /** The newest measured durations of a style, milliseconds, at most `limit`. */
  durations(style: string, limit: number): number[]
  /** Called once for each row that holds no job; it stays where it is, and no list shows it. */
  onUnreadable(listen: (row: UnreadableRow) => void): void
  /** Small facts that must outlive the process. */
  remembered(key: string): string | null
  remember(key: string, value: string): void
}

export function createJournal(deps: {
  database: Database
  clock: Clock
  /** Within the transaction of each press: for rows that must appear together with the job. */
  withEach?: (jobId: string) => void
}): Journal {
  const { database, clock, withEach } = deps
  const unreadable = new Map<string, UnreadableRow>()
  const unreadableListeners: ((row: UnreadableRow) => void)[] = []

  function remember(key: string, value: string): void {
    const sql = 'INSERT INTO memory (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value'
    database.run(sql, { key, value })
  }

  const remembered = (key: string) =>
    (database.get('SELECT value FROM memory WHERE key = :key', { key })?.['value'] as string | undefined) ?? null

  const highestGone = () => Number(remembered('jobs.highest') ?? 0)
  const { insert, nextNumber, newestPress, addTransition } = createJobInsertion({
    ...{ database, clock, highestGone, withEach },
  })

  const timelineOf = (jobId: string): SqlRow[] => database.all(selectTimeline, { jobId })

  /** The jobs of rows, without those that hold none. */
  function jobsOf(rows: readonly SqlRow[]): Job[] {
    return rows.flatMap((row) => {
      const read = readRow(row, timelineOf(String(row['id'])))
      if ('job' in read) return read.job
      tellUnreadable(read.unreadable)
      return []
    })
  }

  function tellUnreadable(row: UnreadableRow): void {
    if (unreadable.has(row.id)) return
    unreadable.set(row.id, row)
    unreadableListeners.forEach((listen) => listen(row))
  }

  const find = (jobId: string) => jobsOf(database.all(`${selectJobs} WHERE id = :jobId`, { jobId }))[0] ?? null

  function get(jobId: string): Job {
    const found = find(jobId)
    if (!found) throw new AppError('not_found', `There is no job ${jobId}.`, 'Look it up in the queue.')
    return found
  }

  function write(job: Job): void {
    const sets = jobColumns.filter((name) => name !== 'id').map((name) => `${name} = :${name}`)
    database.run(`UPDATE jobs SET ${sets.join(', ')} WHERE id = :id`, rowOf(job))
  }

  function addTakenWithin(fresh: Omit<NewJob, 'state'>, original: OriginalFacts | null): Job {
    return insert({ ...fresh, state: 'capturing' }, { state: 'queued', original })
  }

  /** Within a transaction. */
  function step(jobId: string, to: JobState, change: JobChange): Job {
    const before = get(jobId)
    if (!isLegal(before.state, to)) throw illegalStep(before.state, to)
    const atMs = clock.nowMs()
    const after = { ...before, ...change, state: to, timeline: [...before.timeline, { state: to, atMs }] }
    write(after)
    addTransition(jobId, to, atMs)
    return after
  }

  function moveWith(jobId: string, to: JobState, change: JobChange, also: () => void): Job {
    return database.transaction(() => {
      const after = step(jobId, to, change)
      also()
      return after
    })
  }

  /** Within a transaction. */
  function addAttempt(jobId: string, started: JobStep): void {
    database.run(
      `INSERT INTO attempts (jobId, step, place, startedAtMs)
       VALUES (:jobId, :step, (SELECT count(*) FROM attempts WHERE jobId = :jobId AND step = :step), :atMs)`,
      { jobId, step: started, atMs: clock.nowMs() },
    )
    if (started === 'generating') database.run('UPDATE jobs SET attempts = attempts + 1 WHERE id = :jobId', { jobId })
  }

  function endAttempts(jobId: string, step: JobStep, outcome: string): void {
    database.run(
      `UPDATE attempts SET endedAtMs = :atMs, outcome = :outcome
       WHERE jobId = :jobId AND step = :step AND endedAtMs IS NULL`,
      { jobId, step, outcome, atMs: clock.nowMs() },
    )
  }

  /** Within a transaction. */
  function changed(jobId: string, change: JobChange): Job {
    const after = { ...get(jobId), ...change }
    write(after)
    return after
  }

  function unfinishedAttempts(jobId: string, step: JobStep): number {
    const sql = 'SELECT count(*) AS n FROM attempts WHERE jobId = :jobId AND step = :step AND endedAtMs IS NULL'
    return Number(database.get(sql, { jobId, step })?.['n'] ?? 0)
  }

  return {
    add: (fresh) => database.transaction(() => insert(fresh)),
    addTaken: (fresh, original) => database.transaction(() => addTakenWithin(fresh, original)),
    addTakenWithin,
    remove: (jobId) =>
      database.transaction(() => {
        // a number is given once, also where its job is gone
        remember('jobs.highest', String(nextNumber() - 1))
        database.run('DELETE FROM jobs WHERE id = :jobId', { jobId })
      }),
    find,
    get,
    moveWith,
    startGenerating: (jobId) =>
      database.transaction(() => {
        addAttempt(jobId, 'generating')
        return step(jobId, 'generating', { error: null })
      }),
    startAttempt: (jobId, started) =>
      database.transaction(() => {
        addAttempt(jobId, started)
        return unfinishedAttempts(jobId, started)
      }),
    restore: (jobs) =>
      database.transaction(() => {
        for (const job of jobs) {
          const taken = database.get('SELECT 1 AS n FROM jobs WHERE number = :number', { number: job.number })
          const row = rowOf(taken || job.number < 1 ? { ...job, number: nextNumber() } : job)
          database.run(insertJob, { ...row, orderMs: job.pressedAtMs })
          for (const { state, atMs } of job.timeline) addTransition(job.id, state, atMs)
        }
      }),
    settle: (jobId, result, also) =>
      database.transaction(() => {
        step(jobId, 'saving', { result, error: null })
        const after = step(jobId, 'saved', {})
        also()
        return after
      }),
    unfinishedAttempts,
    move: (jobId, to, change = {}) => moveWith(jobId, to, change, () => undefined),
    note: (jobId, change) => database.transaction(() => changed(jobId, change)),
    endAttempts,
    startSaving: (jobId, result) =>
      database.transaction(() => {
        addAttempt(jobId, 'saving')
        return changed(jobId, { result })
      }),
    endGeneration: ({ id, style }, durationMs) =>
      database.transaction(() => {
        const params = { style, atMs: clock.nowMs(), durationMs }
        database.run('INSERT INTO durations (style, atMs, durationMs) VALUES (:style, :atMs, :durationMs)', params)
        endAttempts(id, 'generating', 'done')
      }),
    unfinished() {
      const sql = `${selectJobs} WHERE ${stateCondition(unfinishedStates)} ORDER BY jobs.number`
      return jobsOf(database.all(sql))
    },
    ...createJobLists({ database, jobsOf }),
    withoutOriginal(jobIds) {
      const sql = 'SELECT id FROM jobs WHERE original IS NULL AND id IN (SELECT value FROM json_each(:ids))'
      return database.all(sql, { ids: JSON.stringify(jobIds) }).map(({ id }) => String(id))
    },
    savedSince(atMs) {
      const sql = `SELECT count(*) AS n FROM transitions JOIN jobs ON jobs.id = transitions.jobId
        WHERE transitions.state = 'saved' AND transitions.atMs >= :atMs AND ${isOwn}`
      return Number(database.get(sql, { atMs })?.['n'] ?? 0)
    },
    newestAtMs() {
      // one look into the index for each state, in place of a walk through every step ever taken
      const newest = (state: JobState) =>
        database.get('SELECT max(atMs) AS atMs FROM transitions WHERE state = :state', { state })?.['atMs'] ?? 0
      return Math.max(...jobState.options.map((state) => Number(newest(state)))) || null
    },
    newestPress,
    durations(style, limit) {
      const sql = 'SELECT durationMs FROM durations WHERE style = :style ORDER BY rowid DESC LIMIT :limit'
      return database.all(sql, { style, limit }).map((row) => Number(row['durationMs']))
    },
    onUnreadable(listen) {
      unreadable.forEach(listen)
      unreadableListeners.push(listen)
    },
    remembered,
    remember,
  }
}

import { rm } from 'node:fs/promises'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { Job, SourceName } from '../../contract/job'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { untilWritten } from '../lib/until-written'
import type { Source } from '../sources/source'
import type { JobBoard } from './job-board'
import { initialStates } from './job-states'
import { createKeeping, type Keeping } from './keeping'
import type { Journal, NewJob } from './journal'
import type { Originals } from './originals'

/** From the press to the kept original, for sources that have a shutter. */
export interface Shooting {
  /** The job whose picture this source has still to take. */
  running(source: SourceName): string | null
  /** Starts the countdown of a journaled job. */
  start(job: NewJob): Job
  /** A failed or cancelled job whose picture was never here: its countdown begins anew. */
  restart(job: Job): Job
  /**
   * Somebody else took the picture of a job that counts or captures: its own source is told to let it be. Takes the file
   * over and resolves when the picture is kept; rejects with `not_possible_now`, or with what `Keeping.keep` says. Rejects
   * with anything else where the file cannot be taken over: it stays at `path`, and its own source goes on.
   */
  deliver(jobId: string, path: string): Promise<void>
  /** Of a job that captures, whose picture lies here and is not kept yet. */
  resume: Keeping['resume']
  /** True until the picture of a job is taken. */
  isCounting(jobId: string): boolean
  /** Throws `not_possible_now` unless the job counts or captures. */
  cancel(jobId: string): void
  /** The same of a countdown alone: never of a picture that was taken. */
  cancelCountdown(jobId: string): void
  /** Fails every countdown by name; a picture that was taken goes on. */
  failCountdowns(error: ErrorFacts): void
  /** The same for good: nothing is tried again afterwards. Resolves, within 4 s, when what was taken is kept. */
  close(error: ErrorFacts): Promise<void>
}

/** Of a countdown that the computer slept through. */
export const suspended: ErrorFacts = {
  code: 'suspended',
  message: 'The computer went to sleep during the countdown.',
  hint: 'Take the picture again.',
}
/** A countdown that ends later than this was slept through, whoever told of it: no machine is busy for so long. */
const latestMs = 5000

interface Shot {
  jobId: string
  source: Source
  countdownMs: number
  /** Null while the source works for another job: the countdown begins when it is free. */
  zeroAtMs: number | null
  abort: AbortController
  stopTimer: () => void
}

export function createShooting(deps: {
  journal: Journal
  board: JobBoard
  clock: Clock
  log: Log
  originals: Originals
  sources: ReadonlyMap<SourceName, Source>
  onTaken(job: Job): void
}): Shooting {
  const { journal, board, clock, log, originals, sources, onTaken } = deps
  /** Until their picture is taken: from then on it is being kept. */
  const shots = new Map<string, Shot>()
  const keeping = createKeeping({ ...deps, onKept: onTaken, onFailed: fail })
  let isClosed = false

  function start(fresh: NewJob): Job {
    const source = sources.get(fresh.source)
    if (!source) throw new AppError('no_camera', `No source is called ${fresh.source}.`, 'Choose another source.')
    return wait(board.put(journal.add(fresh)), source)
  }

  function restart(job: Job): Job {
    const source = sources.get(job.source)
    if (!source) throw new AppError('no_camera', `No source is called ${job.source}.`, 'Choose another source.')
    if (keeping.has(job.id)) throw notLetGo()
    const state = job.countdownSec > 0 ? 'counting' : 'capturing'
    const fresh = { error: null, takenAtMs: null, shutterMissMs: null }
    return wait(board.put(journal.move(job.id, state, fresh)), source)
  }

  function wait(job: Job, source: Source): Job {
    const shot: Shot = {
      jobId: job.id,
      source,
      countdownMs: job.countdownSec * 1000,
      zeroAtMs: null,
      abort: new AbortController(),
      stopTimer: () => undefined,
    }
    shots.set(job.id, shot)
    begin(shot)
    return job
  }

  function begin(shot: Shot): void {
    const { source, jobId, countdownMs } = shot
    if (source.reserve?.(jobId) === false) return
    shot.zeroAtMs = clock.monotonicMs() + countdownMs
    board.update(jobId, { zeroAtMs: shot.zeroAtMs })
    const zeroAtUptimeMs = clock.uptimeMs() + countdownMs
    shot.stopTimer = clock.after(Math.max(0, countdownMs - source.leadMs), () => {
      if (clock.uptimeMs() - zeroAtUptimeMs > latestMs) failCountdown(shot, suspended)
      else void take(shot)
    })
  }

  function beginWaiting(source: Source): void {
    const waiting = [...shots.values()].find((shot) => shot.source === source && shot.zeroAtMs === null)
    if (waiting) begin(waiting)
  }

  async function take(shot: Shot): Promise<void> {
    const remainingMs = (shot.zeroAtMs ?? clock.monotonicMs()) - clock.monotonicMs()
    const zeroWallMs = clock.nowMs() + remainingMs
    try {
      if (journal.get(shot.jobId).state === 'counting') board.put(journal.move(shot.jobId, 'capturing'))
      const taken = await shot.source.take({ jobId: shot.jobId, remainingMs, signal: shot.abort.signal })
      if (!taken) return takenElsewhere(shot, Math.round(zeroWallMs))
      if (shot.abort.signal.aborted) return await rm(taken.path, { force: true })
      shots.delete(shot.jobId)
      await keeping.keep(shot.jobId, { ...taken, takenAtMs: Math.round(zeroWallMs + (taken.shutterMissMs ?? 0)) })
    } catch (error) {
      if (!shot.abort.signal.aborted) {
        release(shot)
        fail(shot.jobId, errorFactsOf(error))
      } else log.debug('a cancelled picture came to nothing', { jobId: shot.jobId, error: String(error) })
    }
  }

  async function deliver(jobId: string, path: string): Promise<void> {
    const takenAtMs = clock.nowMs()
    if (!shots.has(jobId)) return refuse(path)
    // while its own source may still take it: a file that bears no job's name is lost with the process
    const claimed = await originals.claim(jobId, path)
    const shot = shots.get(jobId)
    if (!shot) return refuse(claimed)
    stop(shot)
    const why = await keeping.keep(jobId, { path: claimed, takenAtMs, shutterMissMs: null })
    if (why) throw why
  }

  async function refuse(path: string): Promise<never> {
    await rm(path, { force: true })
    throw new AppError('not_possible_now', 'This job has its picture, or waits for none.', 'Press again for another.')
  }

  /** The backend takes the picture itself: there is no original, and the job is its own from here on. */
  function takenElsewhere({ jobId, abort }: Shot, takenAtMs: number): void {
    if (abort.signal.aborted) return
    const isOver = () => isClosed || abort.signal.aborted
    untilWritten({ clock, log, isOver }, `the picture of job ${jobId}`, () => {
      const queued = journal.move(jobId, 'queued', { takenAtMs })
      shots.delete(jobId)
      onTaken(board.put(queued))
    })
  }

  function fail(jobId: string, error: ErrorFacts): void {
    log.warn('a press came to nothing', { jobId, code: error.code, message: error.message })
    shots.delete(jobId)
    untilWritten({ clock, log, isOver: () => isClosed }, `the end of job ${jobId}`, () => {
      journal.endAttempts(jobId, 'taking', error.code)
      if (initialStates.includes(journal.get(jobId).state)) board.put(journal.move(jobId, 'failed', { error }))
    })
  }

  function stop(shot: Shot): void {
    shot.stopTimer()
    shot.abort.abort()
    shots.delete(shot.jobId)
    release(shot)
  }

  /** A source that cannot note it down, on a full disk, keeps no job from its end, and the console not from closing. */
  function release({ source, jobId }: Shot): void {
    try {
      source.release?.(jobId)
    } catch (error) {
      log.error('a source could not let go of a picture', { jobId, source: source.name, error: String(error) })
    }
  }

  function cancelCountdown(jobId: string): void {
    const shot = shots.get(jobId)
    if (!shot) throw new AppError('not_possible_now', 'This countdown is over.', 'Cancel the job in the queue.')
    board.put(journal.move(jobId, 'cancelled'))
    stop(shot)
  }

  function failCountdown(shot: Shot, error: ErrorFacts): void {
    stop(shot)
    fail(shot.jobId, error)
  }

  function failCountdowns(error: ErrorFacts): void {
    for (const shot of [...shots.values()]) failCountdown(shot, error)
  }

  for (const source of sources.values()) source.onFree?.(() => beginWaiting(source))

  return {
    start,
    restart,
    running: (source) => [...shots.values()].find((shot) => shot.source.name === source)?.jobId ?? null,
    deliver,
    resume: keeping.resume,
    isCounting: (jobId) => shots.has(jobId),
    cancel(jobId) {
      if (!keeping.has(jobId)) return cancelCountdown(jobId)
      board.put(journal.move(jobId, 'cancelled'))
      keeping.drop(jobId)
    },
    cancelCountdown,
    failCountdowns,
    close(error) {
      isClosed = true
      failCountdowns(error)
      return keeping.close()
    },
  }
}

/** Of a job whose cancelled picture is still being deleted: with it would go the one that a retry takes. */
function notLetGo(): AppError {
  const message = 'The picture that was cancelled is being deleted.'
  return new AppError('not_possible_now', message, 'Try again in a moment.')
}

import { rm } from 'node:fs/promises'
import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { Job, SourceName } from '../../contract/job'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { untilWritten } from '../lib/until-written'
import type { Source, TakenPicture } from '../sources/source'
import type { JobBoard } from './job-board'
import { initialStates } from './job-states'
import type { Journal, NewJob } from './journal'
import type { Originals } from './originals'

/** From the press to the kept original, for sources that have a shutter. */
export interface Shooting {
  /** The job that counts or captures on this source now. */
  running(source: SourceName): string | null
  /** Starts the countdown of a journaled job. */
  start(job: NewJob): Job
  /** A failed or cancelled job whose picture was never here: its countdown begins anew. */
  restart(job: Job): Job
  /**
   * Somebody else took the picture of a job that counts or captures: its own source is told to let it be. Resolves when the
   * picture is kept; rejects with `not_possible_now`, or `picture_*` where the file is none (the job has failed then).
   */
  deliver(jobId: string, path: string): Promise<void>
  /** Throws `not_possible_now` unless the job counts or captures. */
  cancel(jobId: string): void
  /** Fails every countdown by name; a picture that was taken goes on. */
  failCountdowns(error: ErrorFacts): void
  /** Fails all for good: nothing is tried again afterwards. */
  close(error: ErrorFacts): void
}

interface Shot {
  jobId: string
  source: Source
  countdownMs: number
  /** Null while the source works for another job: the countdown begins when it is free. */
  zeroAtMs: number | null
  abort: AbortController
  stopTimer: () => void
  /** The picture is here and being kept: what cuts countdowns no longer concerns it. */
  isTaken: boolean
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
  const shots = new Map<string, Shot>()
  let isClosed = false

  function start(fresh: NewJob): Job {
    const source = sources.get(fresh.source)
    if (!source) throw new AppError('no_camera', `No source is called ${fresh.source}.`, 'Choose another source.')
    return wait(board.put(journal.add(fresh)), source)
  }

  function restart(job: Job): Job {
    const source = sources.get(job.source)
    if (!source) throw new AppError('no_camera', `No source is called ${job.source}.`, 'Choose another source.')
    const state = job.countdownSec > 0 ? 'counting' : 'capturing'
    return wait(board.put(journal.move(job.id, state, { error: null })), source)
  }

  function wait(job: Job, source: Source): Job {
    const shot: Shot = {
      jobId: job.id,
      source,
      countdownMs: job.countdownSec * 1000,
      zeroAtMs: null,
      abort: new AbortController(),
      stopTimer: () => undefined,
      isTaken: false,
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
    shot.stopTimer = clock.after(Math.max(0, countdownMs - source.leadMs), () => void take(shot))
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
      await keep(shot, taken, zeroWallMs)
    } catch (error) {
      if (!shot.abort.signal.aborted) {
        shot.source.release?.(shot.jobId)
        fail(shot.jobId, errorFactsOf(error))
      } else log.debug('a cancelled picture came to nothing', { jobId: shot.jobId, error: String(error) })
    }
  }

  async function keep(shot: Shot, taken: TakenPicture, zeroWallMs: number): Promise<void> {
    if (shot.abort.signal.aborted) return rm(taken.path, { force: true })
    shot.isTaken = true
    journal.startAttempt(shot.jobId, 'taking')
    const original = await originals.keep(journal.get(shot.jobId), taken.path)
    if (shot.abort.signal.aborted) return originals.remove(original)
    const takenAtMs = Math.round(zeroWallMs + (taken.shutterMissMs ?? 0))
    const change = { original, takenAtMs, shutterMissMs: taken.shutterMissMs }
    await originals.describe({ ...journal.get(shot.jobId), ...change })
    if (shot.abort.signal.aborted) return originals.remove(original)
    const taking = () => journal.endAttempts(shot.jobId, 'taking', 'done')
    const queued = board.put(journal.moveWith(shot.jobId, 'queued', change, taking))
    shots.delete(shot.jobId)
    onTaken(queued)
  }

  async function deliver(jobId: string, path: string): Promise<void> {
    const shot = shots.get(jobId)
    if (!shot || shot.isTaken) {
      await rm(path, { force: true })
      throw new AppError('not_possible_now', 'This job has its picture, or waits for none.', 'Press again for another.')
    }
    stop(shot)
    const delivered = { ...shot, abort: new AbortController() }
    shots.set(jobId, delivered)
    try {
      if (journal.get(jobId).state === 'counting') board.put(journal.move(jobId, 'capturing'))
      await keep(delivered, { path, shutterMissMs: null }, clock.nowMs())
    } catch (error) {
      fail(jobId, errorFactsOf(error))
      throw error
    }
  }

  /** The backend takes the picture itself: there is no original, and the job is its own from here on. */
  function takenElsewhere(shot: Shot, takenAtMs: number): void {
    if (shot.abort.signal.aborted) return
    const queued = board.put(journal.move(shot.jobId, 'queued', { takenAtMs }))
    shots.delete(shot.jobId)
    onTaken(queued)
  }

  function fail(jobId: string, error: ErrorFacts): void {
    log.warn('the picture was not taken', { jobId, code: error.code, message: error.message })
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
    if (!shot.isTaken) shot.source.release?.(shot.jobId)
  }

  function failAll(error: ErrorFacts, cut: readonly Shot[] = [...shots.values()]): void {
    for (const shot of cut) {
      stop(shot)
      fail(shot.jobId, error)
    }
  }

  for (const source of sources.values()) source.onFree?.(() => beginWaiting(source))

  return {
    start,
    restart,
    running: (source) => [...shots.values()].find((shot) => shot.source.name === source)?.jobId ?? null,
    deliver,
    cancel(jobId) {
      const shot = shots.get(jobId)
      if (!shot) throw new AppError('not_possible_now', 'This countdown is over.', 'Cancel the job in the queue.')
      board.put(journal.move(jobId, 'cancelled'))
      stop(shot)
    },
    failCountdowns: (error) =>
      failAll(
        error,
        [...shots.values()].filter(({ isTaken }) => !isTaken),
      ),
    close(error) {
      isClosed = true
      failAll(error)
    },
  }
}

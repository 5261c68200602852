import { rm } from 'node:fs/promises'
import { AppError, errorFactsOf, type ErrorCode, type ErrorFacts } from '../../contract/errors'
import type { Job, OriginalFacts } from '../../contract/job'
import { atMost } from '../lib/at-most'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { pause } from '../lib/pause'
import type { JobBoard } from './job-board'
import type { Journal } from './journal'
import { isVerdict, type Originals } from './originals'

/** The way of a picture that was taken into the line: nothing but the picture itself, or a person, ends its job there. */
export interface Keeping {
  /**
   * Of a file that came for a job that counts or captures. Never rejects: resolves with null when the job is in the line,
   * else with why it is not. It has failed then, by `picture_not_kept` where the file is still here and a retry goes on
   * from it; after `closing` it captures still, and goes on at the next start.
   */
  keep(jobId: string, taken: Taken): Promise<AppError | null>
  /** Of a job that captures and whose picture lies here: after a crash, or for a retry. */
  resume(jobId: string): void
  /** Until the picture of this job is in the line, or in nobody's hand: one that was dropped is deleted before. */
  has(jobId: string): boolean
  /** Nobody wants it any more; the caller has journaled so. */
  drop(jobId: string): void
  /** What can be kept at once is, within 4 s; the rest goes on at the next start. */
  close(): Promise<void>
}

/** `path` is null for a picture that lies under its job's name already. */
export interface Taken {
  path: string | null
  takenAtMs: number
  shutterMissMs: number | null
}

interface Hand {
  job: Job
  taken: Taken
  abort: AbortController
  isDropped: boolean
  ended: Promise<AppError | null>
}

/** Between tries, milliseconds: a disk that is full for a moment, a file that a virus scanner holds. */
const againMs = 2000
/** How long a file is tried before its job fails by name: as long as the share's files are. */
const patienceMs = 60_000
const closeWithinMs = 4000

export function createKeeping(deps: {
  journal: Journal
  board: JobBoard
  clock: Clock
  log: Log
  originals: Originals
  onKept(job: Job): void
  onFailed(jobId: string, error: ErrorFacts): void
}): Keeping {
  const { journal, board, clock, log, originals, onKept, onFailed } = deps
  const hands = new Map<string, Hand>()
  let closed: AppError | null = null

  function keep(jobId: string, taken: Taken): Promise<AppError | null> {
    const job = board.get(jobId) ?? journal.get(jobId)
    const fresh = { job, taken: { ...taken }, isDropped: false, abort: new AbortController() }
    const hand: Hand = { ...fresh, ended: Promise.resolve(null) }
    if (closed) hand.abort.abort(closed)
    hands.set(jobId, hand)
    return (hand.ended = bring(hand))
  }

  async function bring(hand: Hand): Promise<AppError | null> {
    try {
      await insist(hand, Infinity, () => begin(hand))
      const original = await insist(hand, patienceMs, () => originalOf(hand))
      const queued = await insist(hand, Infinity, () => enter(hand, original))
      hands.delete(hand.job.id)
      onKept(queued)
      return null
    } catch (error) {
      return ended(hand, error)
    }
  }

  /**
   * The moment of the picture comes first, since it is known here alone; then the attempt: a picture that kills the
   * process must be known for it.
   */
  function begin({ job: { id }, taken: { takenAtMs, shutterMissMs } }: Hand): void {
    const moment = { takenAtMs, shutterMissMs }
    const isCounting = journal.get(id).state === 'counting'
    board.put(isCounting ? journal.move(id, 'capturing', moment) : journal.note(id, moment))
    journal.startAttempt(id, 'taking')
  }

  async function originalOf({ job, taken }: Hand): Promise<OriginalFacts> {
    if (taken.path === null) return (await originals.recover(job)) ?? refuseWithout()
    taken.path = await originals.claim(job.id, taken.path)
    return originals.keep(job, taken.path)
  }

  async function enter(hand: Hand, original: OriginalFacts): Promise<Job> {
    const { id } = hand.job
    await originals.describe({ ...journal.get(id), original })
    // a job that was cancelled meanwhile may go on from there, and must not
    if (hand.isDropped) throw dropped()
    return board.put(journal.moveWith(id, 'queued', { original }, () => journal.endAttempts(id, 'taking', 'done')))
  }

  /** Until the step succeeds, says what no try would mend, or has been tried for so long; closing ends the pauses alone. */
  async function insist<T>(hand: Hand, forMs: number, step: () => T | Promise<T>): Promise<T> {
    const sinceMs = clock.monotonicMs()
    for (;;) {
      if (hand.isDropped) throw dropped()
      try {
        return await step()
      } catch (error) {
        if (isFinal(error) || clock.monotonicMs() - sinceMs >= forMs) throw error
        log.warn('a picture that was taken is not kept yet', { jobId: hand.job.id, error: String(error) })
      }
      await pause({ clock, signal: hand.abort.signal }, againMs)
    }
  }

  async function ended(hand: Hand, error: unknown): Promise<AppError> {
    const { id } = hand.job
    // before the same id is given another picture
    if (hand.isDropped) await forget(hand)
    hands.delete(id)
    if (hand.isDropped) return dropped()
    if (closed && !isFinal(error)) {
      leave(id)
      return closed
    }
    const failure = isFinal(error) ? error : notKept(error)
    onFailed(id, errorFactsOf(failure))
    return failure
  }

  /** Closing in order is no death of this step. */
  function leave(jobId: string): void {
    try {
      journal.endAttempts(jobId, 'taking', 'closing')
    } catch (error) {
      log.error('the journal could not be written', { jobId, error: String(error) })
    }
  }

  async function forget({ job, taken }: Hand): Promise<void> {
    try {
      await originals.remove(job)
      if (taken.path !== null) await rm(taken.path, { force: true })
    } catch (error) {
      log.warn('a picture that nobody wants stays until the next start', { jobId: job.id, error: String(error) })
    }
  }

  return {
    keep,
    resume(jobId) {
      const { takenAtMs, pressedAtMs, shutterMissMs } = journal.get(jobId)
      void keep(jobId, { path: null, takenAtMs: takenAtMs ?? pressedAtMs, shutterMissMs })
    },
    has: (jobId) => hands.has(jobId),
    drop(jobId) {
      const hand = hands.get(jobId)
      if (!hand) return
      hand.isDropped = true
      hand.abort.abort(dropped())
    },
    async close() {
      closed ??= new AppError('closing', 'The console is closing.', 'The picture goes on at the next start.')
      for (const { abort } of hands.values()) abort.abort(closed)
      await atMost(clock, closeWithinMs, Promise.all([...hands.values()].map(({ ended: end }) => end)))
    },
  }
}

const final: readonly ErrorCode[] = ['not_found', 'not_possible_now', 'original_missing']

/** What no further try would mend: the bytes are no picture, the file is gone, the job has gone another way. */
function isFinal(error: unknown): error is AppError {
  return isVerdict(error) || (error instanceof AppError && final.includes(error.code))
}

const dropped = () => new AppError('not_possible_now', 'This picture was cancelled.', 'Take another if it is wanted.')

function refuseWithout(): never {
  throw new AppError('original_missing', 'The picture that was taken is no longer here.', 'Take the picture again.')
}

function notKept(cause: unknown): AppError {
  const message = `The picture was taken, and could not be kept: ${errorFactsOf(cause).message}`
  return new AppError('picture_not_kept', message, 'It is still here. Look at the disk, then retry.', { cause })
}

import type { ErrorFacts } from '../../contract/errors'
import type { Job, OriginalFacts } from '../../contract/job'
import type { Log } from '../lib/log'
import type { DataFolder } from './data-folder'
import type { JobBoard } from './job-board'
import type { Journal, JobStep } from './journal'
import { removeLeftovers } from './leftovers'
import { isVerdict, type Originals } from './originals'

/** Unfinished starts after which a step is believed to kill the process. */
export const poisonStarts = 3

const interrupted: ErrorFacts = {
  code: 'interrupted_countdown',
  message: 'The console was interrupted before the picture was taken.',
  hint: 'Take the picture again.',
}

/**
 * Brings every unfinished job of the journal to where it goes on: a taken original waits for generation, a generated
 * result for saving; a cut countdown is failed and never silently repeated; a step that died three times is poison.
 * A picture that cannot be looked at now stays `capturing`. Loads the board. Runs once at start, before anything else
 * touches jobs.
 */
export async function recoverJobs(deps: {
  journal: Journal
  board: JobBoard
  originals: Originals
  folder: DataFolder
  log: Log
  newest: number
}): Promise<void> {
  const { journal, board, originals, log, newest } = deps
  for (const ownOnly of [false, true])
    for (const job of journal.list({ states: null, beforeNumber: null, limit: newest, ownOnly })) board.put(job)
  for (const job of journal.unfinished()) {
    const after = await recover(job)
    log.info('an unfinished job goes on', { jobId: job.id, from: job.state, to: after.state })
    board.put(after)
  }
  await removeLeftovers(deps)

  async function recover(job: Job): Promise<Job> {
    if (job.state === 'counting') return recoverCountdown(job)
    if (job.state === 'capturing') return recoverPicture(job)
    if (job.state === 'generating') return poisoned(job, 'generating') ?? journal.move(job.id, 'queued')
    if (job.state === 'saving') return poisoned(job, 'saving') ?? job
    return job
  }

  /** Its picture may have been brought, and the journal have refused to say so. */
  async function recoverCountdown(job: Job): Promise<Job> {
    if (!(await originals.wasDelivered(job.id))) return journal.move(job.id, 'failed', { error: interrupted })
    return recoverPicture(journal.move(job.id, 'capturing'))
  }

  async function recoverPicture(job: Job): Promise<Job> {
    const dead = poisoned(job, 'taking')
    if (dead) return dead
    journal.startAttempt(job.id, 'taking')
    let original: OriginalFacts | null = null
    try {
      original = await originals.recover(job)
    } catch (error) {
      log.warn('a picture that was taken could not be recovered', { jobId: job.id, error: String(error) })
      if (!isVerdict(error)) {
        journal.endAttempts(job.id, 'taking', 'put off')
        return job
      }
    }
    const ended = () => journal.endAttempts(job.id, 'taking', original ? 'recovered' : 'interrupted')
    if (!original) return journal.moveWith(job.id, 'failed', { error: interrupted }, ended)
    const change = { original, takenAtMs: job.takenAtMs ?? job.pressedAtMs }
    await originals.describe({ ...job, ...change })
    return journal.moveWith(job.id, 'queued', change, ended)
  }

  function poisoned(job: Job, step: JobStep): Job | null {
    const starts = journal.unfinishedAttempts(job.id, step)
    if (starts < poisonStarts) return null
    const error: ErrorFacts = {
      code: 'poison',
      message: `The console died ${starts} times while ${step} this picture.`,
      hint: 'The original is kept. Retry it with another style, or look into the logs.',
      params: { starts },
    }
    journal.endAttempts(job.id, step, 'poison')
    return journal.move(job.id, 'failed', { error })
  }
}

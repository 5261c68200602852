import type { Job } from '../../contract/job'
import type { RequestedJobs } from '../jobs/requested-jobs'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { brokerStateOf } from './job-words'

/** Erases finished jobs of other programs that are older, or together larger, than the settings allow: not all programs delete. */
export interface Keeping {
  /** One run now; at the same time as another it is that one. Never rejects. */
  run(): Promise<void>
  close(): Promise<void>
}

const everyMs = 5 * 60_000
const hourMs = 3_600_000
const bytesOfGb = 1e9
const jobsAtOnce = 50

export function createKeeping(deps: {
  requested: Pick<RequestedJobs, 'find' | 'finished' | 'finishedBytes'>
  erase: (job: Job) => Promise<void>
  limits: () => { keepHours: number; keepGb: number }
  /** False: nothing goes by its age. */
  clockIsTrusted: () => boolean
  /** Each time, whether or not something is erased. */
  onTick: () => void
  clock: Clock
  log: Log
}): Keeping {
  const { requested, erase, limits, clockIsTrusted, onTick, clock, log } = deps
  let running: Promise<void> | null = null
  let isClosed = false
  let stopTimer = clock.after(everyMs, again)

  function again(): void {
    stopTimer = clock.after(everyMs, again)
    onTick()
    void run()
  }

  function run(): Promise<void> {
    running ??= work()
      .catch((error: unknown) => log.error('old results stay; it is tried again', { error: String(error) }))
      .finally(() => (running = null))
    return running
  }

  async function work(): Promise<void> {
    const { keepHours, keepGb } = limits()
    const olderThanMs = clockIsTrusted() ? clock.nowMs() - keepHours * hourMs : 0
    let bytes = requested.finishedBytes()
    let stuck = 0
    for (;;) {
      const jobs = requested.finished(jobsAtOnce, stuck)
      let isEnough = jobs.length === 0
      for (const job of jobs) {
        if (isClosed) return
        const isDue = bytes > keepGb * bytesOfGb || endedAtMs(job) < olderThanMs
        if (!isDue) isEnough = true
        else if (await isGone(job)) bytes -= (job.original?.sizeBytes ?? 0) + (job.result?.sizeBytes ?? 0)
        else stuck++
      }
      if (isEnough) return
    }
  }

  /** False where its files could not be erased: others go in its place. */
  async function isGone({ id }: Job): Promise<boolean> {
    const job = requested.find(id)
    const word = job && brokerStateOf[job.state]
    // tried again while others were erased: somebody waits for it
    if (!job || word === 'queued' || word === 'running') return true
    try {
      await erase(job)
      return true
    } catch (error) {
      log.warn('a result could not be erased', { jobId: id, error: String(error) })
      return false
    }
  }

  return {
    run,
    async close() {
      isClosed = true
      stopTimer()
      await running
    },
  }
}

function endedAtMs({ timeline, pressedAtMs }: Job): number {
  return timeline.at(-1)?.atMs ?? pressedAtMs
}

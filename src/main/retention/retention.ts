import { setImmediate } from 'node:timers/promises'
import type { DataFolder } from '../jobs/data-folder'
import { atMost } from '../lib/at-most'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { AgeLimit } from './age-limits'
import type { Erasure, Erasures } from './erasures'
import { eraseOwnFiles } from './own-files'
import { eraseFromShare } from './share-files'

/** Erases what is older than its event allows: every hour, and only while the clock is believed. */
export interface Retention {
  /** One run now; at the same time as another it is that one. Never rejects. */
  run(): Promise<void>
  /** One job now, whatever its age and the clock, from the share as well; what cannot go yet goes at a later run. */
  erase(jobId: string): Promise<void>
  close(): Promise<void>
}

export interface RetentionDeps {
  /** Of every event that has pictures here. */
  ageLimits: () => readonly AgeLimit[]
  erasures: Erasures
  folder: DataFolder
  clock: Clock
  log: Log
  /** False stops everything before anything is erased. Called when something is due. */
  clockIsTrusted(): boolean
  /** Something is due and the clock is not believed (how many pictures), or all is well again (null). */
  onStopped(due: number | null): void
  /** Facts of a job left the journal: whoever holds them in memory reads them again. */
  onErased(jobId: string): void
}

const dayMs = 24 * 3_600_000
const everyMs = 3_600_000
/** After a start the booth has better things to do. */
const firstAfterMs = 60_000
const jobsAtOnce = 100
/** How long closing waits for what is in hand: a drive may never answer, and the journal has what is left. */
const closeWithinMs = 2000

export function createRetention(deps: RetentionDeps): Retention {
  const { ageLimits, erasures, folder, clock, log, onStopped, onErased } = deps
  let running: Promise<void> | null = null
  let isClosed = false
  let stopTimer = clock.after(firstAfterMs, again)

  function again(): void {
    stopTimer = clock.after(everyMs, again)
    void run()
  }

  function run(): Promise<void> {
    running ??= work()
      .catch((error: unknown) => log.error('erasing stopped; it is tried again', { error: String(error) }))
      .finally(() => (running = null))
    return running
  }

  const limits = () =>
    ageLimits().flatMap(({ id, retention: { days, eraseFromShare: fromShare } }) =>
      days === null ? [] : [{ id, olderThanMs: clock.nowMs() - days * dayMs, fromShare }],
    )

  async function work(): Promise<void> {
    // what was begun is finished whatever the clock says
    await finishOpen()
    if (isClosed) return
    const due = limits().reduce((total, { id, olderThanMs }) => total + erasures.countDue(id, olderThanMs), 0)
    if (due === 0) return onStopped(null)
    if (!deps.clockIsTrusted()) return onStopped(due)
    onStopped(null)
    for (const limit of limits()) await eraseEvent(limit)
  }

  async function eraseEvent({ id, olderThanMs, fromShare }: ReturnType<typeof limits>[number]): Promise<void> {
    for (;;) {
      if (isClosed) return
      const jobs = erasures.dueJobs(id, olderThanMs, jobsAtOnce)
      if (jobs.length === 0) return
      const planned = jobs.flatMap((job) => erasures.plan(job.id, fromShare) ?? [])
      if (planned.length === 0) return
      planned.forEach(({ jobId }) => onErased(jobId))
      log.info('pictures are erased: older than their event allows', { event: id, jobs: planned.length, fromShare })
      await finishAll(planned)
    }
  }

  async function finishOpen(): Promise<void> {
    await finishAll(erasures.open(jobsAtOnce))
  }

  async function finishAll(planned: readonly Erasure[]): Promise<void> {
    for (const erasure of planned) {
      if (isClosed) return
      await finish(erasure).catch((error: unknown) =>
        log.warn('not erased yet: it is tried again', { jobId: erasure.jobId, error: String(error) }),
      )
      await setImmediate()
    }
  }

  async function finish(erasure: Erasure): Promise<void> {
    const files = erasures.shareFiles(erasure.jobId)
    if (!erasure.isDone) {
      const captureIds = files.map(({ captureId }) => captureId)
      erasures.done(erasure.jobId, await eraseOwnFiles(folder, erasure, captureIds))
    }
    if (erasure.share !== 'due') return
    for (const file of files) {
      if (isClosed || !(await eraseFromShare(file))) return
      erasures.forgetCapture(file.captureId)
    }
    erasures.shareDone(erasure.jobId)
  }

  async function erase(jobId: string): Promise<void> {
    const erasure = erasures.plan(jobId, true)
    if (!erasure) return
    onErased(jobId)
    await finish(erasure)
  }

  return {
    run,
    erase,
    async close() {
      isClosed = true
      stopTimer()
      if (running) await atMost(clock, closeWithinMs, running)
    },
  }
}

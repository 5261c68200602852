import { setImmediate } from 'node:timers/promises'
import type { DataFolder } from '../jobs/data-folder'
import { atMost } from '../lib/at-most'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { AgeLimit } from './age-limits'
import type { Erasure, Erasures } from './erasures'
import { eraseOwnFiles } from './own-files'
import { createShareErasing, type EraseFromShare } from './share-files'

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
  /** Whether the share that was chosen there stands there now. */
  isShareAt: (root: string) => Promise<boolean>
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

type Finish = (erasure: Erasure) => Promise<void>

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
    const eraseThere = createShareErasing(deps.isShareAt)
    // what was begun is finished whatever the clock says
    await finishEach(erasures.openHere, finishHere)
    await finishEach(erasures.openOnShare, (erasure) => finishOnShare(erasure, eraseThere))
    if (isClosed) return
    const due = limits().reduce((total, { id, olderThanMs }) => total + erasures.dueJobs(id, olderThanMs).length, 0)
    if (due === 0) return onStopped(null)
    if (!deps.clockIsTrusted()) return onStopped(due)
    onStopped(null)
    for (const limit of limits()) await eraseEvent(limit, (erasure) => finish(erasure, eraseThere))
  }

  async function eraseEvent(limit: ReturnType<typeof limits>[number], finishOne: Finish): Promise<void> {
    const { id, olderThanMs, fromShare } = limit
    const due = erasures.dueJobs(id, olderThanMs)
    for (let at = 0; at < due.length && !isClosed; at += jobsAtOnce) {
      const planned = due.slice(at, at + jobsAtOnce).flatMap((jobId) => planOf(jobId, fromShare) ?? [])
      if (planned.length === 0) continue
      planned.forEach(({ jobId }) => onErased(jobId))
      log.info('pictures are erased: older than their event allows', { event: id, jobs: planned.length, fromShare })
      await finishAll(planned, finishOne)
    }
  }

  /** A row that the disk damaged stays, and all others go. */
  function planOf(jobId: string, fromShare: boolean): Erasure | null {
    try {
      return erasures.plan(jobId, fromShare)
    } catch (error) {
      log.error('a job cannot be erased', { jobId, error: String(error) })
      return null
    }
  }

  async function finishEach(pageOf: Erasures['openHere'], finishOne: Finish): Promise<void> {
    let page = pageOf(null, jobsAtOnce)
    while (page.length > 0 && !isClosed) {
      await finishAll(page, finishOne)
      page = pageOf(page.at(-1) ?? null, jobsAtOnce)
    }
  }

  async function finishAll(planned: readonly Erasure[], finishOne: Finish): Promise<void> {
    for (const erasure of planned) {
      if (isClosed) return
      await finishOne(erasure).catch((error: unknown) =>
        log.warn('not erased yet: it is tried again', { jobId: erasure.jobId, error: String(error) }),
      )
      await setImmediate()
    }
  }

  /** The share comes last: it is by its files there that thumbnails are known. */
  async function finish(erasure: Erasure, eraseThere: EraseFromShare): Promise<void> {
    if (!erasure.isDone) await finishHere(erasure)
    if (erasure.share === 'due') await finishOnShare(erasure, eraseThere)
  }

  async function finishHere({ jobId }: Erasure): Promise<void> {
    const captureIds = erasures.shareFiles(jobId).map(({ captureId }) => captureId)
    erasures.done(jobId, await eraseOwnFiles(folder, jobId, captureIds))
  }

  async function finishOnShare({ jobId }: Erasure, eraseThere: EraseFromShare): Promise<void> {
    let isLeft = false
    for (const file of erasures.shareFiles(jobId)) {
      if (!isClosed && (await eraseThere(file))) erasures.forgetCapture(file.captureId)
      else isLeft = true
    }
    if (!isLeft) erasures.shareDone(jobId)
  }

  async function erase(jobId: string): Promise<void> {
    const erasure = erasures.plan(jobId, true)
    if (!erasure) return
    onErased(jobId)
    await finish(erasure, createShareErasing(deps.isShareAt))
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

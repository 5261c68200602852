import { setImmediate } from 'node:timers/promises'
import type { DataFolder } from '../jobs/data-folder'
import { atMost } from '../lib/at-most'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { WorkAtShare } from '../share/work-at-share'
import type { AgeLimit } from './age-limits'
import type { Erasure, Erasures } from './erasures'
import { eraseOwnFiles } from './own-files'
import { createShareErasing, type EraseFromShare } from './share-files'

/** Erases what is older than its event allows: every hour, and only while the clock is believed. */
export interface Retention {
  /** One run now; at the same time as another it is that one. Never rejects. */
  run(): Promise<void>
  /** What the booth's own folder has of a job, now, whatever its age and the clock; what cannot go yet goes at a later run. */
  eraseHere(jobId: string): Promise<void>
  /** The same of what it has on shares, once it is erased here. */
  eraseOnShare(jobId: string): Promise<void>
  close(): Promise<void>
}

export interface RetentionDeps {
  /** Of every event that has pictures here. */
  ageLimits: () => readonly AgeLimit[]
  erasures: Erasures
  workAtShare: WorkAtShare
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
    // what was begun is finished whatever the clock says
    await finishEach(erasures.openHere, finishHere)
    if (!isClosed) await eraseDue()
    // shares come last: they may take their time, and it is by the files there that thumbnails are known
    const eraseThere = createShareErasing(deps.workAtShare)
    await finishEach(erasures.openOnShare, (erasure) => finishOnShare(erasure, eraseThere))
  }

  async function eraseDue(): Promise<void> {
    const due = limits().reduce((total, { id, olderThanMs }) => total + erasures.dueJobs(id, olderThanMs).length, 0)
    if (due === 0) return onStopped(null)
    if (!deps.clockIsTrusted()) return onStopped(due)
    onStopped(null)
    for (const limit of limits()) await eraseEvent(limit)
  }

  async function eraseEvent({ id, olderThanMs, fromShare }: ReturnType<typeof limits>[number]): Promise<void> {
    const due = erasures.dueJobs(id, olderThanMs)
    for (let at = 0; at < due.length && !isClosed; at += jobsAtOnce) {
      const planned = due.slice(at, at + jobsAtOnce).flatMap((jobId) => planOf(jobId, fromShare) ?? [])
      if (planned.length === 0) continue
      planned.forEach(({ jobId }) => onErased(jobId))
      log.info('pictures are erased: older than their event allows', { event: id, jobs: planned.length, fromShare })
      await finishAll(planned, finishHere)
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

  async function eraseHere(jobId: string): Promise<void> {
    const erasure = erasures.plan(jobId, true)
    if (!erasure) return
    onErased(jobId)
    if (!erasure.isDone) await finishHere(erasure)
  }

  async function eraseOnShare(jobId: string): Promise<void> {
    const erasure = erasures.find(jobId)
    if (erasure?.share === 'due') await finishOnShare(erasure, createShareErasing(deps.workAtShare))
  }

  return {
    run,
    eraseHere,
    eraseOnShare,
    async close() {
      isClosed = true
      stopTimer()
      if (running) await atMost(clock, closeWithinMs, running)
    },
  }
}

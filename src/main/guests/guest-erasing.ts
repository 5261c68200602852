import type { Job } from '../../contract/job'
import type { CaptureIndex } from '../captures/capture-index'
import type { JobBoard } from '../jobs/job-board'
import type { Journal } from '../jobs/journal'
import type { Queue } from '../jobs/queue'
import type { Saving } from '../jobs/saving'
import { atMost } from '../lib/at-most'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Erasures } from '../retention/erasures'
import { undoMs, type BeyondReach, type GuestWishes, type Wish, type WishTask } from './guest-wishes'

/** Does what guests wish: hides at once, erases when the time to change one's mind is over, and goes on until all is gone. */
export interface GuestErasing {
  ask(jobId: string): Promise<void>
  undo(jobId: string): void
  /** What is due, and what could not be done before; at the same time as another it is that one. Never rejects. */
  run(): Promise<void>
  onChange(listen: () => void): void
  close(): Promise<void>
}

/** The places beyond the booth's own folder that know of a picture. Each answers whether it is done; else it is asked again. */
export interface ErasingPlaces {
  /** What is to be done for a job, and what is out of reach. */
  of(job: Job): { tasks: WishTask[]; beyond: BeyondReach[] }
  /** The finished file and what was begun of it. */
  share(task: Extract<WishTask, { at: 'share' }>, jobId: string): Promise<boolean>
  server(task: Extract<WishTask, { at: 'server' }>, jobId: string): Promise<boolean>
  touchdesigner(jobId: string): boolean
  backups(jobId: string): Promise<boolean>
}

/** Between two tries of what could not be done: a drive or a server is away. */
const againMs = 60_000
/** How long closing waits for what is in hand, milliseconds: a drive may never answer, and the journal has what is left. */
const closeWithinMs = 2000

export function createGuestErasing(deps: {
  wishes: GuestWishes
  erasures: Pick<Erasures, 'find'>
  /** Erases the booth's own files of a job. */
  eraseHere(jobId: string): Promise<void>
  /** Erases what an erased job has on the share, as far as that is there. */
  eraseOnShare(jobId: string): Promise<void>
  /** The link is told to nobody any more. */
  forgetToken(jobId: string): void
  /** Jobs of the same picture. */
  sameTogether(jobId: string): Promise<string[]>
  places: ErasingPlaces
  journal: Pick<Journal, 'find'>
  board: JobBoard
  captures: Pick<CaptureIndex, 'hold' | 'release'>
  queue: Pick<Queue, 'cancel'>
  saving: Pick<Saving, 'giveUp'>
  clock: Clock
  log: Log
}): GuestErasing {
  const { wishes, erasures, places, journal, board, captures, queue, saving, clock, log } = deps
  const listeners: (() => void)[] = []
  let running: Promise<void> | null = null
  let isClosed = false
  let stopTimer: () => void = () => undefined

  const announce = () => listeners.forEach((listen) => listen())

  /**
   * At the next moment at which something is due; never later than the whole time, whatever the wall clock does. What was
   * tried a moment ago and could not begin is not tried at once: a file on its way to a slow share may take minutes.
   */
  function arm(wasTried = false): void {
    stopTimer()
    // the journal may be closed as well
    const open = isClosed ? [] : wishes.open()
    if (open.length === 0) return
    const waits = open.map(({ dueAtMs, begunAtMs }) => {
      const waitMs = Math.max(0, dueAtMs - clock.nowMs())
      return begunAtMs !== null || (wasTried && waitMs === 0) ? againMs : waitMs
    })
    stopTimer = clock.after(Math.min(undoMs, ...waits), () => void run())
  }

  function run(): Promise<void> {
    if (isClosed) return Promise.resolve()
    running ??= work()
      .catch((error: unknown) => log.error('a guest’s wish waits', { error: String(error) }))
      .finally(() => {
        running = null
        arm(true)
        // the journal, which listeners read, may be closed as well
        if (!isClosed) announce()
      })
    return running
  }

  async function work(): Promise<void> {
    const due = wishes.open().filter((wish) => wish.begunAtMs !== null || isDue(wish))
    // all that lies here goes before a share or a server is asked: each of those may take its time
    for (const erase of [eraseHere, eraseElsewhere]) {
      for (const { jobId } of due) {
        if (isClosed) return
        await erase(jobId).catch((error: unknown) =>
          log.warn('not erased yet: it is tried again', { jobId, error: String(error) }),
        )
      }
    }
  }

  /** Also where the clock was set back: nobody waits longer than they were told. */
  const isDue = ({ askedAtMs, dueAtMs }: Wish) => clock.nowMs() >= dueAtMs || clock.nowMs() < askedAtMs - undoMs

  async function eraseHere(jobId: string): Promise<void> {
    const wish = wishes.of(jobId)
    if (!begin(jobId)) return
    // once more while there is an original to compare: one could not be read, or the booth was off before it was
    if (wish?.begunAtMs === null && wish.askedBy === jobId) await takeAlike(jobId)
    // once is enough: each time is announced, to TouchDesigner as well
    if (!isGoneHere(jobId)) await deps.eraseHere(jobId)
  }

  async function eraseElsewhere(jobId: string): Promise<void> {
    const wish = wishes.of(jobId)
    if (!wish || wish.begunAtMs === null || !isGoneHere(jobId)) return
    await deps.eraseOnShare(jobId)
    if (isClosed) return
    const left: WishTask[] = []
    for (const task of wish.tasks) if (isClosed || !(await isDone(task, jobId))) left.push(task)
    wishes.setTasks(jobId, left)
    if (left.length === 0) log.info('a guest’s picture is erased everywhere in reach', { jobId })
  }

  function isGoneHere(jobId: string): boolean {
    const erasure = erasures.find(jobId)
    // kept: by its age it was to stay on the share, and now it is not
    return erasure?.isDone === true && erasure.share !== 'kept'
  }

  function take(jobIds: readonly string[], askedBy: string): void {
    wishes.ask(jobIds, askedBy)
    jobIds.forEach(captures.hold)
    log.info('a guest wants a picture deleted', { jobIds })
    arm()
    announce()
  }

  /** What shows the same follows: it takes reading every original, and a guest's own picture waits for none. Never rejects. */
  async function takeAlike(askedBy: string): Promise<void> {
    try {
      const alike = (await deps.sameTogether(askedBy)).filter((jobId) => jobId !== askedBy)
      if (isClosed || wishes.of(askedBy) === null) return
      const fresh = alike.filter((jobId) => wishes.of(jobId) === null)
      if (fresh.length > 0) take(fresh, askedBy)
    } catch (error) {
      log.warn('whether other pictures show the same could not be seen', { jobId: askedBy, error: String(error) })
    }
  }

  /** Journals what is to be done before the first file goes; false while the job still works. */
  function begin(jobId: string): boolean {
    const job = journal.find(jobId)
    const wish = wishes.of(jobId)
    if (!job || !wish) return false
    if (wish.begunAtMs !== null) return true
    if (!isStopped(job)) return false
    const { tasks, beyond } = places.of(job)
    wishes.begin(jobId, beyond, tasks)
    deps.forgetToken(jobId)
    log.info('a guest’s picture is being erased', { jobId, tasks: tasks.map(({ at }) => at) })
    return true
  }

  function isStopped({ id, state }: Job): boolean {
    if (state === 'saved' || state === 'failed' || state === 'cancelled') return true
    if (state === 'saving') saving.giveUp(id)
    else queue.cancel(id)
    return journal.find(id)?.state === 'cancelled'
  }

  async function isDone(task: WishTask, jobId: string): Promise<boolean> {
    try {
      if (task.at === 'share') return await places.share(task, jobId)
      if (task.at === 'server') return await places.server(task, jobId)
      return task.at === 'backups' ? await places.backups(jobId) : places.touchdesigner(jobId)
    } catch (error) {
      log.warn('not erased there yet: it is tried again', { jobId, at: task.at, error: String(error) })
      return false
    }
  }

  // what was asked for while it was made is hidden from its first moment in the gallery, and goes as soon as it may
  board.onChange((jobId) => {
    const job = board.get(jobId)
    if (job?.state !== 'saved' && job?.state !== 'failed') return
    const wish = wishes.of(jobId)
    // erasing announces the job as well, each time that it is tried
    if (!wish || wish.begunAtMs !== null) return
    captures.hold(jobId)
    if (isDue(wish)) void run()
  })
  // the booth may have gone off between a wish and its hiding
  for (const { jobId } of wishes.open()) captures.hold(jobId)
  arm()

  return {
    ask(jobId) {
      take([jobId], jobId)
      return takeAlike(jobId)
    },
    undo(jobId) {
      const wish = wishes.of(jobId)
      if (!wish) return
      const jobIds = wishes.undo(wish.askedBy)
      jobIds.forEach(captures.release)
      if (jobIds.length > 0) log.info('a guest has changed their mind', { jobIds })
      arm()
      announce()
    },
    run,
    onChange: (listen) => void listeners.push(listen),
    async close() {
      isClosed = true
      stopTimer()
      if (running) await atMost(clock, closeWithinMs, running)
    },
  }
}

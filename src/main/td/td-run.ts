import type { FromTouchDesigner } from '../../contract/td-protocol'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createTimeLimit, type TimeLimit } from '../lib/time-limit'
import type { GenerateProgress } from '../backends/backend'
import type { FoundFile } from '../share/share'
import { isNamedAfter } from './attempt'
import type { TdFrame } from './frame'
import type { FramePicture } from './frame-file'
import type { Hello, Machine } from './machines'
import * as errors from './td-errors'

/** A file of the share that was read back whole and is this job's. */
export interface ClaimedFile {
  file: FoundFile
  sha256: string
  sizeBytes: number
  picture: NonNullable<FoundFile['picture']>
}

export type TdOutcome = { kind: 'file'; claimed: ClaimedFile } | ({ kind: 'frame' } & FramePicture)

/** One job's time with TouchDesigner, from the capture message to its file. */
export interface TdRun {
  readonly jobId: string
  readonly machineId: string
  outcome: Promise<TdOutcome>
  onProgress(listen: (progress: GenerateProgress) => void): void
  message(message: FromTouchDesigner): void
  frame(frame: TdFrame): void
  /** The machine is back after a break. */
  came(hello: Hello): void
  gone(): void
  /** A file on the share that bears the job's id or name. Resolves when it has been judged. */
  found(file: FoundFile): Promise<void>
  /** The name below the share that the machine said it saved; null before. */
  expectedName(): string | null
  /** The file that it ended with; null before, and where there was none. */
  done(): ClaimedFile | null
  fail(error: Error): void
  /** The machine goes to sleep, or is awake again: nothing is timed meanwhile. */
  hold(): void
  goOn(): void
  /** Nothing is waited for any more. */
  stop(): void
}

export interface TdRunDeps {
  jobId: string
  machine: Pick<Machine, 'id' | 'name' | 'saidHello'>
  clock: Clock
  log: Log
  silenceMs: number
  syncMs: number
  settleMs: number
  limitMs: number
  /** The file name that was asked for, where another one may be of an attempt before; null: any name will do. */
  proposed: string | null
  /** The share's name of what a machine calls its path; null for what is no name, or another job's. */
  nameOf(path: string): string | null
  /** Reads and decodes it; null where the picture is that of the job before. Throws `picture_*`. */
  examine(file: FoundFile): Promise<ClaimedFile | null>
  /** Not this job's picture after all: it is kept out of the gallery's view. */
  setAside(file: FoundFile): void
  /** Sends the capture once more; null where that would take another picture. */
  sendAgain: (() => void) | null
  /** Sends a capture once more that was refused, so that no picture was taken for it; null where none was sent. */
  sendRefused: (() => void) | null
  onSyncing(): void
}

/** How long a file may still come after the machine says that it knows nothing of the job. */
const lostGraceMs = 5000
/** A machine that said it is busy is asked again so often. */
const busyRetryMs = 2000

export function createTdRun(deps: TdRunDeps): TdRun {
  const { jobId, machine, clock, log } = deps
  const listeners: ((progress: GenerateProgress) => void)[] = []
  const timers = new Map<string, TimeLimit>()
  let settled: { resolve(outcome: TdOutcome): void; reject(error: Error): void } | null = null
  let best: ClaimedFile | null = null
  let expected: string | null = null
  let highest = 0
  let latest: number | null = null
  let sawSame = false
  let taken: ClaimedFile | null = null
  let judging: Promise<void> = Promise.resolve()
  /** By their names of an attempt before; `saved` may name them all the same. */
  let doubtful: FoundFile[] = []

  const outcome = new Promise<TdOutcome>((resolve, reject) => (settled = { resolve, reject }))
  // whoever joins later hears it; nobody may join at all
  outcome.catch(() => undefined)

  function after(name: string, ms: number, call: () => void): void {
    timers.get(name)?.stop()
    timers.set(name, createTimeLimit(clock, ms, call))
  }

  function stopTimer(name: string): void {
    timers.get(name)?.stop()
    timers.delete(name)
  }

  function stop(): void {
    for (const name of [...timers.keys()]) stopTimer(name)
    settled = null
    sort()
  }

  function resolve(result: TdOutcome): void {
    const { resolve: tell } = settled ?? {}
    if (tell && result.kind === 'file') taken = result.claimed
    stop()
    tell?.(result)
  }

  function fail(error: Error): void {
    const { reject } = settled ?? {}
    stop()
    reject?.(error)
  }

  /** No time is left: a whole file that is here, or is just being read, is its picture all the same. */
  async function expire(why: () => Error): Promise<void> {
    await judging
    if (best) resolve({ kind: 'file', claimed: best })
    else fail(why())
  }

  function alive(): void {
    // after `saved` a component may count on, or go back to 0: the drive's time runs
    if (expected !== null) return
    const why = () => (sawSame ? errors.samePicture() : errors.silent(seconds(deps.silenceMs)))
    after('silence', deps.silenceMs, () => void expire(why))
  }

  function begun(): void {
    alive()
    tell(0)
  }

  /** Its scripts work on something else: nothing was taken for this job, and it is its turn when they are done. */
  function waitUntilIdle(): void {
    alive()
    if (deps.sendRefused) after('busy', busyRetryMs, deps.sendRefused)
  }

  /** Counted anew by each node of a component: it lives as long as it moves. One that stands at 1 may hang. */
  function progress(fraction: number): void {
    if (fraction !== latest) alive()
    latest = fraction
    tell(fraction)
  }

  function tell(fraction: number): void {
    highest = Math.max(highest, fraction)
    for (const listen of listeners) listen({ fraction: highest, step: 0, maxSteps: 0, node: 'TouchDesigner' })
  }

  function saved(path: string): void {
    const name = deps.nameOf(path)
    if (name === null) return log.warn('TouchDesigner named a file that is not this job’s', { jobId, path })
    expected = name
    // from here on the drive's time counts, not the machine's
    for (const timer of ['silence', 'lost', 'busy', 'limit']) stopTimer(timer)
    if (best && isExpected(best.file)) return resolve({ kind: 'file', claimed: best })
    sort()
    deps.onSyncing()
    // a synced drive may have given the file another name: then the one that bears the job's id is it
    const why = () => (sawSame ? errors.samePicture() : errors.notSynced(baseName(name), seconds(deps.syncMs)))
    after('sync', deps.syncMs, () => void expire(why))
  }

  const isExpected = (file: FoundFile) => expected !== null && folded(file.name) === folded(expected)

  function isOfAnotherAttempt({ name }: FoundFile): boolean {
    const { proposed } = deps
    return proposed !== null && ![proposed, expected].some((own) => own !== null && isNamedAfter(name, own))
  }

  /** Once a name was told, or nothing is waited for any more. */
  function sort(): void {
    const files = doubtful
    doubtful = []
    for (const file of files) {
      if (settled) void found(file)
      else deps.setAside(file)
    }
  }

  function found(file: FoundFile): Promise<void> {
    if (settled && isOfAnotherAttempt(file)) {
      doubtful.push(file)
      return judging
    }
    // one after the other: which one was last must not depend on how long each took to read
    return (judging = judging.then(() => judge(file)))
  }

  async function judge(file: FoundFile): Promise<void> {
    try {
      const claimed = await deps.examine(file)
      if (!settled) return deps.setAside(file)
      if (claimed) return take(claimed)
      sawSame = true
      log.warn('a file shows the picture of the job before: refused', { jobId, name: file.name })
      deps.setAside(file)
    } catch (error) {
      log.warn('a file of this job is no whole picture', { jobId, name: file.name, error: String(error) })
    }
  }

  /** The last of several wins, unless the machine named one. */
  function take(claimed: ClaimedFile): void {
    const isFirst = best === null
    if (best && isExpected(best.file)) return deps.setAside(claimed.file)
    if (best) deps.setAside(best.file)
    best = claimed
    for (const timer of ['silence', 'lost', 'busy']) stopTimer(timer)
    if (isExpected(claimed.file)) return resolve({ kind: 'file', claimed })
    if (isFirst && expected === null)
      after('settle', deps.settleMs, () => best && resolve({ kind: 'file', claimed: best }))
  }

  /** What it finished before stays: the file that is here, or the one that it told of and that is still on its way. */
  async function gone(): Promise<void> {
    await judging
    if (best || expected === null) await expire(() => errors.gone(machine.name))
  }

  alive()
  after('limit', deps.limitMs, () => void expire(() => errors.tooLate(seconds(deps.limitMs))))

  return {
    jobId,
    machineId: machine.id,
    outcome,
    onProgress(listen) {
      listeners.push(listen)
      if (highest > 0) tell(highest)
    },
    message(message) {
      if (!settled || (best && message.type !== 'saved')) return
      if (message.type === 'started' || message.type === 'ack') begun()
      if (message.type === 'progress') progress(message.progress)
      if (message.type === 'saved') saved(message.path)
      if (message.type === 'error' && message.reason === 'busy') waitUntilIdle()
      else if (message.type === 'error') fail(errors.failedThere(message.message))
    },
    frame({ header, picture }) {
      if (header.kind === 'result') resolve({ kind: 'frame', picture, mediaType: header.mediaType })
    },
    came(hello) {
      if (hello.jobId !== null || !settled || best || expected) return
      after('lost', lostGraceMs, () => (deps.sendAgain ? deps.sendAgain() : fail(errors.lost(machine.name))))
    },
    gone: () => void gone(),
    found,
    expectedName: () => expected,
    done: () => taken,
    fail,
    hold: () => timers.forEach((timer) => timer.hold()),
    goOn: () => timers.forEach((timer) => timer.goOn()),
    stop,
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}

function baseName(name: string): string {
  return name.split('/').at(-1) ?? name
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

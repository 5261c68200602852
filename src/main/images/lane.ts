import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { ImageChild, MediaFacts } from './images'
import { died, notStarted, timedOut, toAppError, tooLarge } from './lane-errors'
import { fromChild, type FromChild, type Operation, type ToChild } from './messages'
import { residentMemory } from './resident-memory'

export interface LaneDeps {
  name: string
  start: () => ImageChild
  clock: Clock
  log: Log
  memoryLimitBytes: number
}

/** How one operation is watched; times run from its start, not from when it was asked for. */
export interface LaneOptions {
  timeoutMs: number
  signal: AbortSignal | null
  onStep(step: { step: number; maxSteps: number; name: string }): void
  onPreview(jpeg: Uint8Array): void
}

export interface Lane {
  run(operation: Operation, options: LaneOptions): Promise<MediaFacts>
  close(): Promise<void>
}

interface Task {
  id: number
  operation: Operation
  options: LaneOptions
  resolve(facts: MediaFacts): void
  reject(reason: unknown): void
  /** Its child died once without being told to: that may have been anybody's doing. */
  wasCut: boolean
  /** Set once the child was told to stop or was killed for it: what the caller is told in place of a crash. */
  verdict: unknown
  release(): void
}

/** How long a cancelled operation may go on to its next step before its child is killed. */
const cancelGraceMs = 1000
const memoryCheckMs = 100

/**
 * One child, one operation at a time, in the order asked. The child starts with the first and again after its death. An
 * operation whose child dies is begun once more: a system short of memory ends any process, and only a second death, of a
 * child that had begun to work, says that it is the picture.
 */
export function createLane({ name, start, clock, log, memoryLimitBytes }: LaneDeps): Lane {
  const waiting: Task[] = []
  let current: Task | null = null
  let child: ImageChild | null = null
  /** Whether the child has said anything: its program is there and runs. */
  let hasSpoken = false
  let nextId = 1
  let closed: AppError | null = null
  const exits = new Set<Promise<void>>()

  function run(operation: Operation, options: LaneOptions) {
    return new Promise<MediaFacts>((resolve, reject) => {
      if (closed) return reject(closed)
      const task = {
        id: nextId++,
        operation,
        options,
        resolve,
        reject,
        verdict: null,
        wasCut: false,
        release: () => undefined,
      }
      waiting.push(task)
      startNext()
    })
  }

  function startNext() {
    if (current || closed) return
    const task = waiting.shift()
    if (!task) return
    if (task.options.signal?.aborted) {
      task.reject(task.options.signal.reason)
      return startNext()
    }
    current = task
    watch(task)
    begin(task)
  }

  function begin(task: Task) {
    try {
      child ??= startChild()
      send(child, { type: 'run', id: task.id, operation: task.operation })
    } catch (cause) {
      settle(() => task.reject(notStarted(task.operation.kind, cause)))
    }
  }

  function startChild(): ImageChild {
    const started = start()
    hasSpoken = false
    started.onMessage((message) => started === child && receive(message))
    const exit = new Promise<void>((resolve) =>
      started.onExit((code) => {
        resolve()
        exits.delete(exit)
        if (started === child) childEnded(code)
      }),
    )
    exits.add(exit)
    return started
  }

  function watch(task: Task) {
    const stops = [
      clock.after(task.options.timeoutMs, () => killFor(task, timedOut(task.operation.kind, task.options.timeoutMs))),
      watchMemory(task),
    ]
    const { signal } = task.options
    if (signal) {
      const onAbort = () => cancel(task, signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      stops.push(() => signal.removeEventListener('abort', onAbort))
    }
    task.release = () => stops.forEach((stop) => stop())
  }

  function watchMemory(task: Task) {
    const timer = setInterval(
      () => void residentMemory(child?.pid).then((bytes) => checkMemory(task, bytes)),
      memoryCheckMs,
    )
    return () => clearInterval(timer)
  }

  function checkMemory(task: Task | null, rssBytes: number | null) {
    if (task && task === current && rssBytes !== null && rssBytes > memoryLimitBytes) {
      killFor(task, tooLarge(task.operation.kind, memoryLimitBytes))
    }
  }

  function cancel(task: Task, reason: unknown) {
    if (task !== current || !child) return
    task.verdict ??= reason
    send(child, { type: 'cancel', id: task.id })
    const stop = clock.after(cancelGraceMs, () => killFor(task, reason))
    const release = task.release
    task.release = () => (release(), stop())
  }

  function killFor(task: Task, verdict: unknown) {
    if (task !== current) return
    task.verdict ??= verdict
    log.warn('image child killed', { lane: name, operation: task.operation.kind, reason: String(task.verdict) })
    child?.kill()
  }

  function receive(message: unknown) {
    hasSpoken = true
    const parsed = fromChild.safeParse(message)
    if (!parsed.success) return log.warn('image child said something unknown', { lane: name })
    const data = parsed.data
    if (data.type === 'memory') return checkMemory(current, data.rssBytes)
    if (current && data.id === current.id) act(current, data)
  }

  function act(task: Task, data: Exclude<FromChild, { type: 'memory' }>) {
    if (data.type === 'step') return task.options.onStep({ step: data.step, maxSteps: data.maxSteps, name: data.name })
    if (data.type === 'preview') return task.options.onPreview(data.jpeg)
    if (data.type === 'done' && task.verdict === null) return settle(() => task.resolve(data.facts))
    if (data.type === 'failed' && task.verdict === null) return settle(() => task.reject(toAppError(data.error)))
    settle(() => task.reject(task.verdict))
  }

  function childEnded(code: number | null) {
    child = null
    const task = current
    if (!task) return log.warn('image child ended while idle', { lane: name, code })
    if (task.verdict === null) log.error('image child died', { lane: name, operation: task.operation.kind, code })
    if (task.verdict === null && !task.wasCut && !closed) {
      task.wasCut = true
      return begin(task)
    }
    const { kind } = task.operation
    const death = hasSpoken ? died(kind, code) : notStarted(kind, new Error(`it ended at once, exit code ${code}`))
    settle(() => task.reject(task.verdict ?? death))
  }

  function settle(answer: () => void) {
    current?.release()
    current = null
    answer()
    startNext()
  }

  async function close() {
    closed ??= new AppError('closing', 'The console is closing.', 'Start it again; unfinished work goes on by itself.')
    for (const task of waiting.splice(0)) task.reject(closed)
    if (current) current.verdict ??= closed
    child?.kill()
    await Promise.all(exits)
  }

  return { run, close }
}

function send(child: ImageChild, message: ToChild) {
  child.send(message)
}

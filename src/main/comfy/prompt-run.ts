import { randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { ComfyApi } from './comfy-api'
import { ComfyRequestError } from './comfy-http'
import type { ComfySocket } from './comfy-socket'
import type { ComfyEvent, NodeErrors } from './messages'
import { lookInHistory, lookInQueue } from './prompt-lookup'
import { endOf, isLeftOut, type RunEnd } from './run-end'
import { createRunWatch, type RunTimes } from './run-watch'
import type { Graph } from './workflow/graph'

export interface PromptRun {
  /** The prompt to follow; a new one is submitted under this id. */
  promptId: string
  /** Our mark on it; of a new one its id. */
  mark: string
  /** Null: it was submitted before, by us in an earlier life. */
  submit: { graph: Graph; clientId: string; outputNode: string } | null
  times: RunTimes
  signal: AbortSignal
  onEvent(event: ComfyEvent): void
  /** The server gave it another id (before 0.3.45). */
  onRenamed(promptId: string): void
}

/** After a hint that it is over, history is asked at once and then ever more slowly. */
const firstRetryMs = 8
const maxRetryMs = 250
/** After the success event the end itself is a moment away, and only then history is sure to be there. */
const successGraceMs = 25
/** Looks in a row that find it nowhere, before it counts as lost. */
const missesUntilLost = 2

/**
 * Submits a prompt and follows it to its end. The end is always what `/history` says; events only say when to look,
 * and a poll looks where events fail. Rejects with a ComfyRequestError that the submission was refused with, or with
 * the signal's reason; then the prompt may still be at the server, for the caller to cancel.
 */
export function runPrompt(
  deps: { api: ComfyApi; socket: ComfySocket; clock: Clock; log: Log },
  order: PromptRun,
): Promise<RunEnd> {
  const { api, socket, clock, log } = deps
  const { times, signal, mark } = order
  let promptId = order.promptId
  let stopFollowing: () => void = () => undefined
  let wake: () => void = () => undefined

  const watch = createRunWatch(clock, times)
  let submission: 'open' | 'taken' | 'unanswered' = order.submit ? 'open' : 'taken'
  let refusal: Error | null = null
  let leftOut: NodeErrors | null = null
  let misses = 0
  /** When to look next, and how long to wait after a look that brought nothing. */
  let nextLookAtMs = clock.monotonicMs() + times.pollMs
  let retryMs: number | null = null
  let muteAfterMs = times.muteMs
  let lastNode: string | null = null

  return run()

  async function run(): Promise<RunEnd> {
    follow(promptId)
    const onAbort = () => wake()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      if (order.submit) void submit(order.submit)
      else nextLookAtMs = clock.monotonicMs()
      for (;;) {
        signal.throwIfAborted()
        if (refusal) throw refusal
        if (leftOut) return { state: 'left-out', nodeErrors: leftOut }
        const end = clock.monotonicMs() >= nextLookAtMs ? await look() : null
        if (end) return end
        const late = watch.lateness(promptId, socket.hasSpoken())
        if (late) return { state: 'late', ...late }
        renewMuteSocket()
        await pause()
      }
    } finally {
      stopFollowing()
      signal.removeEventListener('abort', onAbort)
    }
  }

  function follow(id: string): void {
    stopFollowing()
    promptId = id
    stopFollowing = socket.follow(id, see, lookNow)
  }

  /** Events may have been missed. */
  function lookNow(): void {
    nextLookAtMs = clock.monotonicMs()
    wake()
  }

  function see(event: ComfyEvent): void {
    if (!isGreeting(event)) watch.moved()
    // while ours waits it is the node of one that was given up
    else if (!watch.isAtWork()) return
    else if (lastNode !== null && event.node !== lastNode) watch.moved()
    if (event.type === 'executing') lastNode = event.node
    if (event.type === 'success') hint(successGraceMs)
    else if (isEnd(event)) hint(0)
    else order.onEvent(event)
  }

  function hint(inMs: number): void {
    retryMs = firstRetryMs
    const atMs = clock.monotonicMs() + inMs
    nextLookAtMs = inMs === 0 ? atMs : Math.min(nextLookAtMs, atMs)
    wake()
  }

  async function submit({ graph, clientId, outputNode }: NonNullable<PromptRun['submit']>): Promise<void> {
    try {
      const reply = await api.submit({ graph, clientId, promptId: mark }, { signal, timeoutMs: times.submitMs })
      submission = 'taken'
      watch.answered()
      known(reply.promptId)
      if (isLeftOut(reply.nodeErrors, outputNode)) leftOut = reply.nodeErrors
    } catch (error) {
      if (error instanceof ComfyRequestError && error.status === null) {
        // it may have been taken all the same: queue and history tell
        submission = 'unanswered'
        nextLookAtMs = clock.monotonicMs()
      } else refusal = error instanceof Error ? error : new Error(String(error))
    }
    wake()
  }

  /** The server's own id of it. */
  function known(id: string): void {
    if (id === promptId) return
    order.onRenamed(id)
    follow(id)
  }

  /** One look at queue and history; null: not over yet. */
  async function look(): Promise<RunEnd | null> {
    try {
      const end = retryMs === null ? await lookAround() : await lookAtHistory()
      watch.answered()
      return end
    } catch (error) {
      nextLookAtMs = clock.monotonicMs() + Math.min(500, times.pollMs)
      return watch.isUnreachable() ? { state: 'unreachable', error } : null
    }
  }

  async function lookAtHistory(): Promise<RunEnd | null> {
    const entry = await api.history(promptId, signal)
    if (entry) return endOf(promptId, entry)
    const waitMs = retryMs ?? firstRetryMs
    nextLookAtMs = clock.monotonicMs() + waitMs
    retryMs = waitMs * 2 > maxRetryMs ? null : waitMs * 2
    return null
  }

  /** The queue first: what is in neither, asked in this order, is known to nobody. */
  async function lookAround(): Promise<RunEnd | null> {
    nextLookAtMs = clock.monotonicMs() + times.pollMs
    const found = await lookInQueue(api, { promptId, mark }, signal)
    if (found) {
      misses = 0
      submission = 'taken'
      known(found.promptId)
      if (found.isAtWork) watch.atWork()
      else watch.waitsFor(found.inFront)
      return null
    }
    const ended = await lookInHistory(api, { promptId, mark, byMark: mayHaveOtherId() }, signal)
    if (ended) {
      known(ended.promptId)
      return endOf(promptId, ended.entry)
    }
    if (submission === 'open') return null
    misses++
    nextLookAtMs = clock.monotonicMs() + Math.min(200, times.pollMs)
    return misses >= missesUntilLost ? { state: 'lost' } : null
  }

  /** The reply that would have told it was lost, perhaps together with the life that waited for it. */
  function mayHaveOtherId(): boolean {
    return submission === 'unanswered' || (!order.submit && promptId === mark)
  }

  function renewMuteSocket(): void {
    if (submission === 'open' || socket.quietMs() < muteAfterMs) return
    log.info('no events come, the event stream is opened anew', { promptId, quietMs: Math.round(socket.quietMs()) })
    muteAfterMs *= 2
    socket.renew()
  }

  /** Until the next look, the next limit, or an event that matters. */
  function pause(): Promise<void> {
    const waitMs = Math.max(0, Math.min(nextLookAtMs - clock.monotonicMs(), times.pollMs))
    return new Promise((resolve) => {
      const stop = clock.after(waitMs, resolve)
      wake = () => {
        stop()
        resolve()
      }
      if (signal.aborted) wake()
    })
  }
}

/**
 * To whoever comes back the server names the node that runs for this client, without its prompt and though it stands
 * still (ComfyUI server.py, websocket_handler).
 */
function isGreeting(event: ComfyEvent): event is Extract<ComfyEvent, { type: 'executing' }> {
  return event.type === 'executing' && event.promptId === null && event.node !== null
}

/** A hint that it is over; an ExecutionBlocked is an error event of a run that goes on (ComfyUI execution.py). */
function isEnd(event: ComfyEvent): boolean {
  if (event.type === 'executing') return event.node === null
  if (event.type === 'failed') return event.failure.exception_type !== 'ExecutionBlocked'
  return event.type === 'interrupted'
}

/** A fresh id that every version takes. */
export const newPromptId = (): string => randomUUID()

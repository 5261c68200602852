import { randomUUID } from 'node:crypto'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { ComfyApi } from './comfy-api'
import { ComfyRequestError } from './comfy-http'
import type { ComfySocket } from './comfy-socket'
import {
  nodeFailure,
  wasInterrupted,
  type ComfyEvent,
  type HistoryEntry,
  type NodeErrors,
  type NodeFailure,
} from './messages'
import type { Graph } from './workflow/graph'

/** How a prompt ended, as the server's history has it; `late`, `lost` and `unreachable` are our own judgement. */
export type RunEnd =
  | { state: 'done'; promptId: string; entry: HistoryEntry }
  | { state: 'failed'; failure: NodeFailure | null }
  | { state: 'interrupted' }
  /** Its output was left out of what the server took. */
  | { state: 'left-out'; nodeErrors: NodeErrors }
  /** Neither in queue nor history: the server was restarted, or somebody removed it. */
  | { state: 'lost' }
  | { state: 'unreachable'; error: unknown }
  | { state: 'late'; what: 'run' | 'queue' | 'stall' }

export interface RunTimes {
  /** From the start of the work. */
  runMs: number
  /** From the submission to the start of the work. */
  queueMs: number
  /** Running without a sign of progress. */
  stallMs: number
  /** Without an answer to anything. */
  unreachableMs: number
  /** Between two looks when nothing is heard. */
  pollMs: number
  /** Running without any text on the socket, after which it is opened anew. */
  muteMs: number
  /** For the reply to the submission. */
  submitMs: number
}

export const runTimes: RunTimes = {
  runMs: 90_000,
  queueMs: 900_000,
  stallMs: 60_000,
  unreachableMs: 15_000,
  pollMs: 2000,
  muteMs: 10_000,
  submitMs: 120_000,
}

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

  const beganAtMs = clock.monotonicMs()
  let submission: 'open' | 'taken' | 'unanswered' = order.submit ? 'open' : 'taken'
  let refusal: Error | null = null
  let leftOut: NodeErrors | null = null
  let startedAtMs: number | null = null
  let lastMoveAtMs = beganAtMs
  let lastAnswerAtMs = beganAtMs
  let misses = 0
  /** When to look next, and how long to wait after a look that brought nothing. */
  let nextLookAtMs = beganAtMs + times.pollMs
  let retryMs: number | null = null
  let muteAfterMs = times.muteMs
  let queueHead = ''

  return run()

  async function run(): Promise<RunEnd> {
    follow(promptId)
    const onAbort = () => wake()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      if (order.submit) void submit(order.submit)
      else nextLookAtMs = beganAtMs
      for (;;) {
        signal.throwIfAborted()
        if (refusal) throw refusal
        if (leftOut) return { state: 'left-out', nodeErrors: leftOut }
        const end = clock.monotonicMs() >= nextLookAtMs ? await look() : null
        if (end) return end
        const late = lateness()
        if (late) return late
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
    const nowMs = clock.monotonicMs()
    lastMoveAtMs = nowMs
    startedAtMs ??= nowMs
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
      lastAnswerAtMs = clock.monotonicMs()
      if (reply.promptId !== promptId) rename(reply.promptId)
      if (lacks(reply.nodeErrors, outputNode)) leftOut = reply.nodeErrors
    } catch (error) {
      if (error instanceof ComfyRequestError && error.status === null) {
        // it may have been taken all the same: queue and history tell
        submission = 'unanswered'
        nextLookAtMs = clock.monotonicMs()
      } else refusal = error instanceof Error ? error : new Error(String(error))
    }
    wake()
  }

  function rename(id: string): void {
    order.onRenamed(id)
    follow(id)
  }

  /** One look at queue and history; null: not over yet. */
  async function look(): Promise<RunEnd | null> {
    try {
      const end = retryMs === null ? await lookAround() : await lookAtHistory()
      lastAnswerAtMs = clock.monotonicMs()
      return end
    } catch (error) {
      nextLookAtMs = clock.monotonicMs() + Math.min(500, times.pollMs)
      if (clock.monotonicMs() - lastAnswerAtMs > times.unreachableMs) return { state: 'unreachable', error }
      return null
    }
  }

  async function lookAtHistory(): Promise<RunEnd | null> {
    const entry = await api.history(promptId, signal)
    if (entry) return endOf(entry)
    const waitMs = retryMs ?? firstRetryMs
    nextLookAtMs = clock.monotonicMs() + waitMs
    retryMs = waitMs * 2 > maxRetryMs ? null : waitMs * 2
    return null
  }

  /** The queue first: what is in neither, asked in this order, is known to nobody. */
  async function lookAround(): Promise<RunEnd | null> {
    nextLookAtMs = clock.monotonicMs() + times.pollMs
    const { running, pending } = await api.queue(signal)
    const isOurs = (one: { promptId: string; mark: string | null }) => one.promptId === promptId || one.mark === mark
    const found = running.find(isOurs) ?? pending.find(isOurs)
    noteMoves(running.map((one) => one.promptId).join())
    if (found) {
      misses = 0
      submission = 'taken'
      if (found.promptId !== promptId) rename(found.promptId)
      if (running.includes(found)) startedAtMs ??= clock.monotonicMs()
      return null
    }
    const entry = (await api.history(promptId, signal)) ?? (await markedEntry())
    if (entry) return endOf(entry)
    if (submission === 'open') return null
    misses++
    nextLookAtMs = clock.monotonicMs() + Math.min(200, times.pollMs)
    return misses >= missesUntilLost ? { state: 'lost' } : null
  }

  /** A server that gives ids of its own, and whose reply was lost. */
  async function markedEntry(): Promise<HistoryEntry | null> {
    if (submission !== 'unanswered') return null
    const found = await api.finishedWith(mark, signal)
    if (!found) return null
    if (found.promptId !== promptId) rename(found.promptId)
    return found.entry
  }

  function endOf(entry: HistoryEntry): RunEnd {
    if (entry.status?.completed ?? Object.keys(entry.outputs).length > 0) return { state: 'done', promptId, entry }
    if (wasInterrupted(entry)) return { state: 'interrupted' }
    return { state: 'failed', failure: nodeFailure.safeParse(entry.status?.messages.at(-1)?.[1]).data ?? null }
  }

  function noteMoves(head: string): void {
    if (startedAtMs === null && head !== queueHead) lastMoveAtMs = clock.monotonicMs()
    queueHead = head
  }

  function lateness(): RunEnd | null {
    const nowMs = clock.monotonicMs()
    if (startedAtMs === null) {
      if (nowMs - beganAtMs > times.queueMs) return { state: 'late', what: 'queue' }
      // others' work in front of ours may be long; a line that never moves is a dead worker
      return nowMs - lastMoveAtMs > times.stallMs * 10 ? { state: 'late', what: 'stall' } : null
    }
    if (nowMs - startedAtMs > times.runMs) return { state: 'late', what: 'run' }
    return nowMs - lastMoveAtMs > times.stallMs ? { state: 'late', what: 'stall' } : null
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

/** A hint that it is over; an ExecutionBlocked is an error event of a run that goes on (ComfyUI execution.py). */
function isEnd(event: ComfyEvent): boolean {
  if (event.type === 'executing') return event.node === null
  if (event.type === 'failed') return event.failure.exception_type !== 'ExecutionBlocked'
  return event.type === 'interrupted'
}

function lacks(nodeErrors: NodeErrors, outputNode: string): boolean {
  return Object.entries(nodeErrors).some(([id, one]) => id === outputNode || one.dependent_outputs.includes(outputNode))
}

/** A fresh id that every version takes. */
export const newPromptId = (): string => randomUUID()

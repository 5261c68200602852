import type { Clock } from '../lib/clock'

export interface RunTimes {
  /** From the start of the work. */
  runMs: number
  /** From the submission to the start of the work. */
  queueMs: number
  /** Running without a sign of progress, though one could be heard. */
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

/** Less silence than this is no sign that a server hangs. */
export const leastSilenceMs = 60_000

export interface Lateness {
  what: 'run' | 'queue' | 'stall'
  /** The prompt that is at work there and does not move; null: the server does not hang, as far as is known. */
  hangsAt: string | null
}

/** How long a prompt has been at what, and when that is too long. */
export interface RunWatch {
  /** It showed that it is at work. */
  moved(): void
  /** It was seen at work, which is no sign of progress. */
  atWork(): void
  isAtWork(): boolean
  /** It was seen in the line, with this one at work; null: none. */
  waitsFor(promptId: string | null): void
  /** The server answered something. */
  answered(): void
  isUnreachable(): boolean
  /**
   * Null: nothing took too long yet. Asked at every turn: time in which progress cannot be heard is no silence.
   * `promptId`: what the server knows it by now.
   */
  lateness(promptId: string, canBeHeard: boolean): Lateness | null
}

export function createRunWatch(clock: Clock, times: RunTimes): RunWatch {
  const beganAtMs = clock.monotonicMs()
  let startedAtMs: number | null = null
  let lastAnswerAtMs = beganAtMs
  /** Since the last sign of progress, counted up to `countedToMs`. */
  let silentMs = 0
  let countedToMs = beganAtMs
  /** Who was at work when it was first seen in the line. */
  let inFront: string | null = null
  let hasLineMoved = false

  function atWork(): void {
    if (startedAtMs !== null) return
    startedAtMs = clock.monotonicMs()
    countedToMs = startedAtMs
  }

  return {
    moved() {
      atWork()
      silentMs = 0
      countedToMs = clock.monotonicMs()
    },
    atWork,
    isAtWork: () => startedAtMs !== null,
    waitsFor(promptId) {
      if (promptId === null) return
      inFront ??= promptId
      if (promptId !== inFront) hasLineMoved = true
    },
    answered() {
      lastAnswerAtMs = clock.monotonicMs()
    },
    isUnreachable: () => clock.monotonicMs() - lastAnswerAtMs > times.unreachableMs,
    lateness(promptId, canBeHeard) {
      const nowMs = clock.monotonicMs()
      if (startedAtMs === null) {
        if (nowMs - beganAtMs <= times.queueMs) return null
        const hasStood = !hasLineMoved && nowMs - beganAtMs > leastSilenceMs
        return { what: 'queue', hangsAt: hasStood ? inFront : null }
      }
      if (canBeHeard) silentMs += nowMs - countedToMs
      countedToMs = nowMs
      if (nowMs - startedAtMs > times.runMs)
        return { what: 'run', hangsAt: silentMs > leastSilenceMs ? promptId : null }
      return silentMs > times.stallMs ? { what: 'stall', hangsAt: promptId } : null
    },
  }
}

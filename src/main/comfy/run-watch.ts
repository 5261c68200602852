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

/** How long a prompt has been at what, and when that is too long. */
export interface RunWatch {
  /** It showed that it is at work. */
  moved(): void
  /** It was seen at work, which is no sign of progress. */
  atWork(): void
  /** The server answered something. */
  answered(): void
  isUnreachable(): boolean
  /** What took too long; null: nothing yet. Asked at every turn: time in which progress cannot be heard is no silence. */
  lateness(canBeHeard: boolean): 'run' | 'queue' | 'stall' | null
}

export function createRunWatch(clock: Clock, times: RunTimes): RunWatch {
  const beganAtMs = clock.monotonicMs()
  let startedAtMs: number | null = null
  let lastAnswerAtMs = beganAtMs
  /** Since the last sign of progress, counted up to `countedToMs`. */
  let silentMs = 0
  let countedToMs = beganAtMs

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
    answered() {
      lastAnswerAtMs = clock.monotonicMs()
    },
    isUnreachable: () => clock.monotonicMs() - lastAnswerAtMs > times.unreachableMs,
    lateness(canBeHeard) {
      const nowMs = clock.monotonicMs()
      if (startedAtMs === null) return nowMs - beganAtMs > times.queueMs ? 'queue' : null
      if (canBeHeard) silentMs += nowMs - countedToMs
      countedToMs = nowMs
      if (nowMs - startedAtMs > times.runMs) return 'run'
      return silentMs > times.stallMs ? 'stall' : null
    },
  }
}

import type { Clock } from '../lib/clock'

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

/** Others' work in front of ours may be long; a line that never moves in so many stalls is a dead worker. */
const stallsOfLine = 10

/** How long a prompt has been at what, and when that is too long. */
export interface RunWatch {
  /** It showed that it is at work. */
  moved(): void
  /** It was seen at work, which is no sign of progress. */
  atWork(): void
  /** Who is at work, in any words: while ours waits, a line that moves is a sign of life. */
  lineAt(head: string): void
  /** The server answered something. */
  answered(): void
  isUnreachable(): boolean
  /** What took too long; null: nothing yet. */
  lateness(): 'run' | 'queue' | 'stall' | null
}

export function createRunWatch(clock: Clock, times: RunTimes): RunWatch {
  const beganAtMs = clock.monotonicMs()
  let startedAtMs: number | null = null
  let lastMoveAtMs = beganAtMs
  let lastAnswerAtMs = beganAtMs
  let lineHead = ''

  return {
    moved() {
      lastMoveAtMs = clock.monotonicMs()
      startedAtMs ??= lastMoveAtMs
    },
    atWork() {
      startedAtMs ??= clock.monotonicMs()
    },
    lineAt(head) {
      if (startedAtMs === null && head !== lineHead) lastMoveAtMs = clock.monotonicMs()
      lineHead = head
    },
    answered() {
      lastAnswerAtMs = clock.monotonicMs()
    },
    isUnreachable: () => clock.monotonicMs() - lastAnswerAtMs > times.unreachableMs,
    lateness() {
      const nowMs = clock.monotonicMs()
      const stillMs = nowMs - lastMoveAtMs
      if (startedAtMs === null) {
        if (nowMs - beganAtMs > times.queueMs) return 'queue'
        return stillMs > times.stallMs * stallsOfLine ? 'stall' : null
      }
      if (nowMs - startedAtMs > times.runMs) return 'run'
      return stillMs > times.stallMs ? 'stall' : null
    },
  }
}

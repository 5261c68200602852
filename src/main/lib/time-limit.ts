import type { Clock } from './clock'

/** Time that something may take while the machine is awake. */
export interface TimeLimit {
  /** The machine goes to sleep: on some systems timers and even the monotonic clock run on meanwhile. */
  hold(): void
  /** It is awake again: what was left is left. */
  goOn(): void
  stop(): void
}

/** Calls `passed` once after `ms` of waking time, unless it is stopped before. */
export function createTimeLimit(clock: Clock, ms: number, passed: () => void): TimeLimit {
  let leftMs = ms
  let sinceMs = clock.monotonicMs()
  let stopTimer: (() => void) | null = clock.after(ms, pass)

  function pass(): void {
    stopTimer = null
    leftMs = 0
    passed()
  }

  function stop(): void {
    stopTimer?.()
    stopTimer = null
  }

  return {
    hold() {
      if (!stopTimer) return
      stop()
      // due already, and not called yet: that is for the waking machine
      leftMs = Math.max(1, leftMs - (clock.monotonicMs() - sinceMs))
    },
    goOn() {
      if (stopTimer || leftMs <= 0) return
      sinceMs = clock.monotonicMs()
      stopTimer = clock.after(leftMs, pass)
    },
    stop() {
      stop()
      leftMs = 0
    },
  }
}

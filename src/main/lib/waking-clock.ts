import type { Clock } from './clock'

/** A clock whose monotonic time stands still while the machine sleeps, on systems too where it runs on. */
export interface WakingClock extends Clock {
  /** The machine goes to sleep, or is awake again. Timers may come early, never late: who waits looks at the time. */
  hold(): void
  goOn(): void
}

export function createWakingClock(clock: Clock): WakingClock {
  let sleptMs = 0
  let asleepSinceMs: number | null = null

  return {
    ...clock,
    monotonicMs: () => (asleepSinceMs ?? clock.monotonicMs()) - sleptMs,
    hold() {
      asleepSinceMs ??= clock.monotonicMs()
    },
    goOn() {
      if (asleepSinceMs === null) return
      sleptMs += clock.monotonicMs() - asleepSinceMs
      asleepSinceMs = null
    },
  }
}

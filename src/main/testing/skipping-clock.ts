import { systemClock, type Clock } from '../lib/clock'

/** Real time for a whole core, of which a test lets hours pass at once. */
export interface SkippingClock extends Clock {
  /** The machine runs on: what falls due within `ms` is called now, once and in order. */
  skip(ms: number): void
  /** The machine sleeps, as under Linux: timers and the monotonic clock stand still. */
  sleep(ms: number): void
  /** Somebody sets the wall clock ahead, or back. */
  setBy(ms: number): void
}

interface Timer {
  dueMs: number
  call: () => void
  stop: () => void
}

export function createSkippingClock(): SkippingClock {
  let skippedMs = 0
  let sleptMs = 0
  let setByMs = 0
  const timers = new Set<Timer>()
  const monotonicMs = () => systemClock.monotonicMs() + skippedMs

  function arm(timer: Timer): void {
    timer.stop = systemClock.after(timer.dueMs - monotonicMs(), () => run(timer))
  }

  function drop(timer: Timer): void {
    timer.stop()
    timers.delete(timer)
  }

  function run(timer: Timer): void {
    drop(timer)
    timer.call()
  }

  return {
    nowMs: () => systemClock.nowMs() + skippedMs + sleptMs + setByMs,
    monotonicMs,
    uptimeMs: () => systemClock.uptimeMs() + skippedMs + sleptMs,
    after(delayMs, call) {
      const timer = { dueMs: monotonicMs() + Math.max(0, delayMs), call, stop: () => undefined }
      timers.add(timer)
      arm(timer)
      return () => drop(timer)
    },
    skip(ms) {
      skippedMs += ms
      const due = [...timers].filter(({ dueMs }) => dueMs <= monotonicMs()).sort((a, b) => a.dueMs - b.dueMs)
      for (const timer of due) if (timers.has(timer)) run(timer)
      for (const timer of timers) {
        timer.stop()
        arm(timer)
      }
    },
    sleep: (ms) => void (sleptMs += ms),
    setBy: (ms) => void (setByMs += ms),
  }
}

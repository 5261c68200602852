import { uptime } from 'node:os'

/** Time as the core sees it; tests pass one that they move by hand. */
export interface Clock {
  /** Wall time, UTC milliseconds; may jump when somebody sets the clock. */
  nowMs(): number
  /** Never goes back; for durations and countdowns. */
  monotonicMs(): number
  /** Since the machine started, its sleep included, which `monotonicMs` may leave out; in steps of up to a second. */
  uptimeMs(): number
  /** Calls once after `delayMs` of monotonic time; the returned function takes it back. */
  after(delayMs: number, call: () => void): () => void
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
  after(delayMs, call) {
    const timer = setTimeout(call, Math.max(0, delayMs))
    return () => clearTimeout(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves both times on and runs what falls due, in order. */
  advance(ms: number): void
  /** The machine sleeps: the wall clock goes on, timers stand still. */
  sleep(ms: number): void
  /** Sets the wall clock alone, as a person or a time server would. */
  setWall(ms: number): void
  pending(): number
}

/** A clock for tests: nothing happens until `advance`. */
export function createManualClock(startMs = Date.UTC(2026, 0, 4, 18, 0, 0)): ManualClock {
  let wallMs = startMs
  let elapsedMs = 0
  let sleptMs = 0
  let nextId = 1
  const timers = new Map<number, { dueMs: number; call: () => void }>()

  function nextDue(untilMs: number): number | null {
    let found: number | null = null
    for (const [id, timer] of timers) {
      if (timer.dueMs <= untilMs && (found === null || timer.dueMs < timers.get(found)!.dueMs)) found = id
    }
    return found
  }

  return {
    nowMs: () => wallMs,
    monotonicMs: () => elapsedMs,
    uptimeMs: () => elapsedMs + sleptMs,
    after(delayMs, call) {
      const id = nextId++
      timers.set(id, { dueMs: elapsedMs + Math.max(0, delayMs), call })
      return () => void timers.delete(id)
    },
    advance(ms) {
      const untilMs = elapsedMs + ms
      for (let id = nextDue(untilMs); id !== null; id = nextDue(untilMs)) {
        const timer = timers.get(id)!
        timers.delete(id)
        wallMs += timer.dueMs - elapsedMs
        elapsedMs = timer.dueMs
        timer.call()
      }
      wallMs += untilMs - elapsedMs
      elapsedMs = untilMs
    },
    sleep(ms) {
      wallMs += ms
      sleptMs += ms
    },
    setWall(ms) {
      wallMs = ms
    },
    pending: () => timers.size,
  }
}

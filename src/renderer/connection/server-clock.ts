/** The server's wall time, told by a clock that never goes back here. */
export interface ServerClock {
  /** A message written at `serverNowMs` has just come in. */
  observe(serverNowMs: number): void
  /** The server's wall time now, milliseconds; a little behind by the fastest delivery seen. */
  nowMs(): number
}

/** More than this is a clock that somebody set, not a slow message. */
const jumpMs = 1000
/** So many messages an offset is trusted: clocks drift. */
const windowSize = 50

export function createServerClock(monotonicMs: () => number = () => performance.now()): ServerClock {
  let offsets: number[] = []
  return {
    observe(serverNowMs) {
      const offset = serverNowMs - monotonicMs()
      const best = Math.max(...offsets)
      // Delivery can only make an offset smaller, so a larger one is nearer to the truth.
      if (offsets.length > 0 && offset - best > jumpMs) offsets = []
      offsets = [...offsets, offset].slice(-windowSize)
      if (offsets.length > 3 && offsets.slice(-3).every((recent) => best - recent > jumpMs)) offsets = offsets.slice(-3)
    },
    nowMs: () => (offsets.length === 0 ? Date.now() : monotonicMs() + Math.max(...offsets)),
  }
}

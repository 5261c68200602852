import type { Clock } from './clock'

/** What of a WebSocket the brake touches. */
export interface Braked {
  readonly isPaused: boolean
  pause(): void
  resume(): void
  readonly readyState: number
  readonly OPEN: number
}

/** How much a sender may say: `perSec` in the long run, `burst` at once. */
export interface Pace {
  perSec: number
  burst: number
}

const holdMs = 50

/**
 * Who floods is read more slowly: its own send buffer fills up, and everybody else is served. Called for every message
 * with what it costs; a message may cost more than there is.
 */
export function createSocketBrake(socket: Braked, pace: Pace, clock: Clock): (cost: number) => void {
  let allowance = pace.burst
  let countedAtMs = clock.monotonicMs()

  function look(): void {
    if (socket.readyState !== socket.OPEN) return
    const nowMs = clock.monotonicMs()
    allowance = Math.min(pace.burst, allowance + ((nowMs - countedAtMs) / 1000) * pace.perSec)
    countedAtMs = nowMs
    if (allowance >= 0) return socket.resume()
    socket.pause()
    clock.after(holdMs, look)
  }

  return (cost) => {
    allowance -= cost
    if (allowance < 0 && !socket.isPaused) look()
  }
}

import type { Clock } from '../lib/clock'

/** How much an address may ask of the guests' pages: enough for a hall behind one address, little for who guesses. */
export interface GuestLimits {
  /** Whether one more request is answered; each takes a part of the address's allowance. */
  admits(address: string): boolean
  /** A guess that hit nothing costs more than a page. */
  missed(address: string): void
}

/** A page with its picture and a minute of waiting is some fifty requests. */
const allowance = 400
const refillPerSec = 60
const missCost = 20
/** Beyond it the fullest are forgotten: they have nothing to remember. */
const addressLimit = 5000

export function createGuestLimits({ clock }: { clock: Clock }): GuestLimits {
  const left = new Map<string, { points: number; atMs: number }>()

  function pointsOf(address: string): number {
    const known = left.get(address)
    if (!known) return allowance
    return Math.min(allowance, known.points + ((clock.monotonicMs() - known.atMs) / 1000) * refillPerSec)
  }

  function take(address: string, cost: number): void {
    const points = pointsOf(address) - cost
    left.delete(address)
    left.set(address, { points: Math.max(-allowance, points), atMs: clock.monotonicMs() })
    if (left.size > addressLimit) forget()
  }

  function forget(): void {
    for (const address of [...left.keys()]) if (pointsOf(address) >= allowance) left.delete(address)
    // all are busy: the one that asked longest ago
    const [oldest] = left.keys()
    if (left.size > addressLimit && oldest !== undefined) left.delete(oldest)
  }

  return {
    admits(address) {
      if (pointsOf(address) < 1) return false
      take(address, 1)
      return true
    },
    missed: (address) => take(address, missCost),
  }
}

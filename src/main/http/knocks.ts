import type { Clock } from '../lib/clock'

/** How often one address may connect: a hall whose network comes back does so at once, a page gone wrong for ever. */
export interface Knocks {
  mayKnock(address: string): boolean
}

const perSec = 20
const burst = 200
const rememberedAddresses = 1000

export function createKnocks(clock: Clock): Knocks {
  const left = new Map<string, { knocks: number; atMs: number }>()

  return {
    mayKnock(address) {
      const nowMs = clock.monotonicMs()
      const before = left.get(address) ?? { knocks: burst, atMs: nowMs }
      const knocks = Math.min(burst, before.knocks + ((nowMs - before.atMs) / 1000) * perSec)
      left.delete(address)
      left.set(address, { knocks: Math.max(0, knocks - 1), atMs: nowMs })
      // a Map keeps the order of insertion: the first has not knocked for longest
      for (const oldest of left.keys()) if (left.size > rememberedAddresses) left.delete(oldest)
      return knocks >= 1
    },
  }
}

import type { Clock } from '../lib/clock'

/** Counts wrong room codes: who guesses, and all who guess together, find no room for a while. */
export interface GuessBrake {
  mayAsk(address: string): boolean
  wrong(address: string): void
}

const windowMs = 60_000
const limitPerAddress = 10
/** Of all together: with thirty bits and two hundred codes, a hit in more than ten days. */
const limit = 200

export function createGuessBrake(clock: Clock): GuessBrake {
  let windowEndsAtMs = 0
  let wrongs = 0
  const byAddress = new Map<string, number>()

  function look(): void {
    if (clock.monotonicMs() < windowEndsAtMs) return
    windowEndsAtMs = clock.monotonicMs() + windowMs
    wrongs = 0
    byAddress.clear()
  }

  return {
    mayAsk(address) {
      look()
      return wrongs < limit && (byAddress.get(address) ?? 0) < limitPerAddress
    },
    wrong(address) {
      look()
      wrongs++
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1)
    },
  }
}

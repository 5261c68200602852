/** Gives numbers in 0..1 (1 excluded); the same seed gives the same series on every machine (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the list, by chance. */
export function pick<T>(random: () => number, from: readonly [T, ...T[]]): T {
  return from[Math.floor(random() * from.length)] ?? from[0]
}

/** The same things in an order by chance. */
export function shuffled<T>(random: () => number, from: readonly T[]): T[] {
  const left = [...from]
  return from.flatMap(() => left.splice(Math.floor(random() * left.length), 1))
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** PHOTOCALL_SEED runs a failed soak again; else `npm run soak` takes a new seed each time, `npm test` always the same. */
export function soakSeed(): number {
  const given = process.env['PHOTOCALL_SEED']
  if (given !== undefined) return Number.parseInt(given, 10)
  return process.env['PHOTOCALL_SOAK'] === 'full' ? Math.floor(Math.random() * 2 ** 31) : 20_260_101
}

/** Waits between tries to reach the room, in milliseconds; short at first, for a guest stands there with the pen. */
const firstMs = 500
const longestMs = 10_000

/**
 * After `tries` failures. Between half and the whole of a wait that doubles, so that thirty tablets do not all come back in
 * the same moment when the console starts again. `random` is 0..1.
 */
export function backoffMs(tries: number, random: number): number {
  const mostMs = Math.min(longestMs, firstMs * 2 ** Math.min(tries, 10))
  return mostMs * (0.5 + random / 2)
}

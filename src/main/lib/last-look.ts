import type { Clock } from './clock'

/** How long before its end a limit begins its second step, milliseconds. */
const lastLookMs = 500

/**
 * As `clock.after`, in two steps: where the machine stood still over the end of the limit, what has come meanwhile is
 * read before it counts as over.
 */
export function afterLastLook(clock: Clock, delayMs: number, call: () => void): () => void {
  const lastMs = Math.min(lastLookMs, Math.max(0, delayMs))
  let stop = clock.after(delayMs - lastMs, () => {
    stop = clock.after(lastMs, call)
  })
  return () => stop()
}

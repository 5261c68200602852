import type { Clock } from './clock'
import type { Log } from './log'

/** Between tries, milliseconds: a disk that is full or locked for a moment. */
const againMs = 2000

/**
 * Runs `write` at once and, while it throws, again every two seconds until it is through or `isOver`: how a job ended
 * must reach the journal, whatever the disk says now. Never throws.
 */
export function untilWritten(
  deps: { clock: Clock; log: Log; isOver: () => boolean },
  what: string,
  write: () => void,
): void {
  try {
    write()
  } catch (error) {
    deps.log.error('the journal could not be written', { what, error: String(error) })
    if (deps.isOver()) return
    deps.clock.after(againMs, () => {
      if (!deps.isOver()) untilWritten(deps, what, write)
    })
  }
}

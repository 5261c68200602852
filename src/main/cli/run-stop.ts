import type { Clock } from '../lib/clock'
import { onEndSignal } from './end-signals'

/** What ends a run before its picture is there. */
export interface RunStop {
  reason(): 'interrupted' | 'timed-out' | null
  /** At once where it has come already. */
  onStop(listen: () => void): void
  close(): void
}

/** Ctrl+C, SIGTERM or the time that the run may take; null: any. */
export function createRunStop(timeoutSec: number | null, clock: Clock): RunStop {
  const listeners: (() => void)[] = []
  let reason: ReturnType<RunStop['reason']> = null

  function stop(why: NonNullable<typeof reason>): void {
    if (reason !== null) return
    reason = why
    for (const listen of listeners) listen()
  }

  const stopListening = onEndSignal(() => stop('interrupted'))
  const stopTimer = timeoutSec === null ? () => undefined : clock.after(timeoutSec * 1000, () => stop('timed-out'))
  return {
    reason: () => reason,
    onStop(listen) {
      if (reason === null) listeners.push(listen)
      else listen()
    },
    close() {
      stopListening()
      stopTimer()
    },
  }
}

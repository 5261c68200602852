import type { Clock } from './clock'

/** Rejects with the signal's reason when aborted. */
export function pause({ clock, signal }: { clock: Clock; signal: AbortSignal }, delayMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(asError(signal.reason))
    const cancel = clock.after(delayMs, finish)
    const abort = () => {
      cancel()
      reject(asError(signal.reason))
    }
    signal.addEventListener('abort', abort, { once: true })
    function finish() {
      signal.removeEventListener('abort', abort)
      resolve()
    }
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

import type { Clock } from '../lib/clock'
import { codeOf } from './file-system'

/** What virus scanners, indexers and sync programs cause for a moment, and what goes away by itself. */
const passing = ['EPERM', 'EACCES', 'EBUSY']
const firstDelayMs = 20
const maxDelayMs = 2_000
/** Scanners on slow shares were seen to hold a file this long. */
export const maxRetryMs = 60_000

export interface RetryContext {
  clock: Clock
  signal: AbortSignal
}

/** Calls until it succeeds, fails with another code, or 60 s are over; then rejects with the last error. */
export async function withRetries<T>(context: RetryContext, call: () => Promise<T>): Promise<T> {
  const startMs = context.clock.monotonicMs()
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, maxDelayMs)) {
    context.signal.throwIfAborted()
    try {
      return await call()
    } catch (error) {
      const spentMs = context.clock.monotonicMs() - startMs
      if (!isPassing(error) || spentMs >= maxRetryMs) throw error
    }
    await pause(context, delayMs)
  }
}

export function isPassing(error: unknown): boolean {
  return passing.includes(codeOf(error))
}

/** Rejects with the signal's reason when aborted. */
export function pause({ clock, signal }: RetryContext, delayMs: number): Promise<void> {
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

import type { Clock } from '../lib/clock'
import { pause } from '../lib/pause'
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

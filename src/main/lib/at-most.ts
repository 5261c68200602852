import type { Clock } from './clock'

/** Waits until `work` has ended, however it did, and for `ms` at most: what hangs must not keep a program open. */
export function atMost(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = clock.after(ms, resolve)
    const end = () => {
      stopTimer()
      resolve()
    }
    work.then(end, end)
  })
}

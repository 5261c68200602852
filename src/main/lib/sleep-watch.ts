import type { Clock } from './clock'

const everyMs = 1000
/** More than the steps of both clocks; hardly a machine is awake again sooner. */
const shortestSleepMs = 3000

/**
 * For a program that the system does not tell of sleep: calls within a second after each one that timers and the monotonic
 * clock stood still for, as under Linux. Where they run on, sleep is not seen here. The returned function ends it.
 */
export function watchSleep(clock: Clock, onSlept: () => void): () => void {
  const behindMs = () => clock.uptimeMs() - clock.monotonicMs()
  let beforeMs = behindMs()
  let stopTimer = clock.after(everyMs, look)

  function look(): void {
    stopTimer = clock.after(everyMs, look)
    const nowMs = behindMs()
    const sleptMs = nowMs - beforeMs
    beforeMs = nowMs
    if (sleptMs >= shortestSleepMs) onSlept()
  }

  return () => stopTimer()
}

/** Set back by more, it was the time before that was wrong. */
const believedMs = 48 * 3_600_000
/** No booth is older: a clock without its battery begins in 1970 or 2000. */
const epochMs = Date.UTC(2025, 0, 1)

/**
 * Pure: the time that a press is sorted by: its own, or that of the press before where the clock was set back meanwhile,
 * so that the later one stays the later one.
 */
export function orderTimeOf(nowMs: number, beforeMs: number): number {
  if (nowMs < epochMs) return Math.max(nowMs, beforeMs)
  return nowMs < beforeMs && beforeMs - nowMs <= believedMs ? beforeMs : nowMs
}

/** Measured durations of a style, milliseconds; null where nothing was measured yet. */
export interface DurationFacts {
  medianMs: number | null
  p95Ms: number | null
}

/** The value below which `share` (0..1) of the sorted-anew values lie; null for none. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? sorted[0]!
}

export function durationFacts(durationsMs: readonly number[]): DurationFacts {
  return { medianMs: quantile(durationsMs, 0.5), p95Ms: quantile(durationsMs, 0.95) }
}

/**
 * What a running job still needs: by its own steps where it tells them, else by the style's history, first as long as
 * half of its pictures took, then as long as 95 of 100 did; never negative.
 */
export function remainingMs(
  running: { elapsedMs: number; step: number; maxSteps: number },
  { medianMs, p95Ms }: DurationFacts,
): number | null {
  const { elapsedMs, step, maxSteps } = running
  if (step > 0 && maxSteps >= step) return ((maxSteps - step) * elapsedMs) / step
  if (medianMs === null || p95Ms === null) return null
  return Math.max(0, (elapsedMs < medianMs ? medianMs : p95Ms) - elapsedMs)
}

/**
 * When each waiting job is expected to be finished, in the order of the line, milliseconds from now. Each slot takes
 * the next job as soon as it is free; behind a job of unknown length nothing is known.
 */
export function lineEtas(line: {
  slots: number
  runningMs: readonly (number | null)[]
  waitingMs: readonly (number | null)[]
}): (number | null)[] {
  const idle = Array.from({ length: Math.max(0, line.slots - line.runningMs.length) }, () => 0)
  const freeAtMs: (number | null)[] = [...line.runningMs, ...idle]
  return line.waitingMs.map((expectedMs) => {
    const first = soonest(freeAtMs)
    const startsAtMs = first === -1 ? null : freeAtMs[first]!
    const endsAtMs = startsAtMs === null || expectedMs === null ? null : startsAtMs + expectedMs
    if (first !== -1) freeAtMs[first] = endsAtMs
    return endsAtMs
  })
}

function soonest(freeAtMs: readonly (number | null)[]): number {
  let found = -1
  freeAtMs.forEach((atMs, place) => {
    if (atMs !== null && (found === -1 || atMs < freeAtMs[found]!)) found = place
  })
  return found
}

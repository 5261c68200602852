import type { JobView } from '../../../contract/job'

export interface StyleFigures {
  style: string
  pictures: number
  /** From the picture taken to the file verified, waiting in line included. */
  medianMs: number
  p95Ms: number
}

export interface Figures {
  pressed: number
  saved: number
  failed: number
  cancelled: number
  unfinished: number
  styles: StyleFigures[]
}

/** Pure: the figures of all jobs pressed since `sinceMs`; styles by how often they were used. */
export function figuresOf(jobs: readonly JobView[], sinceMs: number): Figures {
  const today = jobs.filter(({ pressedAtMs }) => pressedAtMs >= sinceMs)
  const count = (...states: JobView['state'][]) => today.filter(({ state }) => states.includes(state)).length
  const [saved, failed, cancelled] = [count('saved'), count('failed'), count('cancelled')]
  return {
    pressed: today.length,
    saved,
    failed,
    cancelled,
    unfinished: today.length - saved - failed - cancelled,
    styles: stylesOf(today),
  }
}

function stylesOf(jobs: readonly JobView[]): StyleFigures[] {
  const durations = new Map<string, number[]>()
  for (const job of jobs) {
    const ms = durationMs(job)
    if (ms !== null) durations.set(job.style, [...(durations.get(job.style) ?? []), ms])
  }
  return [...durations]
    .map(([style, all]) => ({
      style,
      pictures: all.length,
      medianMs: quantile(all, 0.5),
      p95Ms: quantile(all, 0.95),
    }))
    .sort((a, b) => b.pictures - a.pictures || a.style.localeCompare(b.style))
}

/** Null unless saved. A retried job counts from its last start: the time before was spent failing. */
function durationMs({ state, timeline }: JobView): number | null {
  const saved = timeline.filter((step) => step.state === 'saved').at(-1)
  const queued = timeline.filter((step) => step.state === 'queued').at(-1)
  return state === 'saved' && saved && queued ? saved.atMs - queued.atMs : null
}

/** The smallest value that at least `ratio` of all do not exceed. */
export function quantile(values: readonly number[], ratio: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * ratio) - 1)] ?? 0
}

export function startOfDay(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0)
}

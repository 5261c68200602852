import type { JobState, JobView } from '../../../contract/job'

/** The steps of a picture in their order; `saved` means read back from its final path. */
export const stepIds = ['counting', 'capturing', 'queued', 'generating', 'saving', 'saved'] as const
export type StepId = (typeof stepIds)[number]

export interface Step {
  id: StepId
  /** `skipped`: this job never had it, e.g. an upload is not counted down. */
  phase: 'done' | 'now' | 'failed' | 'cancelled' | 'ahead' | 'skipped'
  /** When it began; null where it did not. */
  sinceMs: number | null
  /** How long it took; null while it runs. */
  durationMs: number | null
}

/** The job's last run: what a retry did again counts once, as it went this time. */
export function timeLineOf({ state, timeline }: Pick<JobView, 'state' | 'timeline'>): Step[] {
  const run = lastRun(timeline)
  const ended = timeline.at(-1)
  const reached = Math.max(-1, ...run.map(({ id }) => stepIds.indexOf(id)))
  return stepIds.map((id, place) => {
    const at = run.findIndex((step) => step.id === id)
    const begun = run[at]
    if (begun === undefined)
      return { id, phase: place < reached ? 'skipped' : 'ahead', sinceMs: null, durationMs: null }
    const next = run[at + 1]
    if (next !== undefined) return { id, phase: 'done', sinceMs: begun.atMs, durationMs: next.atMs - begun.atMs }
    if (state === 'failed' || state === 'cancelled') {
      return { id, phase: state, sinceMs: begun.atMs, durationMs: ended ? ended.atMs - begun.atMs : null }
    }
    return { id, phase: id === 'saved' ? 'done' : 'now', sinceMs: begun.atMs, durationMs: null }
  })
}

function lastRun(timeline: JobView['timeline']): { id: StepId; atMs: number }[] {
  let run: { id: StepId; atMs: number }[] = []
  for (const { state, atMs } of timeline) {
    if (!isStep(state)) continue
    const earlier = run.findIndex(({ id }) => stepIds.indexOf(id) >= stepIds.indexOf(state))
    run = [...(earlier < 0 ? run : run.slice(0, earlier)), { id: state, atMs }]
  }
  return run
}

function isStep(state: JobState): state is StepId {
  return (stepIds as readonly string[]).includes(state)
}

/** From the picture taken to the verified file; null while there is no such file. */
export function totalMs({ timeline, takenAtMs }: Pick<JobView, 'timeline' | 'takenAtMs'>): number | null {
  const saved = timeline.filter(({ state }) => state === 'saved').at(-1)
  return saved === undefined || takenAtMs === null ? null : saved.atMs - takenAtMs
}

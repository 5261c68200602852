import type { JobView } from '../../../contract/job'

export const groupIds = ['failed', 'working', 'waiting', 'finished'] as const
export type GroupId = (typeof groupIds)[number]

export type QueueRow =
  | { kind: 'group'; key: string; group: GroupId; count: number; hiddenCount: number }
  | { kind: 'job'; key: string; group: GroupId; job: JobView }
  | { kind: 'more'; key: string }

/** So many failed ones stand above the work in hand; the rest is folded away, or it would push everything out of sight. */
export const failedShown = 3

/** The screen's list from top to bottom: failed, in hand, waiting in their order, then the newest that are done. */
export function queueRows(facts: {
  jobs: readonly JobView[]
  /** Unfinished, as they were a moment ago; of those that are in the state as well, the state's word counts. */
  unshown: readonly JobView[]
  /** Finished before those of the state, fetched page by page. */
  older: readonly JobView[]
  showAllFailed: boolean
  hasMore: boolean
}): QueueRow[] {
  const { older, showAllFailed, hasMore } = facts
  const jobs = withoutDoubles([...facts.jobs, ...facts.unshown])
  const known = new Set(jobs.map(({ id }) => id))
  const groups: Record<GroupId, JobView[]> = {
    failed: jobs.filter(({ state }) => state === 'failed').sort(newestFirst),
    working: jobs.filter(isInHand).sort((a, b) => byPatience(a, b) || a.number - b.number),
    waiting: jobs.filter(({ state }) => state === 'queued').sort(byPlace),
    finished: [...jobs.filter(isOver), ...older.filter(({ id }) => !known.has(id))].sort(newestFirst),
  }
  const rows = groupIds.flatMap((group) => groupRows(group, groups[group], showAllFailed))
  return hasMore ? [...rows, { kind: 'more', key: 'more' }] : rows
}

function groupRows(group: GroupId, jobs: readonly JobView[], showAllFailed: boolean): QueueRow[] {
  if (jobs.length === 0) return []
  const shown = group === 'failed' && !showAllFailed ? jobs.slice(0, failedShown) : jobs
  return [
    { kind: 'group', key: group, group, count: jobs.length, hiddenCount: jobs.length - shown.length },
    ...shown.map((job): QueueRow => ({ kind: 'job', key: job.id, group, job })),
  ]
}

/** The first of each id. */
function withoutDoubles(jobs: readonly JobView[]): JobView[] {
  const seen = new Set<string>()
  return jobs.filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** Neither over nor in line. */
export function isInHand({ state }: JobView): boolean {
  return state === 'counting' || state === 'capturing' || state === 'generating' || state === 'saving'
}

function isOver({ state }: JobView): boolean {
  return state === 'saved' || state === 'cancelled'
}

/** What waits for the share asks for nobody's look: an evening's pictures may stand there. */
function byPatience(a: JobView, b: JobView): number {
  return Number(a.waitsForShare) - Number(b.waitsForShare)
}

function newestFirst(a: JobView, b: JobView): number {
  return b.number - a.number
}

function byPlace(a: JobView, b: JobView): number {
  return (a.position ?? Infinity) - (b.position ?? Infinity) || a.number - b.number
}

/** Below this number older jobs are asked for: the oldest finished one that is shown. */
export function oldestFinished(jobs: readonly JobView[]): number | null {
  const numbers = jobs.filter((job) => isOver(job) || job.state === 'failed').map(({ number }) => number)
  return numbers.length === 0 ? null : Math.min(...numbers)
}

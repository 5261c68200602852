import type { Job, JobState } from '../../contract/job'
import { isUnfinished } from './job-states'
import { lineOrder } from './line-order'

/** However long the line is, so many of what was finished last are seen: somebody may wait for just that one. */
const seenFinished = 50
/** Of the newest presses, and of the pictures made last: the guests of so many may still stand there. */
const seenNewest = 20

/**
 * Pure: what somebody looks for now comes first: what is being taken and made, the newest presses, the pictures made last,
 * finished ones. Then the line from its front, what waits for the share, and the rest of what is over. Of each, other programs'
 * jobs come after the booth's own.
 */
export function mostTelling(jobs: readonly Job[], limit: number): Job[] {
  const inState = (...states: JobState[]) => jobs.filter(({ state }) => states.includes(state))
  const newestPresses = jobs.filter((job) => isOwn(job) && isUnfinished(job.state)).sort(newestFirst)
  const made = inState('saving').sort((a, b) => ownFirst(a, b) || lastStepMs(b) - lastStepMs(a) || newestFirst(a, b))
  const finished = jobs.filter(({ state }) => !isUnfinished(state)).sort((a, b) => ownFirst(a, b) || newestFirst(a, b))
  const told = new Set([
    ...inState('counting', 'capturing').sort(newestFirst),
    ...inState('generating').sort((a, b) => ownFirst(a, b) || a.number - b.number),
    ...newestPresses.slice(0, seenNewest),
    ...made.slice(0, seenNewest),
    ...finished.slice(0, seenFinished),
    ...inState('queued').sort(lineOrder),
    ...made,
    ...finished,
  ])
  return [...told].slice(0, limit)
}

/** The booth's own, not another program's. */
export const isOwn = (job: Job): boolean => job.request === null

const ownFirst = (a: Job, b: Job) => Number(isOwn(b)) - Number(isOwn(a))
const newestFirst = (a: Job, b: Job) => b.number - a.number
const lastStepMs = ({ timeline, pressedAtMs }: Job) => timeline.at(-1)?.atMs ?? pressedAtMs

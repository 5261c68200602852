import type { Job } from '../../contract/job'

/** Which attempt at a job this is, from 1: a failed or cancelled one may be made again, under the same id. */
export function attemptOf({ timeline }: Pick<Job, 'timeline'>): number {
  return 1 + timeline.filter(({ state }) => state === 'failed' || state === 'cancelled').length
}

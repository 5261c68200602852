import type { Job } from '../../contract/job'

/** Of two waiting jobs: which is made first. */
export function lineOrder(a: Pick<Job, 'priority' | 'number'>, b: Pick<Job, 'priority' | 'number'>): number {
  return b.priority - a.priority || a.number - b.number
}

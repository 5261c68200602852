import { AppError } from '../../contract/errors'
import type { Job, JobState } from '../../contract/job'

/** Every legal step of a job; the journal refuses all others. */
export const transitions: Record<JobState, readonly JobState[]> = {
  counting: ['capturing', 'failed', 'cancelled'],
  capturing: ['queued', 'failed', 'cancelled'],
  queued: ['generating', 'failed', 'cancelled'],
  // back to queued: the attempt was cut by a restart
  generating: ['saving', 'queued', 'failed', 'cancelled'],
  saving: ['saved', 'failed'],
  saved: [],
  // a retry goes on from what the job still has: the original, or the finished picture
  failed: ['queued', 'saving'],
  cancelled: ['queued'],
}

export const initialStates: readonly JobState[] = ['counting', 'capturing']
export const finalStates: readonly JobState[] = ['saved', 'failed', 'cancelled']

export function isLegal(from: JobState, to: JobState): boolean {
  return transitions[from].includes(to)
}

export function isUnfinished(state: JobState): boolean {
  return !finalStates.includes(state)
}

/** Where a retry leads, or null where there is nothing to go on from. */
export function retryTarget(job: Pick<Job, 'state' | 'original' | 'result'>): 'saving' | 'queued' | null {
  if (job.state === 'failed' && job.result) return 'saving'
  if ((job.state === 'failed' || job.state === 'cancelled') && job.original) return 'queued'
  return null
}

export const unfinishedStates = ['counting', 'capturing', 'queued', 'generating', 'saving'] as const

/** Pure: as SQL; null means every state. */
export function stateCondition(states: readonly JobState[] | null): string {
  // the words come from the contract's enum, never from outside
  return states ? `state IN (${states.map((state) => `'${state}'`).join(', ')})` : '1'
}

/** What a step that no transition allows is refused with. */
export function illegalStep(from: string, to: string): AppError {
  return new AppError(
    'not_possible_now',
    `A job cannot go from ${from} to ${to}.`,
    'Look at the job in the queue again.',
  )
}

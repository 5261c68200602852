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
  // (or, where nobody ever had a picture of it, from a new countdown)
  failed: ['queued', 'saving', 'counting', 'capturing'],
  cancelled: ['queued', 'counting', 'capturing'],
}

export const initialStates: readonly JobState[] = ['counting', 'capturing']
export const finalStates: readonly JobState[] = ['saved', 'failed', 'cancelled']

export function isLegal(from: JobState, to: JobState): boolean {
  return transitions[from].includes(to)
}

export function isUnfinished(state: JobState): boolean {
  return !finalStates.includes(state)
}

type Retryable = Pick<Job, 'state' | 'source' | 'backend' | 'original' | 'result' | 'error'>

/** Where a retry leads, or null where there is nothing to go on from. */
export function retryTarget(job: Retryable): 'saving' | 'queued' | 'counting' | 'capturing' | null {
  const isOver = job.state === 'failed' || job.state === 'cancelled'
  if (job.state === 'failed' && job.result) return 'saving'
  if (isOver && (job.original || job.source === 'text')) return 'queued'
  // who takes the picture makes it: it can only be taken again
  const isTakenThere = job.source === 'touchdesigner' && job.backend === 'touchdesigner'
  if (isOver && isTakenThere) return 'counting'
  return mayHaveShot(job) ? 'capturing' : null
}

/** Whether a job may go on from what the camera delivered, which is not an original yet. */
export function mayHaveShot({ state, original, error }: Pick<Job, 'state' | 'original' | 'error'>): boolean {
  if (state === 'capturing') return true
  // poison: the step that kills the process may have been that of keeping it
  return state === 'failed' && !original && (error?.code === 'picture_not_kept' || error?.code === 'poison')
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

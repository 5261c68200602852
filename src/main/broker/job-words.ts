import { brokerAddresses, type BrokerState, type BrokerStatus, type JobEvent } from '../../contract/broker'
import type { ServiceState } from '../../contract/broker'
import type { Job, JobState } from '../../contract/job'
import type { LiveFacts } from '../jobs/job-board'

/** One state in others' words. */
export const brokerStateOf: Record<JobState, BrokerState> = {
  counting: 'queued',
  capturing: 'queued',
  queued: 'queued',
  generating: 'running',
  saving: 'running',
  saved: 'done',
  failed: 'error',
  cancelled: 'error',
}

const serviceStateOf: Record<BrokerState, ServiceState> = {
  queued: 'queued',
  running: 'running',
  done: 'complete',
  error: 'failed',
}

export function serviceStateOfJob({ state }: Pick<Job, 'state'>): ServiceState {
  return serviceStateOf[brokerStateOf[state]]
}

/** Pure: the states that a broker's word stands for. */
export function statesOf(word: BrokerState): JobState[] {
  return (Object.keys(brokerStateOf) as JobState[]).filter((state) => brokerStateOf[state] === word)
}

/** What went wrong, in one line; null while nothing did. */
export function errorOf({ state, error }: Pick<Job, 'state' | 'error'>): string | null {
  if (state === 'cancelled') return 'The job was cancelled.'
  return state === 'failed' ? (error?.message ?? 'The job failed.') : null
}

/** Pure: a job as the broker tells it. */
export function brokerStatusOf(job: Job): BrokerStatus {
  const startedAtMs = lastTime(job, 'generating')
  const isOver = job.state === 'saved' || job.state === 'failed' || job.state === 'cancelled'
  const completedAtMs = isOver ? lastTime(job, job.state) : null
  return {
    id: job.id,
    status: brokerStateOf[job.state],
    created_at: job.pressedAtMs / 1000,
    prompt: job.prompt,
    has_result: job.state === 'saved' && job.result !== null,
    error_message: errorOf(job),
    started_at: inSec(startedAtMs),
    completed_at: inSec(completedAtMs),
    processing_time:
      startedAtMs === null || completedAtMs === null ? null : Math.max(0, completedAtMs - startedAtMs) / 1000,
  }
}

/** Pure: a job at work, in its own words. */
export function jobEventOf(job: Job, live: LiveFacts): JobEvent {
  const isDone = job.state === 'saved' || job.state === 'saving'
  return {
    id: job.id,
    status: job.request?.words === 'service' ? serviceStateOfJob(job) : brokerStateOf[job.state],
    step: live.step,
    max: live.maxSteps,
    progress: isDone ? 1 : live.progress,
    eta: isDone ? 0 : inSec(live.etaMs),
    node: live.node,
    preview: live.preview ? brokerAddresses.preview(job.id, live.previewVersion) : null,
    error: errorOf(job),
  }
}

const inSec = (ms: number | null) => (ms === null ? null : ms / 1000)

function lastTime({ timeline }: Job, state: JobState): number | null {
  return timeline.filter((step) => step.state === state).at(-1)?.atMs ?? null
}

import type { ServerMessage } from '../../contract/app-state'
import { jobView, type JobView } from '../../contract/job'

/** What one picture needs of a booth, be it in this process or the one that owns the data folder. */
export interface Booth {
  /** Hands a picture in; throws AppError as the queue does. */
  upload(imagePath: string, facts: { style?: string; prompt?: string; seed?: number }): Promise<string>
  /** Calls with every change of the job; resolves with its last view (saved, failed or cancelled). */
  follow(jobId: string, onView: (view: JobView) => void): Promise<JobView>
  /** Puts the finished picture whole at `target`, never over a file that is there. */
  fetchResult(jobId: string, target: string): Promise<void>
  cancel(jobId: string): Promise<void>
  close(): Promise<void>
}

export function hasEnded(view: JobView): boolean {
  return view.state === 'saved' || view.state === 'failed' || view.state === 'cancelled'
}

/** The job's newest view in a message, null where it says nothing of it. */
export function viewIn(message: ServerMessage, jobId: string): JobView | null {
  if (message.type === 'snapshot') return message.state.jobs[jobId] ?? null
  if (message.type !== 'patch') return null
  const entry = message.entries.find(({ path }) => path[0] === 'jobs' && path[1] === jobId)
  return entry ? (jobView.safeParse(entry.value).data ?? null) : null
}

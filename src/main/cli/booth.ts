import type { ServerMessage } from '../../contract/app-state'
import { jobView, type JobView } from '../../contract/job'
import type { StyleInputs } from '../../contract/style'
import type { GenerateProgress } from '../backends/backend'

/** What is asked of a picture besides its original; a picture of words alone needs the style. */
export interface Asked {
  style?: string
  prompt?: string
  seed?: number
  inputs?: StyleInputs
}

/** What one picture needs of a booth, be it in this process or the one that owns the data folder. */
export interface Booth {
  /** Hands a job in, with a picture or without one; throws AppError as the queue does. */
  hand(imagePath: string | null, asked: Asked): Promise<string>
  /** Tells of every step that can be seen; resolves with the job's last view, see `hasEnded`. */
  follow(jobId: string, onProgress: (progress: GenerateProgress) => void): Promise<JobView>
  /** Puts the finished picture whole where `pathFor` says for its name, never over a file that is there; tells where. */
  fetchResult(jobId: string, pathFor: (fileName: string) => string): Promise<string>
  cancel(jobId: string): Promise<void>
  close(): Promise<void>
}

/** Also where the picture is there and only the share is away: that may last for days. */
export function hasEnded(view: JobView): boolean {
  return hasPicture(view) || view.state === 'failed' || view.state === 'cancelled'
}

export function hasPicture({ state, waitsForShare, resultUrl }: JobView): boolean {
  return state === 'saved' || (state === 'saving' && waitsForShare && resultUrl !== null)
}

/** The job's newest view in a message, null where it says nothing of it. */
export function viewIn(message: ServerMessage, jobId: string): JobView | null {
  if (message.type === 'snapshot') return message.state.jobs[jobId] ?? null
  if (message.type !== 'patch') return null
  const entry = message.entries.find(({ path }) => path[0] === 'jobs' && path[1] === jobId)
  return entry ? (jobView.safeParse(entry.value).data ?? null) : null
}

/** How far a job is, as its view tells it; null while it is not being made. */
export function progressIn(view: JobView): GenerateProgress | null {
  if (view.state !== 'generating') return null
  const { progress: fraction, step, maxSteps, node, cachedNodes = 0, server } = view
  return { fraction, step, maxSteps, node, cachedNodes, ...(server !== undefined && { server }) }
}

import type { ErrorFacts } from '../../contract/errors'
import type { SourceName } from '../../contract/job'

export interface TakeRequest {
  jobId: string
  /** Until zero; may be a little negative on a busy machine. */
  remainingMs: number
  /** Aborted on cancel and closing. */
  signal: AbortSignal
}

/** The picture as it was taken, a file in the incoming folder; the queue checks it and takes it over. */
export interface TakenPicture {
  path: string
  /** How late (positive) or early the shutter was against zero, milliseconds; null where there is no shutter. */
  shutterMissMs: number | null
}

/** Takes pictures at zero. A source without a shutter (upload, canvas) has no entry here: its jobs start with the picture. */
export interface Source {
  readonly name: SourceName
  /** Null when a press can be taken now, else why not. */
  blocked(): ErrorFacts | null
  /** Asked `leadMs` before zero; resolves within 3 s after zero or throws AppError (`camera_*`, `no_camera`). */
  take(request: TakeRequest): Promise<TakenPicture>
  /** How long before zero the source wants to be asked, milliseconds. */
  readonly leadMs: number
}

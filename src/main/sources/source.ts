import type { ErrorFacts } from '../../contract/errors'
import type { SourceName } from '../../contract/job'
import type { BackendName } from '../../contract/style'

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
  /** Null when a press can be taken now, else why not; `backend` is that of the style asked for. */
  blocked(backend?: BackendName): ErrorFacts | null
  /**
   * Asked `leadMs` before zero; resolves within the seconds of `camera.deliverySec` after zero or throws AppError (`camera_*`, `no_camera`). Null: the
   * backend takes the picture itself, and the job has no original.
   */
  take(request: TakeRequest): Promise<TakenPicture | null>
  /** Of a source that has one job at a time: the place for this job; false while another has it, and its countdown waits. */
  reserve?(jobId: string): boolean
  /** The press came to nothing: cancelled, or failed before the picture was taken. */
  release?(jobId: string): void
  /** The place is free again. */
  onFree?(listen: () => void): void
  /** How long before zero the source wants to be asked, milliseconds. */
  readonly leadMs: number
}

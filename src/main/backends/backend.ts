import type { BackendView } from '../../contract/app-state'
import type { ErrorFacts } from '../../contract/errors'
import type { ResultFacts, SourceName } from '../../contract/job'
import type { MadeWith } from '../../contract/replay'
import type { InputValue } from '../../contract/style'
import type { MediaFacts } from '../images/images'
import type { Style } from '../styles/styles'

/** One job's work order for a backend. */
export interface GenerateRequest {
  jobId: string
  style: Style
  /** Another program's: `style.timeoutMs` is what it was promised, and the first run, which loads the models, has no more. */
  isTimeFixed?: true
  source: SourceName
  /**
   * Absolute path of the original; its bytes are as taken (EXIF orientation not yet applied). Empty for a job whose
   * picture the backend takes itself, or that is made of words.
   */
  originalPath: string
  prompt: string
  /** The event's own frame comes over the result: it needs no other. */
  hasFrame: boolean
  /** 0 to 2^31 - 1; the same seed and original give the same picture where the backend can. */
  seed: number
  /** Over the style's defaults; nothing that the style does not bind. */
  inputs: Readonly<Record<string, InputValue>>
  /** Absolute path of a folder of this job alone, empty or with what a cut attempt left; results go here. */
  workDir: string
}

export interface GenerateProgress {
  /** Of the whole job, 0..1; never falls. */
  fraction: number
  step: number
  maxSteps: number
  /** What is being done now: a node's class, a recipe's step. */
  node: string
  /** Nodes that were done before and not again; of backends that know it. */
  cachedNodes?: number
  /** What people call the server at work; of backends that have several. */
  server?: string
}

export interface GenerateHooks {
  /** Aborted on cancel, time-out and closing; `generate` then rejects soon and leaves nothing running. */
  signal: AbortSignal
  onProgress(progress: GenerateProgress): void
  /** A picture of the work so far, JPEG or PNG; newest wins. */
  onPreview(frame: { bytes: Uint8Array; mediaType: 'image/jpeg' | 'image/png' }): void
}

export interface GeneratedFile {
  /** Absolute path inside `workDir`. */
  path: string
  mediaType: string
  /** A video or animation: kept as it is, and nothing is laid over it. */
  moves?: boolean
  /** The file is at its final path on the share already, was read back there, and stays: nothing is copied or changed. */
  onShare?: Pick<ResultFacts, 'sha256' | 'sizeBytes'> & { name: string; picture: MediaFacts }
  /** What the replay record says beyond the job's style and seed; of the capture only. */
  made?: MadeWith
}

/** The first is the capture. */
export type GeneratedFiles = [GeneratedFile, ...GeneratedFile[]]

/** Makes styled pictures of originals. The first file is the capture, others stay with the job. */
export interface Backend {
  readonly name: BackendView['name']
  /** How many jobs may be in flight at once. 0: it is not set up (no server named), and its styles are not offered. */
  slots(): number
  /** Null when a job (this one, where it is named) can be handed over now, else why not. */
  unavailable(jobId?: string): BackendView['reason']
  /**
   * Why not even a press on this source should be taken (`upload`: the picture is there already); null, or absent: its
   * jobs may wait in the line.
   */
  refusesPress?(source: SourceName): ErrorFacts | null
  /** It may take the picture as well as make it: its jobs need no original. */
  readonly takesPictures?: true
  /** It ends a run that takes too long by itself: its time counts from when the work begins, not from the hand-over. */
  readonly keepsTime?: true
  /** The machine goes to sleep, or is awake again: who keeps the time himself counts none of it. */
  hold?(): void
  goOn?(): void
  /** `slots` or `unavailable` may answer differently from now on. */
  onChange?(listen: () => void): void
  /**
   * Throws AppError (`generation_failed`, `generation_timeout`, `picture_*`, ...), the signal's reason, or
   * `backend_unavailable` while `unavailable` says why: the job then goes back into the line.
   */
  generate(request: GenerateRequest, hooks: GenerateHooks): Promise<GeneratedFile[]>
  close(): Promise<void>
}

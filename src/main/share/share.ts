import type { ShareView } from '../../contract/app-state'
import type { SyncProvider } from '../../contract/sync-provider'
import type { MediaFacts } from '../images/images'

/** Facts that name patterns can use; `fields` are any further job fields. */
export interface NameFacts {
  jobId: string
  number: number
  style: string
  event: string
  takenAtMs: number
  zoneOffsetMin: number
  fields: Record<string, string | number>
}

export interface SaveRequest {
  jobId: string
  /** Absolute path of the verified, fsynced file in the spool. */
  spoolPath: string
  /** Of the spool file; what the share's copy must read back as. */
  sha256: string
  sizeBytes: number
  mediaType: string
  /** The name journaled by an earlier attempt: tried first, so that a resumed save is idempotent. Null at the first. */
  name: string | null
  facts: NameFacts
  /** Since when it waits, in the clock's `uptimeMs`: setting the wall clock makes no wait longer. */
  waitsSinceMs: number
  /** Of the job's event, below the root, forward slashes; '' for the root. */
  folder: string
  /** The event's own naming pattern; null for the general one. */
  pattern: string | null
  /** Called with the final name before the first byte is copied; must be on disk when it returns. */
  recordName(name: string): void
  signal: AbortSignal
}

/** Where a file was published, and who carries it on from there. */
export interface SavedFile {
  name: string
  root: string
  handedTo: SyncProvider | null
}

/** A file that somebody else put into the share: whole, decodable. */
export interface FoundFile {
  /** Relative to the share's root, forward slashes. */
  name: string
  path: string
  /** From its name, null where there is none. */
  jobId: string | null
  modifiedAtMs: number
  sizeBytes: number
  /** What it shows; null for an old file, which is indexed without being opened. */
  picture: MediaFacts | null
}

/** The output folder, verified saving into it, and watching it. */
export interface Share {
  view(): ShareView
  /** Called whenever `view` changed. */
  onChange(listen: () => void): void
  /** Files of others; ours are known by `isOurs` (given to the factory). */
  onFound(listen: (file: FoundFile) => void): void
  onRemoved(listen: (name: string) => void): void
  /**
   * Copies, syncs, reads back, compares, decodes and publishes without overwriting; resolves with where it lies.
   * Waits as long as the share is away, full or read-only; rejects with the signal's reason or an AppError
   * (`name_invalid`, `original_missing`; after its retries `share_verify_failed`, `spool_unreadable`).
   */
  save(request: SaveRequest): Promise<SavedFile>
  /** Absolute path of a name on the share; throws `not_found` when it leaves the root. */
  resolve(name: string): string
  /** Looks now instead of at the next interval: after resume, or when the operator asks. */
  check(): Promise<void>
  close(): Promise<void>
}

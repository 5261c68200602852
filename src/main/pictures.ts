import type { PressOutput } from '../contract/commands'
import type { ChangedEvent } from '../contract/event'
import type { StyleInputs } from '../contract/style'

/**
 * Absolute paths of pictures by id, for whoever serves them (HTTP and app://); null where there is none. What lies on
 * the share may be gone: who serves it finds out.
 */
export interface Pictures {
  original(jobId: string): string | null
  result(jobId: string): string | null
  capture(captureId: string): string | null
  /** Made on first asking and cached; of a capture, else of a job's result or original. */
  thumb(id: string): Promise<string | null>
  /** What the job's workflow gave besides the capture. */
  output(jobId: string, place: number): Promise<string | null>
  preview(jobId: string): { bytes: Uint8Array; mediaType: string } | null
  /** SVG; see `addresses.guestCode`. */
  guestCode(of: string): string | null
  cover(style: string): string | null
  /** An event's overlay. */
  overlay(sha256: string): string | null
  /** What the newest test of a server gave, a JPEG. */
  serverTest(serverId: string): Uint8Array | null
}

/** Where pictures come in. Both take the file over (move or delete it), also when they throw. */
export interface Intake {
  /** Becomes the event's overlay; answers the event. */
  takeOverlay(eventId: string, path: string): Promise<ChangedEvent>
  /** Incoming bodies are streamed to files of unique names in here (same volume as the originals). */
  incomingDir: string
  upload(input: {
    path: string
    style?: string
    prompt?: string
    seed?: number
    inputs?: StyleInputs
  }): Promise<PressOutput>
  /** Before the body is read: throws `not_possible_now` when nobody waits for this job's picture, `not_allowed` for a wrong ticket. */
  admitShot(shot: { jobId: string; ticket: string }): void
  /** From the camera's owner; throws as `admitShot` does. */
  shot(input: { jobId: string; ticket: string; path: string; shutterMissMs: number }): Promise<void>
}

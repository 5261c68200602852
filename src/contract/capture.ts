import { z } from 'zod'
import { instantMs, jobId } from './job'

export const publication = z.enum(['held', 'published', 'rejected', 'erased'])

/** A finished picture at its final path; what the gallery shows. */
export const captureView = z.object({
  /** The job's id, or for a file that others put there a UUID of its own. */
  id: jobId,
  jobId: jobId.nullable(),
  jobNumber: z.number().int().positive().nullable(),
  /** Path on the share, relative to its root with forward slashes. */
  name: z.string(),
  style: z.string().nullable(),
  seed: z.number().int().nullable(),
  takenAtMs: instantMs,
  savedAtMs: instantMs,
  widthPx: z.number().int().nonnegative(),
  heightPx: z.number().int().nonnegative(),
  sizeBytes: z.number().int().nonnegative(),
  mediaType: z.string(),
  favourite: z.boolean(),
  publication,
  url: z.string(),
  thumbUrl: z.string(),
  originalUrl: z.string().nullable(),
})
export type CaptureView = z.infer<typeof captureView>

/** Words and states that the gallery filters by. Text matches name, style and job number. */
export const captureFilter = z.object({
  text: z.string().max(100).default(''),
  style: z.string().max(40).nullable().default(null),
  favouritesOnly: z.boolean().default(false),
  rejectedOnly: z.boolean().default(false),
})
export type CaptureFilter = z.infer<typeof captureFilter>

/** Newest first; `total` counts all that match. */
export const capturePage = z.object({ total: z.number().int(), captures: z.array(captureView) })
export type CapturePage = z.infer<typeof capturePage>

import { z } from 'zod'
import { eventId } from './event'
import { instantMs, jobId, standIn } from './job'
import { durationMs } from './media'
import { syncProvider } from './sync-provider'

export const publication = z.enum(['held', 'published', 'rejected', 'erased'])

/** A finished picture at its final path; what the gallery shows. */
export const captureView = z.object({
  /** The job's id, or for a file that others put there a UUID of its own. */
  id: jobId,
  jobId: jobId.nullable(),
  jobNumber: z.number().int().positive().nullable(),
  /** Null for a file of others that lies in no event's folder. */
  eventId: eventId.nullable(),
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
  durationMs,
  /** What its job was asked for, where no server answered and `style` stands in. */
  standIn: standIn.nullable(),
  /** Who carries the file on from the share; null where it lies in a plain folder, or somebody else put it there. */
  handedTo: syncProvider.nullable(),
  favourite: z.boolean(),
  publication,
  url: z.string(),
  thumbUrl: z.string(),
  originalUrl: z.string().nullable(),
})
export type CaptureView = z.infer<typeof captureView>

/** Words and states that the gallery filters by. Text matches name, style and job number. */
export const captureFilter = z.object({
  /** Null shows every event's; screens begin with the active one. */
  event: eventId.nullable().default(null),
  text: z.string().max(100).default(''),
  style: z.string().max(40).nullable().default(null),
  favouritesOnly: z.boolean().default(false),
  rejectedOnly: z.boolean().default(false),
})
export type CaptureFilter = z.infer<typeof captureFilter>

/** Newest first; `total` counts all that match. */
export const capturePage = z.object({ total: z.number().int(), captures: z.array(captureView) })
export type CapturePage = z.infer<typeof capturePage>

/** What the gallery needs to lay itself out before it has a single page: how many match in each hour, and how many each filter would show. */
export const captureOverview = z.object({
  /** Newest hour first; `startMs` is the beginning of a local hour. The counts sum up to the page's `total`. */
  hours: z.array(z.object({ startMs: z.number().int(), count: z.number().int().positive() })),
  /** Within the event that is asked for, but for `events`. */
  counts: z.object({
    all: z.number().int(),
    favourites: z.number().int(),
    rejected: z.number().int(),
    styles: z.record(z.string(), z.number().int()),
    events: z.record(eventId, z.number().int()),
  }),
})
export type CaptureOverview = z.infer<typeof captureOverview>

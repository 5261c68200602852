import { z } from 'zod'
import { jobId, prompt, seed } from './job'
import { styleName } from './style'

/** What a tablet's page may say of the picture it asks for; fields that nobody knows are read past. */
const wish = {
  style: styleName.optional(),
  prompt: prompt.optional(),
  seed: seed.optional(),
  /** The guest agreed to the event's text; needed where there is one. */
  consent: z.boolean().optional(),
}

/** `POST /api/capture`; the body may be empty. */
export const tabletCapture = z.object({ ...wish, countdownSec: z.number().min(0).max(30).optional() })
export type TabletCapture = z.infer<typeof tabletCapture>

/** Where a guest finds the picture: `url` is the guest's page, `qrUrl` its code as a PNG; null while no phone reaches us. */
const link = { url: z.string().nullable(), qrUrl: z.string().nullable() }

export const tabletCaptured = z.object({ jobId, countdownSec: z.number(), ...link })
export type TabletCaptured = z.infer<typeof tabletCaptured>

export const tabletStatusWord = z.enum(['pending', 'processing', 'ready', 'error'])
export type TabletStatusWord = z.infer<typeof tabletStatusWord>

/** `GET /api/status/:jobId` */
export const tabletStatus = z.object({
  jobId,
  status: tabletStatusWord,
  progress: z.number().min(0).max(1),
  ...link,
  qrPngDataUrl: z.string().nullable(),
  /** Leads to the guest's page, on the console's own port. */
  redirectUrl: z.string().nullable(),
  /** What went wrong, of a job whose status is `error`. */
  error: z.string().nullable(),
})
export type TabletStatus = z.infer<typeof tabletStatus>

/** `POST /api/reset` */
export const tabletReset = z.object({ jobId })

/** What a page says on the WebSocket at `/`. */
export const fromTablet = z.discriminatedUnion('type', [
  /** After its own countdown: the picture is taken at once. */
  z.object({ type: z.literal('capture'), jobId: jobId.optional(), ...wish }),
  z.object({ type: z.literal('started'), jobId: jobId.optional() }),
  z.object({ type: z.literal('cancel'), jobId: jobId.optional() }),
])
export type FromTablet = z.infer<typeof fromTablet>

/** What a page hears there; `ts` is UTC milliseconds. */
export const toTablet = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connected'), message: z.string() }),
  /** Somebody pressed: at the beginning of the countdown. */
  z.object({ type: z.literal('capture'), jobId, countdownSec: z.number(), ts: z.number() }),
  z.object({ type: z.literal('progress'), jobId, progress: z.number().min(0).max(1) }),
  /** Once a job. */
  z.object({ type: z.literal('ready'), jobId, ...link }),
  /** Without `jobId`: of the message that was sent. */
  z.object({ type: z.literal('error'), jobId: jobId.optional(), message: z.string() }),
  z.object({
    type: z.literal('ack'),
    received: z.string(),
    jobId: jobId.optional(),
    /** A picture is being taken already; `jobId` is that one's. */
    duplicate: z.boolean().optional(),
  }),
])
export type ToTablet = z.infer<typeof toTablet>

import { z } from 'zod'
import { errorFacts } from './errors'
import { eventId, jobOutput, language } from './event'
import { durationMs } from './media'
import { backendName, styleInputs, styleName } from './style'
import { syncProvider } from './sync-provider'

/** A job's id in every protocol: a canonical lower-case UUID. */
export const jobId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

export const jobState = z.enum([
  'counting',
  'capturing',
  'queued',
  'generating',
  'saving',
  'saved',
  'failed',
  'cancelled',
])
export type JobState = z.infer<typeof jobState>

/** `text`: words alone, for styles that need no picture. */
export const sourceName = z.enum(['webcam', 'upload', 'touchdesigner', 'canvas', 'text'])
export type SourceName = z.infer<typeof sourceName>

/** UTC milliseconds. */
export const instantMs = z.number().int().nonnegative()

export const prompt = z.string().max(4000)
/** Below 2^31: what every sampler accepts. */
export const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)

/** The picture as it was taken, before any AI; `file` is relative to the data folder. */
export const originalFacts = z.object({
  file: z.string(),
  mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
  sizeBytes: z.number().int().positive(),
})
export type OriginalFacts = z.infer<typeof originalFacts>

/** The finished picture; `spoolFile` is relative to the data folder, null once it is on the share. */
export const resultFacts = z.object({
  spoolFile: z.string().nullable(),
  /** The name on the share, relative to its root with forward slashes; journaled before copying, null until then. */
  name: z.string().nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  mediaType: z.string(),
  widthPx: z.number().int().positive(),
  heightPx: z.number().int().positive(),
  sizeBytes: z.number().int().positive(),
  durationMs: durationMs.default(null),
  /** Who carries the file on from the share, as it was known when it was saved. */
  handedTo: syncProvider.nullable().default(null),
})
export type ResultFacts = z.infer<typeof resultFacts>

export const transition = z.object({ state: jobState, atMs: instantMs })
export type Transition = z.infer<typeof transition>

/** The text of the event as a guest saw it. */
export const givenConsent = z.object({
  text: z.string(),
  language,
  /** Of the event's texts in all languages: the same as long as nobody changes a letter. */
  version: z.string().regex(/^[0-9a-f]{12}$/),
})
export type GivenConsent = z.infer<typeof givenConsent>

/** What was asked for where no server answered, and something else was made of the original. */
export const standIn = z.object({ style: styleName, backend: backendName })

/** Who asked for a job by the job broker, and what becomes of its result. */
export const jobRequest = z.object({
  /** Multipart or JSON: it answers in the same words. */
  words: z.enum(['broker', 'service']),
  /** Whose job it is: `loopback`, `token:<id>`, `legacy:<address>`, a role. */
  requester: z.string().max(200),
  /** The result stays in the data folder, out of gallery and share. */
  staysHere: z.boolean(),
})
export type JobRequest = z.infer<typeof jobRequest>

/** One press of the capture button, as the journal holds it. */
export const job = z.object({
  id: jobId,
  /** Counts up from 1 in a data folder; what people call the job by. */
  number: z.number().int().positive(),
  state: jobState,
  source: sourceName,
  /** Who chose the style: a guest wants that one and no other. */
  presser: z.enum(['operator', 'guest']).default('operator'),
  backend: backendName,
  style: styleName,
  /** Set where `style` and `backend` stand in for others; a retry makes what was asked for. */
  standIn: standIn.nullable().default(null),
  eventId,
  /** The event's name at the press. */
  event: z.string(),
  output: jobOutput,
  /** When the guest agreed to the event's text; null where nobody was asked. */
  consentAtMs: instantMs.nullable(),
  /** What it was that they agreed to, word for word. */
  consent: givenConsent.nullable().default(null),
  prompt,
  seed,
  /** Over the style's defaults; what its style does not bind is without effect. */
  inputs: styleInputs.default({}),
  /** Null: the booth's own press. */
  request: jobRequest.nullable().default(null),
  countdownSec: z.number().min(0).max(30),
  pressedAtMs: instantMs,
  /** Minutes to add to UTC for the local time of the press. */
  zoneOffsetMin: z.number().int(),
  /** The moment of the picture; null until it is taken. */
  takenAtMs: instantMs.nullable(),
  /** How late (positive) or early the shutter was, in milliseconds from zero; null where there is none. */
  shutterMissMs: z.number().nullable(),
  original: originalFacts.nullable(),
  result: resultFacts.nullable(),
  error: errorFacts.nullable(),
  /** Unfinished and finished starts of the generating step. */
  attempts: z.number().int().nonnegative(),
  /** Higher runs first; `toFront` raises it. */
  priority: z.number().int(),
  timeline: z.array(transition),
})
export type Job = z.infer<typeof job>

/** The shutter is still awaited. A job that captures, and whose moment is known, has its picture: it is being kept. */
export function awaitsShutter({ state, takenAtMs }: Pick<Job, 'state' | 'takenAtMs'>): boolean {
  return state === 'counting' || (state === 'capturing' && takenAtMs === null)
}

/** A job as consoles see it: the journal's facts without paths, and what is only known live. */
export const jobView = job
  .omit({
    original: true,
    result: true,
    presser: true,
    standIn: true,
    priority: true,
    prompt: true,
    inputs: true,
    request: true,
    zoneOffsetMin: true,
    event: true,
    output: true,
    consentAtMs: true,
    consent: true,
  })
  .extend({
    /** Of a counting job: when the shutter is due, UTC milliseconds; compare with the message's `nowMs`. */
    endsAtMs: instantMs.nullable(),
    progress: z.number().min(0).max(1),
    step: z.number().int().nonnegative(),
    maxSteps: z.number().int().nonnegative(),
    /** What is being done now: a node's class, a recipe's step. */
    node: z.string(),
    /** Nodes that the server had done before and did not do again; while it works, where there are any. */
    cachedNodes: z.number().int().nonnegative().optional(),
    /** The server that makes it now. */
    server: z.string().optional(),
    /** Expected milliseconds until this job is generated; null where nothing is known yet. */
    etaMs: z.number().nonnegative().nullable(),
    /** Place in the waiting line, from 1; null unless queued. */
    position: z.number().int().positive().nullable(),
    /** Address of the newest preview frame; changes with each frame. */
    previewUrl: z.string().nullable(),
    /** Address of the original, once taken. */
    originalUrl: z.string().nullable(),
    /** Address of the finished picture, once verified in the spool. */
    resultUrl: z.string().nullable(),
    /** The finished file is a video. Left out of stills: hundreds of jobs travel in one message. */
    isVideo: z.literal(true).optional(),
    /** What was asked for where something else stands in; left out of all others. */
    standIn: standIn.optional(),
    /** Another program asked for it; left out of all others. */
    isApi: z.literal(true).optional(),
    thumbUrl: z.string().nullable(),
    /** The finished file's name on the share. */
    fileName: z.string().nullable(),
    /** Of a saved file: who carries it on; null where it lies in a plain folder. */
    handedTo: syncProvider.nullable(),
    /** The finished file waits locally because the share does not take it now. */
    waitsForShare: z.boolean(),
    canRetry: z.boolean(),
  })
export type JobView = z.infer<typeof jobView>

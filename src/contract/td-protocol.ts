import { z } from 'zod'
import { instantMs, jobId, prompt, seed } from './job'
import { styleName } from './style'

/**
 * What the console and TouchDesigner say to each other, version 1. `td/protocol/messages.json` holds an example of each;
 * the TypeScript tests and the Python tests both parse it. Unknown fields are ignored on both sides, unknown types too.
 */
export const tdProtocolVersion = 1

/** Milliseconds; a day is longer than any of our time-outs. */
const durationMs = z.number().min(0).max(86_400_000)
/** A whole path or folder as the machine that runs TouchDesigner writes it. */
const remotePath = z.string().min(1).max(1000)

/** Whether this machine gets the captures: one of a booth does, the others wait to take its place. */
export const tdStanding = z.enum(['active', 'standby'])
export type TdStanding = z.infer<typeof tdStanding>

/** What the live picture should be like; `fps` 0: nobody looks, send none. */
export const tdPreviewWish = z.object({
  fps: z.number().min(0).max(30),
  /** The longer side, at most. */
  maxSidePx: z.number().int().min(64).max(3840),
  /** 0..1, as `TOP.saveByteArray` takes it. */
  quality: z.number().min(0).max(1),
})
export type TdPreviewWish = z.infer<typeof tdPreviewWish>

/** `original`: the picture as the booth's TOP shows it now, in a framed binary. `result`: the finished picture, as a file or framed. */
export const tdWanted = z.enum(['original', 'result'])

/** The first message on every connection; older projects print it. */
const connected = z.object({
  type: z.literal('connected'),
  message: z.string(),
  protocol: z.literal(tdProtocolVersion),
})

/** Answers `hello`, and comes again whenever one of its values changes. */
const helloAck = z.object({
  type: z.literal('hello-ack'),
  protocol: z.literal(tdProtocolVersion),
  standing: tdStanding,
  /** Where results go, as this machine sees it; null where the operator has not said. */
  folder: remotePath.nullable(),
  imageType: z.enum(['jpeg', 'png']),
  /** Of results; 0..1, as `TOP.save` takes it. */
  quality: z.number().min(0).max(1),
  preview: tdPreviewWish,
  /** How often `heartbeat` comes. Nothing at all for three times as long: the connection is dead. */
  heartbeatMs: durationMs.min(1000),
})

/** A press: the countdown has begun. `remainingMs` counts from when this was sent. */
const countdown = z.object({
  type: z.literal('countdown'),
  jobId,
  seconds: z.number().min(0).max(30),
  remainingMs: durationMs,
})

/** Take the picture now (at the press where the operator set it so: then `countdownSec` are still to run). */
const capture = z.object({
  type: z.literal('capture'),
  jobId,
  /** Of the whole countdown, as it was set; older projects count it themselves. */
  countdownSec: z.number().min(0).max(30),
  /** When this was sent, UTC milliseconds. */
  ts: instantMs,
  want: tdWanted,
  style: styleName,
  prompt,
  seed,
  /** As in `hello-ack`, with the event's own folder below it. */
  folder: remotePath.nullable(),
  /**
   * Proposed file name with its extension, another one for each attempt at a job. Any name is taken that holds the
   * jobId whole; of a further attempt, after a hello, this one alone (or with ` (2)`), or the one that `saved` tells.
   */
  fileName: z.string().min(1).max(200),
  /** True: a framed binary of kind `input` with the picture to work on follows at once. */
  hasInput: z.boolean(),
  /** After which the console gives the job up. */
  timeoutMs: durationMs,
})

/** The job is over for the console: stop where that is possible, and send nothing more for it. */
const cancel = z.object({ type: z.literal('cancel'), jobId })

/** The guest's pictures are erased: remove what this machine kept of the job, and answer `cleaned`. Comes for nothing else. */
const cleanup = z.object({ type: z.literal('cleanup'), jobId })

/** To clients that said hello, every `heartbeatMs`; answered by `heartbeat-ack` with the same `ts`. */
const heartbeat = z.object({ type: z.literal('heartbeat'), ts: instantMs })

/** Whether somebody looks at the live picture changed, or how it should be. */
const preview = z.object({ type: z.literal('preview'), ...tdPreviewWish.shape })

/** A hello was refused (`token`; `guesses`: this address showed too many wrong ones), or its protocol is not known here (`protocol`); the connection is closed after it. */
const refused = z.object({
  type: z.literal('refused'),
  reason: z.enum(['token', 'guesses', 'protocol']),
  message: z.string(),
})

/** From the console to TouchDesigner, each a text frame. */
export const toTouchDesigner = z.discriminatedUnion('type', [
  connected,
  helloAck,
  countdown,
  capture,
  cancel,
  cleanup,
  heartbeat,
  preview,
  refused,
])
export type ToTouchDesigner = z.infer<typeof toTouchDesigner>

/** The first message of our scripts; older projects never say it. */
const hello = z.object({
  type: z.literal('hello'),
  role: z.literal('touchdesigner'),
  /** The stage, as the operator knows it; the folder in `hello-ack` belongs to it. */
  name: z.string().trim().min(1).max(80),
  /** Needed from other machines, unless the operator admitted the address. */
  token: z.string().max(200).optional(),
  protocol: z.number().int().min(1).max(1000),
  /** Of the scripts. */
  version: z.string().max(40).optional(),
  /** Of TouchDesigner, such as 2025.32280. */
  build: z.string().max(40).optional(),
  /** The job it is still busy with: over a reconnect, a project reload, or a restart. */
  jobId: jobId.nullable().optional(),
})

/** Taken on; `of` says what. */
const ack = z.object({ type: z.literal('ack'), jobId, of: z.enum(['countdown', 'capture', 'cancel']).optional() })

/** The component makes the picture. Again, as a sign of life: it counts on while the job's progress stands. */
const started = z.object({ type: z.literal('started'), jobId })

/** Floats of TouchDesigner overshoot by a little; anything further off is no progress. */
const fraction = z
  .number()
  .min(-0.01)
  .max(1.01)
  .transform((value) => Math.min(1, Math.max(0, value)))

/** Of the whole job, 0..1; without `jobId` of the job that this machine works on. 1 never means that a file is there. */
const progress = z.object({ type: z.literal('progress'), jobId: jobId.optional(), progress: fraction })

/** The file is whole at its final path. Of the path only the file's name counts here. */
const saved = z.object({ type: z.literal('saved'), jobId, path: remotePath })

/** Long texts of other programs are cut. */
const words = z
  .string()
  .min(1)
  .transform((text) => text.slice(0, 1000))

/**
 * The job failed there, or was not taken on (`busy`); without `jobId` something is wrong with the machine itself. `code` and
 * `params` say in whichever language what our scripts complain of; `message` holds the same in English.
 */
const error = z.object({
  type: z.literal('error'),
  jobId: jobId.nullable().optional(),
  message: words,
  reason: z.enum(['busy', 'component', 'save', 'timeout', 'other']).default('other').catch('other'),
  code: z.string().max(60).optional().catch(undefined),
  params: z
    .record(z.string().max(40), z.string().max(1000))
    .refine((params) => Object.keys(params).length <= 10)
    .optional()
    .catch(undefined),
})

/** Answers `cleanup`; `files` is how many were removed. */
const cleaned = z.object({ type: z.literal('cleaned'), jobId, files: z.number().int().min(0).optional() })

const heartbeatAck = z.object({ type: z.literal('heartbeat-ack'), ts: instantMs })

/** Of the job machine in td/photocall. */
export const tdMachineState = z.enum([
  'idle',
  'armed',
  'generating',
  'settling',
  'saving',
  'verifying',
  'done',
  'failed',
])

/** How the machine is set up, for the operator's screen: sent after `hello-ack` and when it changes. */
const status = z.object({
  type: z.literal('status'),
  state: tdMachineState.optional(),
  checks: z
    .array(z.object({ name: z.string().min(1).max(60), ok: z.boolean(), detail: z.string().max(300).default('') }))
    .max(30)
    .default([]),
})

/** From TouchDesigner to the console, each a text frame. */
export const fromTouchDesigner = z.discriminatedUnion('type', [
  hello,
  ack,
  started,
  progress,
  saved,
  error,
  cleaned,
  heartbeatAck,
  status,
])
export type FromTouchDesigner = z.infer<typeof fromTouchDesigner>

/**
 * A framed binary: the header's length in bytes (u32, big-endian), the header as JSON in UTF-8, then the picture, JPEG or
 * PNG. No header is longer than `tdHeaderLimitBytes`, so that a bare picture (which begins 0xFFD8FF or 0x89504E47) is
 * never taken for one; a bare picture is a live-preview frame.
 */
export const tdHeaderLimitBytes = 4096

const mediaType = z.enum(['image/jpeg', 'image/png'])

/** To the console: a live-preview frame, the original that was asked for, or the finished picture in place of a file. */
export const tdHeaderFrom = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preview'), mediaType }),
  z.object({ kind: z.literal('original'), jobId, mediaType }),
  z.object({ kind: z.literal('result'), jobId, mediaType }),
])
export type TdHeaderFrom = z.infer<typeof tdHeaderFrom>

/** To TouchDesigner: the picture that a capture with `hasInput` is to work on. */
export const tdHeaderTo = z.object({ kind: z.literal('input'), jobId, mediaType })
export type TdHeaderTo = z.infer<typeof tdHeaderTo>

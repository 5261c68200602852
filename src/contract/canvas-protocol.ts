import { z } from 'zod'
import { errorFacts } from './errors'
import { language } from './event'
import { instantMs, jobId, jobState, prompt, seed } from './job'
import { styleName } from './style'

/**
 * What canvas clients and the console say to each other. A room is a relay first: what one client sends goes to the others
 * of its room byte for byte. Clients that say no `hello` hear the relayed frames and the console's `hello` and nothing else.
 */

/** WebSocket close codes of our own; 1001, 1008 (not admitted), 1009 (frame too large) and 1013 (full: later) as usual. */
export const canvasClose = {
  /** The same page or machine came back by another connection: this one is over. */
  replaced: 4000,
  /** The operator closed the room: its code is no longer valid. */
  roomClosed: 4001,
  /** It took too little of what was sent: come back, and the last picture and prompt come at once. */
  tooSlow: 4002,
  /** What let it in is over, as when a browser's pairing ends. */
  unpaired: 4401,
} as const

/** The room of clients that name none. */
export const defaultRoom = 'DEFAULT'
/** Of codes that the console makes up: without I, L, O, 0 and 1, which people confuse. */
export const roomAlphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
export const roomCodeLength = 6

/** Only ever a name, in upper case; nothing of it becomes a path. */
export const roomName = z.string().regex(/^[A-Z0-9][A-Z0-9_-]{0,31}$/)

/** The room that an address or a `hello` means: upper-cased, `DEFAULT` where it is empty or absent; null where it is no room's name. */
export function roomNameOf(asked: string | null): string | null {
  const name = (asked ?? '').trim().toUpperCase()
  if (name === '') return defaultRoom
  return roomName.safeParse(name).success ? name : null
}

/** Of one frame of any kind; a larger one closes the connection (1009). */
export const canvasFrameLimitBytes = 20_000_000
/** Of a `draw` whose data URL is no PNG: the live picture, which may be skipped for slow receivers. */
export const drawLimitBytes = 4_000_000
/** Of every text frame that carries no picture. */
export const canvasTextLimitBytes = 64_000
/** Of a picture's longer side; decoders of tablets give up not far beyond. */
export const canvasSideLimitPx = 8192
/** Clients that said hello hear `room` at least this often: after three times as long in silence the connection is dead. */
export const canvasBeatMs = 10_000
/** The live picture's pace, at most. */
export const drawIntervalMs = 80
/** A page sends no `draw` while more than this is unsent. */
export const drawBacklogBytes = 256_000

/** Live: a data URL of JPEG or WebP, which may be skipped; of PNG: as good as a final picture. */
export const canvasDraw = z.object({ type: z.literal('draw'), payload: z.string() })
/** A stroke began or ended. After the end receivers keep the final picture until the next beginning. */
export const canvasState = z.object({ type: z.literal('state'), payload: z.enum(['drawing:start', 'drawing:end']) })
/** The words of the prompt box; `prompt` is another name of the same. */
export const canvasPrompt = z.object({ type: z.enum(['proc', 'prompt']), payload: z.string() })
/** To the others of the room, text frames; a binary frame is the final picture, a PNG. Unknown types travel too, and are to be ignored. */
export const canvasRelayed = z.discriminatedUnion('type', [canvasDraw, canvasState, canvasPrompt])
export type CanvasRelayed = z.infer<typeof canvasRelayed>

/**
 * To the console alone, best as the first message: who speaks. Names the room where the address could not; the last one
 * holds. `token` is TouchDesigner's, for other machines. From then on the client gets `room`, `job` and `refused`, and pings.
 */
export const canvasHello = z.object({
  type: z.literal('hello'),
  payload: z.object({
    room: z.string().max(200).optional(),
    token: z.string().max(200).optional(),
    client: z.enum(['page', 'touchdesigner', 'other']).default('other').catch('other'),
    /** The same over reconnects: the connection before is closed at once instead of when it is found dead. */
    id: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional(),
  }),
})
export type CanvasHello = z.infer<typeof canvasHello>

/** "Use this drawing": makes a job of the room's last picture. Answered by `job` or `refused`; only after a `hello`. */
export const canvasUse = z.object({
  type: z.literal('use'),
  payload: z
    .object({
      /** Absent: what stands in the room's prompt box. */
      prompt: prompt.optional(),
      style: styleName.optional(),
      seed: seed.optional(),
      /** The guest agreed to the text in `room.consent`. */
      consent: z.boolean().optional(),
      /** Which of its languages the guest read; absent: the booth's. */
      consentLanguage: language.optional(),
    })
    .prefault({}),
})

/** From a client to the console; never relayed. */
export const toCanvasRooms = z.discriminatedUnion('type', [canvasHello, canvasUse])

/** The first frame of every connection, and the first after a move to another room. */
const hello = z.object({ type: z.literal('hello'), payload: z.object({ room: roomName }) })

/** What a page shows around its drawing: after `hello`, whenever it changes, and as the sign of life. */
const room = z.object({
  type: z.literal('room'),
  payload: z.object({
    room: roomName,
    nowMs: instantMs,
    /** With the one that reads this. */
    clients: z.number().int().nonnegative(),
    /** Of these TouchDesigner. */
    receivers: z.number().int().nonnegative(),
    /** Where another device joins, with the room's code; null while the console is not open to the network. */
    joinUrl: z.string().nullable(),
    /** There is a picture to use. */
    hasPicture: z.boolean(),
    /** Why "use this drawing" would be refused now; null: it would be taken, a picture provided. */
    blocked: errorFacts.nullable(),
    /** What a guest agrees to before a drawing is used, by language, one of which may be empty; null: nothing is asked. */
    consent: z.object({ en: z.string(), es: z.string() }).nullable(),
    /** The guests' language where the event has one; null: as the device prefers. */
    language: language.nullable(),
  }),
})

/** To the client that asked for it: how its job goes on. */
const job = z.object({
  type: z.literal('job'),
  payload: z.object({
    jobId,
    number: z.number().int().positive(),
    state: jobState,
    progress: z.number().min(0).max(1),
    /** Place in the line, from 1; null unless queued. */
    position: z.number().int().positive().nullable(),
    etaMs: z.number().nonnegative().nullable(),
  }),
})

/** What was not taken: a frame that was not relayed, a hello, a `use`. */
const refused = z.object({
  type: z.literal('refused'),
  payload: z.object({ of: z.enum(['hello', 'picture', 'draw', 'message', 'use']), error: errorFacts }),
})

/** From the console itself; every other frame is another client's. */
export const fromCanvasRooms = z.discriminatedUnion('type', [hello, room, job, refused])
export type FromCanvasRooms = z.infer<typeof fromCanvasRooms>
export type CanvasRoomFacts = z.infer<typeof room>['payload']
export type CanvasJobFacts = z.infer<typeof job>['payload']

import { z } from 'zod'
import { roomName } from './canvas-protocol'
import { done, nothing, operator, type CommandShape } from './command-shape'
import { instantMs, jobId, prompt, seed } from './job'
import { styleName } from './style'

/** An open room as consoles see it; its picture is at `thumbUrl`. */
export const canvasRoomView = z.object({
  name: roomName,
  /** Its code was given out by the console: whoever knows it may join, from beyond as well. */
  isGiven: z.boolean(),
  clients: z.number().int().nonnegative(),
  /** Of these TouchDesigner. */
  receivers: z.number().int().nonnegative(),
  isDrawing: z.boolean(),
  /** The beginning of what stands in its prompt box. */
  prompt: z.string(),
  /** Changes with the picture, at most once a second; null: nothing was drawn yet. */
  thumbUrl: z.string().nullable(),
  changedAtMs: instantMs,
})
export type CanvasRoomView = z.infer<typeof canvasRoomView>

export const canvasView = z.object({
  /** Newest first; at most 60. */
  rooms: z.array(canvasRoomView),
  total: z.number().int().nonnegative(),
})
export type CanvasView = z.infer<typeof canvasView>

export const noCanvas: CanvasView = { rooms: [], total: 0 }

/** How the booth treats canvas clients. */
export const canvasSettings = z.strictObject({
  /** Addresses of other machines whose clients need neither a token nor a room's code. */
  admitted: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .max(16)
    .default([]),
  /** Guests may make pictures of their drawings themselves; else the operator alone. */
  guestsUse: z.boolean().default(true),
})
export type CanvasSettings = z.infer<typeof canvasSettings>

const oneRoom = z.strictObject({ room: roomName })

/** What the console does with the drawing rooms. */
export const canvasCommands = {
  /** A new room with a code that may be given out; `urls` are where other devices join, empty while none can. */
  'canvas.openRoom': {
    input: nothing,
    output: z.object({ room: roomName, urls: z.array(z.string()) }),
    who: operator,
    admits: true,
  },
  /** Everybody has to leave, and its code is no longer good. Throws `room_unknown`. */
  'canvas.closeRoom': { input: oneRoom, output: done, who: operator },
  /** Makes a job of what the room shows. Throws `room_unknown`, `drawing_missing`, and what an upload throws. */
  'canvas.use': {
    input: z.strictObject({
      ...oneRoom.shape,
      /** Absent: what stands in the room's prompt box. */
      prompt: prompt.optional(),
      /** Absent: the style for drawings, or the event's where nothing can make that. */
      style: styleName.optional(),
      seed: seed.optional(),
    }),
    output: z.object({ jobId, duplicate: z.boolean() }),
    who: operator,
  },
} as const satisfies Record<string, CommandShape>

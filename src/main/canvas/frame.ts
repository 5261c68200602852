import type { z } from 'zod'
import {
  canvasHello,
  canvasTextLimitBytes,
  canvasUse,
  drawLimitBytes,
  type CanvasHello,
} from '../../contract/canvas-protocol'
import { AppError } from '../../contract/errors'
import { pictureInDataUrl } from './data-url'
import { jsonIn, payloadOf, readDrawn, typeOf } from './message'
import { pictureHead, type PictureHead } from './picture-head'

/** As it came over the wire, and as it goes on. */
export interface RawFrame {
  bytes: Buffer
  isBinary: boolean
}

export type CanvasPicture = PictureHead & { bytes(): Buffer }

/** What a frame means to the room. `final` passes every lock and is never skipped; `live` may be. */
export type CanvasFrame =
  | { kind: 'final' | 'live'; picture: CanvasPicture }
  | { kind: 'state'; isDrawing: boolean }
  | { kind: 'prompt'; text: string }
  | { kind: 'hello'; said: CanvasHello['payload'] }
  | { kind: 'use'; asked: z.output<typeof canvasUse>['payload'] }
  /** Nothing that we know: it travels, and no more. */
  | { kind: 'other' }
  | { kind: 'refused'; of: 'picture' | 'draw' | 'message' | 'hello' | 'use'; error: AppError }

/** The console's own words, which no client may put into its mouth. */
const reserved = new Set(['room', 'job', 'refused'])

/** Never throws: whatever a frame holds, it is one of these. */
export function readFrame({ bytes, isBinary }: RawFrame): CanvasFrame {
  return isBinary ? readBinary(bytes) : readText(bytes)
}

function readBinary(bytes: Buffer): CanvasFrame {
  const head = pictureHead((offset, length) => bytes.subarray(offset, offset + length))
  if (head?.mediaType !== 'image/png') return refused('picture', noPng())
  return { kind: 'final', picture: { ...head, bytes: () => bytes } }
}

function readText(bytes: Buffer): CanvasFrame {
  // a drawing is one object with one long string: what is long and nested only wants to be expensive
  if (bytes.length > canvasTextLimitBytes && isNested(bytes)) return refused('message', tooLong(canvasTextLimitBytes))
  const drawn = readDrawn(bytes)
  if (drawn) return readDraw(drawn, bytes.length)
  const message = jsonIn(bytes)
  const type = typeOf(message)
  if (type === 'draw') return readDraw(pictureOf(payloadOf(message)), bytes.length)
  if (bytes.length > canvasTextLimitBytes) return refused('message', tooLong(canvasTextLimitBytes))
  if (type === 'state') return readState(payloadOf(message))
  if (type === 'proc' || type === 'prompt') return readPrompt(payloadOf(message))
  if (type === 'hello') return readHello(message)
  if (type === 'use') return readUse(message)
  if (reserved.has(type)) return refused('message', ownWord(type))
  return carriesData(message) ? refused('message', noPicture()) : { kind: 'other' }
}

function pictureOf(payload: unknown): CanvasPicture | null {
  return typeof payload === 'string' ? pictureInDataUrl(Buffer.from(payload)) : null
}

function readDraw(picture: CanvasPicture | null, sizeBytes: number): CanvasFrame {
  if (!picture) return refused('draw', noPicture())
  if (picture.mediaType === 'image/png') return { kind: 'final', picture }
  return sizeBytes > drawLimitBytes ? refused('draw', tooLong(drawLimitBytes)) : { kind: 'live', picture }
}

function readState(payload: unknown): CanvasFrame {
  const state = typeof payload === 'string' ? payload.toLowerCase() : ''
  if (state === 'drawing:start') return { kind: 'state', isDrawing: true }
  return state === 'drawing:end' ? { kind: 'state', isDrawing: false } : { kind: 'other' }
}

function readPrompt(payload: unknown): CanvasFrame {
  if (payload === null || payload === undefined) return { kind: 'prompt', text: '' }
  const isWords = typeof payload === 'string' || typeof payload === 'number' || typeof payload === 'boolean'
  return isWords ? { kind: 'prompt', text: String(payload) } : refused('message', notUnderstood('prompt'))
}

function readHello(message: unknown): CanvasFrame {
  const said = canvasHello.safeParse({ ...(message as object), type: 'hello' })
  return said.success ? { kind: 'hello', said: said.data.payload } : refused('hello', notUnderstood('hello'))
}

function readUse(message: unknown): CanvasFrame {
  const asked = canvasUse.safeParse({ ...(message as object), type: 'use' })
  return asked.success ? { kind: 'use', asked: asked.data.payload } : refused('use', notUnderstood('use'))
}

const nestedFrom = 8

function isNested(bytes: Buffer): boolean {
  let brackets = 0
  for (const bracket of ['{', '[']) {
    for (let at = bytes.indexOf(bracket); at !== -1 && brackets < nestedFrom; at = bytes.indexOf(bracket, at + 1)) {
      brackets++
    }
  }
  return brackets >= nestedFrom
}

/** A picture of a type that nobody looked at, in a message that nobody knows. */
function carriesData(message: unknown): boolean {
  const payload = payloadOf(message)
  return typeof payload === 'string' && /^\s*data:/i.test(payload)
}

type Refusal = Extract<CanvasFrame, { kind: 'refused' }>

const refused = (of: Refusal['of'], error: AppError): Refusal => ({ kind: 'refused', of, error })

const noPng = (): AppError =>
  new AppError('picture_unsupported', 'A binary frame is a PNG of at most 8192 pixels a side.', 'Send another one.', {
    params: { allowed: 'PNG' },
  })

const noPicture = (): AppError =>
  new AppError(
    'picture_unsupported',
    'A data URL here is base64 of a JPEG, PNG or WebP, and its bytes say so too.',
    'Send the picture as one of these.',
    { params: { allowed: 'JPEG, PNG, WebP' } },
  )

const tooLong = (limitBytes: number): AppError =>
  new AppError('invalid_input', `This frame is longer than ${limitBytes} bytes.`, 'Send less at once.', {
    params: { field: 'payload' },
  })

const notUnderstood = (type: string): AppError =>
  new AppError('invalid_input', `This ${type} is not understood.`, 'See docs/canvas.md.', { params: { field: type } })

const ownWord = (type: string): AppError =>
  new AppError('invalid_input', `"${type}" is said by the console alone.`, 'Use another type.', {
    params: { field: 'type' },
  })

import { randomUUID } from 'node:crypto'
import { pictureInDataUrl, type DataUrlPicture } from './data-url'

const urlStart = Buffer.from('"data:image/')
const quote = 0x22
/** Stands for a picture while the rest of its message is read; nobody outside can know it. */
const mark = randomUUID()
const markBytes = Buffer.from(mark)

/**
 * The picture of a `draw`, read where it stands; null for any other message, and for a drawing that is written in another
 * way: then the whole is to be read. Twelve times a second in each room, strings of that length keep the collector busy.
 */
export function readDrawn(bytes: Buffer): DataUrlPicture | null {
  const opens = bytes.indexOf(urlStart)
  const closes = opens === -1 ? -1 : bytes.indexOf(quote, opens + 1)
  if (closes === -1) return null
  // letters only: no quote in it is escaped, and what stands around it means the same with anything else in its place
  const picture = pictureInDataUrl(bytes.subarray(opens + 1, closes))
  if (!picture) return null
  const message = jsonIn(Buffer.concat([bytes.subarray(0, opens + 1), markBytes, bytes.subarray(closes)]))
  return typeOf(message) === 'draw' && payloadOf(message) === mark ? picture : null
}

/** In small letters; empty where there is none. */
export function typeOf(message: unknown): string {
  const type = typeof message === 'object' && message !== null && 'type' in message ? message.type : null
  return typeof type === 'string' ? type.toLowerCase() : ''
}

/** Null where there is none. */
export function payloadOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'payload' in message ? message.payload : null
}

/** Null where it is no JSON. */
export function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

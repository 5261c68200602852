import { z } from 'zod'

/** Of a page, made up by it. */
const pageId = z.string().regex(/^[\w-]{1,64}$/)
const count = z.int().min(1).max(1e12)

/**
 * What a drawing page writes into a final picture, so that pages agree which of two is the room's. Programs that know
 * nothing of it show the picture all the same.
 */
const pictureLabel = z.object({
  /** Rises with each final picture that its page has made or seen. */
  n: count,
  by: pageId,
  /** Of each page the newest picture whose strokes are in this one. */
  seen: z.record(pageId, count),
})
export type PictureLabel = z.infer<typeof pictureLabel>

const keyword = 'photocall-canvas'
/** PNG specification 5.2 and 11.2.2: the signature, and the header as the first chunk. */
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
const headEnd = signature.length + 12 + 13
/** More chunks before the pixels than any writer makes. */
const chunkLimit = 64
const labelLimitBytes = 8192

export function isPng(bytes: Uint8Array): boolean {
  return bytes.length >= headEnd && signature.every((byte, i) => bytes[i] === byte)
}

/** The same picture with its label (a tEXt chunk) behind the header. */
export function withLabel(png: Uint8Array, label: PictureLabel): Uint8Array<ArrayBuffer> {
  const chunk = textChunk(`${keyword}\0${JSON.stringify(label)}`)
  const labelled = new Uint8Array(png.length + chunk.length)
  labelled.set(png.subarray(0, headEnd))
  labelled.set(chunk, headEnd)
  labelled.set(png.subarray(headEnd), headEnd + chunk.length)
  return labelled
}

/** Null for a picture that no drawing page made, and for one whose label is not understood. */
export function labelOf(png: Uint8Array): PictureLabel | null {
  if (!isPng(png)) return null
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  let at: number = signature.length
  for (let chunk = 0; chunk < chunkLimit && at + 8 <= png.length; chunk++) {
    const length = view.getUint32(at)
    const type = latin1(png.subarray(at + 4, at + 8))
    if (type === 'IDAT') return null
    const text = type === 'tEXt' ? latin1(png.subarray(at + 8, at + 8 + Math.min(length, labelLimitBytes))) : ''
    if (text.startsWith(`${keyword}\0`)) return labelIn(text.slice(keyword.length + 1))
    at += 12 + length
  }
  return null
}

/** One picture's name: the label's where there is one, else told from its bytes. */
export function keyOf(png: Uint8Array, label: PictureLabel | null): string {
  return label === null ? `${png.length}:${crc32(png).toString(36)}` : `${label.by}:${label.n}`
}

function labelIn(json: string): PictureLabel | null {
  try {
    const label = pictureLabel.safeParse(JSON.parse(json))
    return label.success ? label.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function textChunk(text: string): Uint8Array {
  const chunk = new Uint8Array(12 + text.length)
  const view = new DataView(chunk.buffer)
  const body = `tEXt${text}`
  view.setUint32(0, text.length)
  for (let i = 0; i < body.length; i++) chunk[4 + i] = body.charCodeAt(i)
  view.setUint32(8 + text.length, crc32(chunk.subarray(4, 8 + text.length)))
  return chunk
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

const crcTable = Uint32Array.from({ length: 256 }, (_zero, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** PNG specification, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!
  return (crc ^ 0xffffffff) >>> 0
}

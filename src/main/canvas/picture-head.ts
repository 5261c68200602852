import { canvasSideLimitPx } from '../../contract/canvas-protocol'

export type CanvasMediaType = 'image/png' | 'image/jpeg' | 'image/webp'

/** What the first bytes of a picture say of it; nothing is decoded. */
export interface PictureHead {
  mediaType: CanvasMediaType
  widthPx: number
  heightPx: number
}

/** Gives `length` bytes from `offset`, fewer at the end: the picture may still be base64 in a message. */
export type ReadBytes = (offset: number, length: number) => Buffer

/** A JPEG with more parts before its size than this was not drawn by anybody. */
const segmentLimit = 64
const pixelLimit = 40_000_000

/** Null for all but a PNG, JPEG or WebP of a size that a tablet can show: a few bytes may claim to be gigapixels. */
export function pictureHead(read: ReadBytes): PictureHead | null {
  const head = pngHead(read) ?? jpegHead(read) ?? webpHead(read)
  return head !== null && isShowable(head) ? head : null
}

function isShowable({ widthPx, heightPx }: PictureHead): boolean {
  const sides = [widthPx, heightPx]
  return sides.every((side) => side >= 1 && side <= canvasSideLimitPx) && widthPx * heightPx <= pixelLimit
}

// PNG 1.2, 11.2.2: IHDR comes first
function pngHead(read: ReadBytes): PictureHead | null {
  const bytes = read(0, 24)
  if (bytes.length < 24 || bytes.toString('latin1', 0, 16) !== '\x89PNG\r\n\x1a\n\0\0\0\rIHDR') return null
  return { mediaType: 'image/png', widthPx: bytes.readUInt32BE(16), heightPx: bytes.readUInt32BE(20) }
}

// ITU-T T.81, B.1 and B.2.2: segments up to the start of frame, which holds the size
function jpegHead(read: ReadBytes): PictureHead | null {
  if (!read(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return null
  let offset = 2
  for (let segment = 0; segment < segmentLimit; segment++) {
    const bytes = read(offset, 9)
    if (bytes.length < 9 || bytes[0] !== 0xff) return null
    const marker = bytes[1]!
    if (isStartOfFrame(marker)) {
      return { mediaType: 'image/jpeg', heightPx: bytes.readUInt16BE(5), widthPx: bytes.readUInt16BE(7) }
    }
    offset += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(2)
  }
  return null
}

function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

// RFC 9649: the first chunk is lossy, lossless or the extended header
function webpHead(read: ReadBytes): PictureHead | null {
  const bytes = read(0, 30)
  const text = bytes.toString('latin1')
  if (bytes.length < 30 || !text.startsWith('RIFF') || text.slice(8, 12) !== 'WEBP') return null
  const size = webpSize(text.slice(12, 16), bytes)
  return size && { mediaType: 'image/webp', ...size }
}

function webpSize(chunk: string, bytes: Buffer): Omit<PictureHead, 'mediaType'> | null {
  if (chunk === 'VP8 ') return { widthPx: bytes.readUInt16LE(26) & 0x3fff, heightPx: bytes.readUInt16LE(28) & 0x3fff }
  if (chunk === 'VP8X') return { widthPx: bytes.readUIntLE(24, 3) + 1, heightPx: bytes.readUIntLE(27, 3) + 1 }
  if (chunk !== 'VP8L' || bytes[20] !== 0x2f) return null
  const bits = bytes.readUInt32LE(21)
  return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 }
}

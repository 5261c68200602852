import type { PictureKind } from './magic-bytes'

/**
 * Whether a file goes on to its format's own end mark. Decoders stop at the last pixel and some take zeros for data, so
 * a file whose tail was never written can decode. Bytes after the end mark (phones put videos there) are allowed.
 */
export function reachesEnd(kind: PictureKind | 'gif', bytes: Buffer): boolean {
  if (kind === 'jpeg') return jpegEnds(bytes)
  if (kind === 'gif') return gifEnds(bytes)
  return kind === 'png' ? pngEnds(bytes) : webpEnds(bytes)
}

/** ITU T.81 annex B: segments with lengths; after a start of scan, data in which 0xff is followed by 0 or a restart. */
function jpegEnds(bytes: Buffer): boolean {
  let at = 2
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at)
      if (at < 0) return false
      continue
    }
    const marker = bytes[at + 1]!
    if (marker === 0xd9) return true
    const isBare = marker === 0 || marker === 1 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)
    if (isBare) at += marker === 0xff ? 1 : 2
    else if (at + 4 > bytes.length) return false
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return false
}

function pngEnds(bytes: Buffer): boolean {
  let at = 8
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return end <= bytes.length
    at = end
  }
  return false
}

function webpEnds(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length
}

/** GIF89a: blocks of sub-blocks, each with its length, up to the trailer. */
function gifEnds(bytes: Buffer): boolean {
  if (bytes.length < 13) return false
  let at = 13 + colourTableBytes(bytes[10]!)
  while (at < bytes.length) {
    const mark = bytes[at]
    if (mark === 0x3b) return true
    if (mark === 0x21) at += 2
    else if (mark === 0x2c && at + 10 <= bytes.length) at += 11 + colourTableBytes(bytes[at + 9]!)
    else return false
    for (let length = bytes[at]; length !== 0; length = bytes[at]) {
      if (length === undefined) return false
      at += 1 + length
    }
    at += 1
  }
  return false
}

const colourTableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

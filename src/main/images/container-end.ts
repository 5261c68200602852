import type { PictureKind } from './magic-bytes'

/**
 * Whether a file goes on to its format's own end mark. Decoders stop at the last pixel and some take zeros for data, so
 * a file whose tail was never written can decode. Bytes after the end mark (phones put videos there) are allowed.
 */
export function reachesEnd(kind: PictureKind, bytes: Buffer): boolean {
  if (kind === 'jpeg') return jpegEnds(bytes)
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

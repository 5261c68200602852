import { pictureHead, type PictureHead } from './picture-head'

export type DataUrlPicture = PictureHead & { bytes(): Buffer }

const start = /^data:(image\/(?:jpeg|png|webp));base64,/i
const longestStart = 40
const pad = 0x3d
const isLetter = new Uint8Array(256)
for (const letter of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'))
  isLetter[letter] = 1

/**
 * The picture in the bytes of a data URL; null unless it is base64 of a JPEG, PNG or WebP and its own bytes say so too.
 * Read where it stands: as a string it would be copied, and a pattern over it took six times as long as this loop.
 */
export function pictureInDataUrl(url: Buffer): DataUrlPicture | null {
  const found = start.exec(url.toString('latin1', 0, longestStart))
  if (!found) return null
  const base64 = url.subarray(found[0].length)
  if (!isBase64(base64)) return null
  const head = pictureHead((offset, length) => bytesOf(base64, offset, length))
  // a lie about the type: a browser goes by the bytes, TouchDesigner by the name that follows from the type
  if (head === null || head.mediaType !== found[1]?.toLowerCase()) return null
  return { ...head, bytes: () => Buffer.from(base64.toString('latin1'), 'base64') }
}

/** Letters, then at most two pads. */
function isBase64(bytes: Buffer): boolean {
  let end = bytes.length
  for (let pads = 0; pads < 2 && end > 0 && bytes[end - 1] === pad; pads++) end--
  for (let at = 0; at < end; at++) if (isLetter[bytes[at]!] === 0) return false
  return end > 0
}

/** Three bytes stand in four letters. */
function bytesOf(base64: Buffer, offset: number, length: number): Buffer {
  const from = Math.floor(offset / 3)
  const to = Math.ceil((offset + length) / 3)
  const skipped = offset - from * 3
  return Buffer.from(base64.toString('latin1', from * 4, to * 4), 'base64').subarray(skipped, skipped + length)
}

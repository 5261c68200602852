import { pictureHead, type PictureHead } from './picture-head'

const start = /^data:(image\/(?:jpeg|png|webp));base64,/i
const base64Only = /^[A-Za-z0-9+/]+={0,2}$/
const longestStart = 40

/** The picture in a data URL; null unless it is base64 of a JPEG, PNG or WebP and its own bytes say so too. */
export function pictureInDataUrl(url: string): (PictureHead & { bytes(): Buffer }) | null {
  const found = start.exec(url.slice(0, longestStart))
  if (!found) return null
  const base64 = url.slice(found[0].length)
  if (!base64Only.test(base64)) return null
  const head = pictureHead((offset, length) => bytesOf(base64, offset, length))
  // a lie about the type: a browser goes by the bytes, TouchDesigner by the name that follows from the type
  if (head === null || head.mediaType !== found[1]?.toLowerCase()) return null
  return { ...head, bytes: () => Buffer.from(base64, 'base64') }
}

/** Three bytes stand in four letters. */
function bytesOf(base64: string, offset: number, length: number): Buffer {
  const from = Math.floor(offset / 3)
  const to = Math.ceil((offset + length) / 3)
  const skipped = offset - from * 3
  return Buffer.from(base64.slice(from * 4, to * 4), 'base64').subarray(skipped, skipped + length)
}

import { extname } from 'node:path'

/** How many bytes of a file's beginning tell what it is. */
export const magicLength = 16

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.subarray(start, end)).toString('latin1')

const magics: readonly (readonly [mediaType: string, is: (head: Uint8Array) => boolean])[] = [
  ['image/jpeg', (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff],
  ['image/png', (head) => ascii(head, 0, 8) === '\x89PNG\r\n\x1a\n'],
  ['image/webp', (head) => ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP'],
  ['image/gif', (head) => ascii(head, 0, 6) === 'GIF87a' || ascii(head, 0, 6) === 'GIF89a'],
  ['image/avif', (head) => ascii(head, 4, 12) === 'ftypavif'],
  ['video/mp4', (head) => ascii(head, 4, 8) === 'ftyp'],
  ['video/webm', (head) => ascii(head, 0, 4) === '\x1aE\xdf\xa3'],
]

/** For what has no sign of its own at its beginning; never a type that a browser would run (html, svg, xml). */
const byExtension: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mov': 'video/quicktime',
}

/** By its first bytes alone; null for anything that is no picture or film we know. */
export function mediaTypeOfBytes(head: Uint8Array): string | null {
  return magics.find(([, is]) => is(head))?.[0] ?? null
}

/** `application/octet-stream` is for downloading: shown inline it would be somebody else's file under our origin. */
export function mediaTypeOf(path: string, head: Uint8Array): string {
  return mediaTypeOfBytes(head) ?? byExtension[extname(path).toLowerCase()] ?? 'application/octet-stream'
}

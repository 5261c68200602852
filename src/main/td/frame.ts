import { tdHeaderFrom, tdHeaderLimitBytes, type TdHeaderFrom, type TdHeaderTo } from '../../contract/td-protocol'

/** A binary message of TouchDesigner, taken apart; `picture` is a view of the same bytes. */
export interface TdFrame {
  header: TdHeaderFrom
  picture: Buffer
}

const lengthBytes = 4
const startMarks = [
  { mediaType: 'image/jpeg', mark: Buffer.from([0xff, 0xd8, 0xff]) },
  { mediaType: 'image/png', mark: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
] as const

/** Null for anything but a bare JPEG or PNG (a live-preview frame) or a frame with a whole, known header and a picture of its kind. */
export function readFrame(bytes: Buffer): TdFrame | null {
  const bare = mediaTypeOf(bytes)
  if (bare) return { header: { kind: 'preview', mediaType: bare }, picture: bytes }
  if (bytes.length < lengthBytes) return null
  const headerBytes = bytes.readUInt32BE(0)
  const end = lengthBytes + headerBytes
  if (headerBytes > tdHeaderLimitBytes || end >= bytes.length) return null
  const header = tdHeaderFrom.safeParse(jsonIn(bytes.toString('utf8', lengthBytes, end)))
  const picture = bytes.subarray(end)
  if (!header.success || header.data.mediaType !== mediaTypeOf(picture)) return null
  return { header: header.data, picture }
}

export function writeFrame(header: TdHeaderFrom | TdHeaderTo, picture: Uint8Array): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32BE(json.length)
  return Buffer.concat([length, json, picture])
}

function mediaTypeOf(bytes: Buffer): 'image/jpeg' | 'image/png' | null {
  const known = startMarks.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark))
  return known?.mediaType ?? null
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

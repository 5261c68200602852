/** Adobe XMP specification part 3: what an APP1 segment that holds XMP begins with. */
const xmpHeader = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')
const extendedHeader = Buffer.from('http://ns.adobe.com/xmp/extension/\0', 'latin1')
const exifHeader = Buffer.from('Exif\0', 'latin1')
/** A segment's length is two bytes and counts them too. */
const segmentLimitBytes = 0xffff - 2

interface Segment {
  marker: number
  start: number
  end: number
  body: Buffer
}

/**
 * A JPEG with an XMP packet in place of any it had; every other byte stays. Null where it cannot be put in: no JPEG, a
 * damaged head, or a packet over 65,504 bytes.
 */
export function jpegWithXmp(jpeg: Buffer, packet: Buffer): Buffer | null {
  const head = headSegments(jpeg)
  const body = Buffer.concat([xmpHeader, packet])
  if (head === null || body.length > segmentLimitBytes) return null
  const kept = head.filter((segment) => !isXmp(segment))
  const bytesOf = (segments: Segment[]) => segments.map(({ start, end }) => jpeg.subarray(start, end))
  const place = kept.filter(goesBefore).length
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...bytesOf(kept.slice(0, place)),
    segmentOf(body),
    ...bytesOf(kept.slice(place)),
    jpeg.subarray(head.at(-1)?.end ?? 2),
  ])
}

/** The APPn and comment segments right after the start; null where they are damaged. */
function headSegments(jpeg: Buffer): Segment[] | null {
  if (jpeg.length < 4 || jpeg.readUInt16BE(0) !== 0xffd8) return null
  const segments: Segment[] = []
  let at = 2
  for (;;) {
    const start = at
    while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at++ // fill bytes may stand before any marker
    const marker = jpeg[at + 1]
    if (jpeg[at] !== 0xff || marker === undefined) return null
    const isHead = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe
    if (!isHead) return segments
    if (at + 4 > jpeg.length) return null
    const end = at + 2 + jpeg.readUInt16BE(at + 2)
    if (end > jpeg.length || end < at + 4) return null
    segments.push({ marker, start, end, body: jpeg.subarray(at + 4, end) })
    at = end
  }
}

function isXmp({ marker, body }: Segment): boolean {
  return marker === 0xe1 && (startsWith(body, xmpHeader) || startsWith(body, extendedHeader))
}

/** JFIF wants to be first and Exif right after it. */
function goesBefore({ marker, body }: Segment, place: number, all: Segment[]): boolean {
  const isFirst = all.slice(0, place).every((before) => before.marker === 0xe0)
  return isFirst && (marker === 0xe0 || (marker === 0xe1 && startsWith(body, exifHeader)))
}

function segmentOf(body: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

function startsWith(bytes: Buffer, beginning: Buffer): boolean {
  return bytes.subarray(0, beginning.length).equals(beginning)
}

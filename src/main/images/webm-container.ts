import { ContainerBroken, type ContainerReader } from './container-reader'
import type { VideoFacts } from './mp4-container'

/** Element ids of RFC 8794 (EBML) and RFC 9559 (Matroska), as they stand in the file. */
const ids = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  cluster: 0x1f43b675,
} as const

export interface WebmElement {
  id: number
  /** Of its head. */
  at: number
  start: number
  /** Null where the writer did not know it: a live recording. */
  end: number | null
}

/** Info and tracks of a segment are some kilobytes. */
const headLimitBytes = 4_000_000
const mostElements = 1_000_000

/**
 * Null for Matroska that is no WebM: no browser plays it. Whole when the elements of the file add up to its length, and it holds pictures and what they are. A live recording
 * has no lengths in its outer layers: there the inner ones must add up.
 */
export async function webmFacts(reader: ContainerReader): Promise<VideoFacts | null> {
  const head = await elementAt(reader, 0)
  if (head.id !== ids.ebml || head.end === null) throw new ContainerBroken('it has no head')
  const docType = child(await contentOf(reader, head), ids.docType)
  if (!/^webm\0*$/.test(docType?.toString('latin1') ?? '')) return null
  const segment = await elementAt(reader, head.end)
  if (segment.id !== ids.segment) throw new ContainerBroken('it has no segment')
  const parts = await partsOf(reader, segment)
  const info = parts.find(({ id }) => id === ids.info)
  const tracks = parts.find(({ id }) => id === ids.tracks)
  if (!info || !tracks || !parts.some(({ id }) => id === ids.cluster)) throw new ContainerBroken('it has no pictures')
  return { ...sizeIn(await contentOf(reader, tracks)), durationMs: durationIn(await contentOf(reader, info)) }
}

/** What a segment holds, for whoever changes it: throws ContainerBroken where `webmFacts` does. */
export async function segmentOf(reader: ContainerReader): Promise<WebmElement[]> {
  const head = await elementAt(reader, 0)
  if (head.id !== ids.ebml || head.end === null) throw new ContainerBroken('it has no head')
  return partsOf(reader, await elementAt(reader, head.end))
}

/** The segment's elements; inside clusters of unknown length the blocks are walked as well. */
async function partsOf(reader: ContainerReader, segment: WebmElement): Promise<WebmElement[]> {
  const end = segment.end ?? reader.sizeBytes
  if (end !== reader.sizeBytes) throw new ContainerBroken('it is shorter or longer than it says')
  const parts: WebmElement[] = []
  for (let at = segment.start; at < end;) {
    const element = await elementAt(reader, at)
    if ((element.end ?? 0) > end || parts.length >= mostElements) throw new ContainerBroken('a part is cut')
    parts.push(element)
    if (element.end === null && element.id !== ids.cluster) throw new ContainerBroken('a part has no end')
    at = element.end ?? element.start
  }
  return parts
}

async function elementAt(reader: ContainerReader, at: number): Promise<WebmElement> {
  const head = await reader.read(at, Math.min(12, reader.sizeBytes - at))
  const id = numberAt(head, 0, 4, true)
  const size = id && numberAt(head, id.bytes, 8, false)
  if (!id || !size) throw new ContainerBroken('a part has no length')
  const start = at + id.bytes + size.bytes
  return { id: id.value, at, start, end: size.isUnknown ? null : start + size.value }
}

/** An EBML number: its first bits say how many bytes it has; all ones mean "not known". */
function numberAt(bytes: Buffer, at: number, mostBytes: number, keepsMark: boolean) {
  const first = bytes[at]
  if (!first) return null
  const length = Math.clz32(first) - 23
  if (length > mostBytes || at + length > bytes.length) return null
  let value = keepsMark ? first : first & (0xff >> length)
  let isUnknown = (first & (0xff >> length)) === 0xff >> length
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i]!
    value = value * 256 + byte
    isUnknown &&= byte === 0xff
  }
  return { value, bytes: length, isUnknown }
}

async function contentOf(reader: ContainerReader, { start, end }: WebmElement): Promise<Buffer> {
  if (end === null || end - start > headLimitBytes) throw new ContainerBroken('a part is too long')
  return reader.read(start, end - start)
}

/** The content of the first child with this id; null where there is none. */
function child(parent: Buffer, wanted: number): Buffer | null {
  return children(parent, wanted)[0] ?? null
}

function children(parent: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < parent.length;) {
    const id = numberAt(parent, at, 4, true)
    const size = id && numberAt(parent, at + id.bytes, 8, false)
    if (!id || !size || size.isUnknown) throw new ContainerBroken('a part is damaged')
    const start = at + id.bytes + size.bytes
    if (start + size.value > parent.length) throw new ContainerBroken('a part is damaged')
    if (id.value === wanted) found.push(parent.subarray(start, start + size.value))
    at = start + size.value
  }
  return found
}

function sizeIn(tracks: Buffer): { widthPx: number; heightPx: number } {
  for (const entry of children(tracks, ids.trackEntry)) {
    const video = child(entry, ids.video)
    const [widthPx, heightPx] = [ids.pixelWidth, ids.pixelHeight].map((id) => wholeNumber(video && child(video, id)))
    if (widthPx && heightPx) return { widthPx, heightPx }
  }
  throw new ContainerBroken('it has no picture track')
}

function durationIn(info: Buffer): number | null {
  const duration = child(info, ids.duration)
  const ticks = duration?.length === 8 ? duration.readDoubleBE(0) : duration?.length === 4 ? duration.readFloatBE(0) : 0
  const tickNs = wholeNumber(child(info, ids.timestampScale)) || 1_000_000
  const ms = Math.round((ticks * tickNs) / 1e6)
  return Number.isFinite(ms) && ms > 0 ? ms : null
}

function wholeNumber(bytes: Buffer | null): number {
  return bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : 0
}

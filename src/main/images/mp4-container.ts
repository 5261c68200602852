import { ContainerBroken, type ContainerReader } from './container-reader'

/** What a container says of its picture track. */
export interface VideoFacts {
  widthPx: number
  heightPx: number
  durationMs: number | null
}

/** Places count from the start of what was read. */
export interface Mp4Box {
  type: string
  /** Of its head. */
  at: number
  /** Of its content. */
  start: number
  end: number
}

/** The index of a film of hours is smaller. */
const indexLimitBytes = 64_000_000
/** A file of so many boxes is none that a recorder writes. */
const mostBoxes = 100_000

/**
 * ISO 14496-12, QuickTime alike: whole when the boxes of the file add up to its length, and it holds pictures and their
 * index. A box without a length of its own is what a writer leaves that was cut off.
 */
export async function mp4Facts(reader: ContainerReader): Promise<VideoFacts> {
  const boxes = await boxesOf(reader)
  const index = boxes.find(({ type }) => type === 'moov')
  const holdsPictures = boxes.some(({ type, start, end }) => type === 'mdat' && end > start)
  if (!index || !holdsPictures) throw new ContainerBroken('it has no index or no pictures')
  if (index.end - index.start > indexLimitBytes) throw new ContainerBroken('its index is too long')
  return factsOf(await reader.read(index.start, index.end - index.start))
}

/** Of the whole file. */
export async function boxesOf(reader: ContainerReader): Promise<Mp4Box[]> {
  const boxes: Mp4Box[] = []
  for (let at = 0; at < reader.sizeBytes;) {
    const header = await reader.read(at, Math.min(16, reader.sizeBytes - at))
    const box = boxAt(header, 0, at)
    if (!box || box.end > reader.sizeBytes || boxes.length >= mostBoxes) throw new ContainerBroken('a part is cut')
    boxes.push(box)
    at = box.end
  }
  return boxes
}

/** Null where there is no box; places count from `base`. */
function boxAt(bytes: Buffer, at: number, base: number): Mp4Box | null {
  if (at + 8 > bytes.length) return null
  const short = bytes.readUInt32BE(at)
  const isLong = short === 1
  if (isLong && at + 16 > bytes.length) return null
  const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short
  const headerBytes = isLong ? 16 : 8
  const type = bytes.toString('latin1', at + 4, at + 8)
  if (size < headerBytes || !/^[\x20-\x7e\xa9]{4}$/.test(type)) return null
  return { type, at: base + at, start: base + at + headerBytes, end: base + at + size }
}

export function childrenOf(bytes: Buffer, { start, end }: Pick<Mp4Box, 'start' | 'end'>): Mp4Box[] {
  const boxes: Mp4Box[] = []
  for (let at = start; at < end;) {
    const box = boxAt(bytes, at, 0)
    // QuickTime may end a list with four zero bytes
    if (!box && end - at < 8) break
    if (!box || box.end > end) throw new ContainerBroken('its index is damaged')
    boxes.push(box)
    at = box.end
  }
  return boxes
}

function factsOf(index: Buffer): VideoFacts {
  const parts = childrenOf(index, { start: 0, end: index.length })
  const isPicture = (track: Mp4Box) => {
    const media = part(childrenOf(index, track), 'mdia')
    const handler = media && part(childrenOf(index, media), 'hdlr')
    return handler !== null && text(index, handler.start + 8) === 'vide'
  }
  const track = parts.find((one) => one.type === 'trak' && isPicture(one))
  if (!track) throw new ContainerBroken('it has no picture track')
  return { ...sizeOf(index, childrenOf(index, track)), durationMs: durationOf(index, parts) }
}

const part = (boxes: Mp4Box[], type: string): Mp4Box | null => boxes.find((box) => box.type === type) ?? null

function text(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4)
}

/** Of `tkhd`: its last eight bytes, each side as 16.16; turned where the matrix before them turns it. */
function sizeOf(index: Buffer, boxes: Mp4Box[]): { widthPx: number; heightPx: number } {
  const header = part(boxes, 'tkhd')
  if (!header || header.end - header.start < 44) throw new ContainerBroken('its picture track has no size')
  const [widthPx, heightPx] = [8, 4].map((back) => Math.round(index.readUInt32BE(header.end - back) / 65_536))
  if (!widthPx || !heightPx) throw new ContainerBroken('its picture track has no size')
  const isTurned = index.readInt32BE(header.end - 44) === 0 && index.readInt32BE(header.end - 40) !== 0
  return isTurned ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx }
}

/** Of `mvhd`; null where it tells none, as fragmented files do. */
function durationOf(index: Buffer, parts: Mp4Box[]): number | null {
  const header = part(parts, 'mvhd')
  if (!header || header.end - header.start < 32) return null
  const isLong = index[header.start] === 1
  const scale = index.readUInt32BE(header.start + (isLong ? 20 : 12))
  const duration = isLong ? Number(index.readBigUInt64BE(header.start + 24)) : index.readUInt32BE(header.start + 16)
  return scale === 0 || duration === 0 ? null : Math.round((duration / scale) * 1000)
}

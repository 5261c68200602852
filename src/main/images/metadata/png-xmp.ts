import { crc32 } from '../../lib/crc32'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const xmpKeyword = 'XML:com.adobe.xmp'
/** Under which ComfyUI writes the whole graph, prompts included (nodes.py, SaveImage). */
const graphKeywords = ['prompt', 'workflow', 'parameters']

interface Chunk {
  type: string
  data: Buffer
  bytes: Buffer
}

/**
 * A PNG with an XMP packet in place of any it had, and on demand without the graph that ComfyUI put into it; every other
 * chunk stays. Null where it cannot be put in: no PNG, or damaged.
 */
export function pngWithXmp(png: Buffer, packet: Buffer, { keepsGraph }: { keepsGraph: boolean }): Buffer | null {
  const chunks = chunksOf(png)
  const [header, ...others] = chunks ?? []
  if (chunks === null || header?.type !== 'IHDR') return null
  const dropped = keepsGraph ? [xmpKeyword] : [xmpKeyword, ...graphKeywords]
  const kept = others.filter((chunk) => !dropped.includes(keywordOf(chunk) ?? ''))
  return Buffer.concat([signature, header.bytes, xmpChunk(packet), ...kept.map(({ bytes }) => bytes)])
}

/** Up to the end mark; what stands behind it is left out. Null where the file does not reach its end. */
function chunksOf(png: Buffer): Chunk[] | null {
  if (!png.subarray(0, 8).equals(signature)) return null
  const chunks: Chunk[] = []
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 12 + png.readUInt32BE(at)
    if (end > png.length) return null
    const type = png.toString('latin1', at + 4, at + 8)
    chunks.push({ type, data: png.subarray(at + 8, end - 4), bytes: png.subarray(at, end) })
    if (type === 'IEND') return chunks
    at = end
  }
  return null
}

function keywordOf({ type, data }: Chunk): string | null {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return null
  const end = data.indexOf(0)
  return end < 0 ? null : data.toString('latin1', 0, end)
}

/** PNG specification 11.3.4.5: keyword, no compression, no language, no translated keyword, text. */
function xmpChunk(packet: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(`iTXt${xmpKeyword}\0\0\0\0\0`, 'latin1'), packet])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(body.length - 4, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

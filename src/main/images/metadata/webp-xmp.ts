/** Under which ComfyUI writes the whole graph into animations, prompts included (nodes_images.py, SaveAnimatedWEBP). */
const graphWords = /prompt:|workflow:/
const flags = { exif: 0x08, xmp: 0x04 }

interface Chunk {
  type: string
  bytes: Buffer
}

/**
 * A WebP with an XMP packet in place of any it had, and on demand without the graph that ComfyUI put into it. Null for
 * one of the simple form, which holds a picture and nothing else, and for a damaged one.
 */
export function webpWithXmp(webp: Buffer, packet: Buffer, { keepsGraph }: { keepsGraph: boolean }): Buffer | null {
  const chunks = chunksOf(webp)
  if (chunks?.[0]?.type !== 'VP8X' || chunks[0].bytes.length < 18) return null
  const [head, ...others] = chunks as [Chunk, ...Chunk[]]
  const isGraph = ({ type, bytes }: Chunk) => type === 'EXIF' && graphWords.test(bytes.toString('latin1'))
  const kept = others.filter((chunk) => chunk.type !== 'XMP ' && (keepsGraph || !isGraph(chunk)))
  const extended = Buffer.from(head.bytes)
  const hasExif = kept.some(({ type }) => type === 'EXIF')
  extended[8] = (extended[8]! & ~flags.exif) | flags.xmp | (hasExif ? flags.exif : 0)
  const body = Buffer.concat([extended, ...kept.map(({ bytes }) => bytes), chunkOf('XMP ', packet)])
  const riff = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  riff.writeUInt32LE(body.length + 4, 4)
  return Buffer.concat([riff, body])
}

/** Each with its head and padding. Null where they do not add up. */
function chunksOf(webp: Buffer): Chunk[] | null {
  if (webp.toString('latin1', 8, 12) !== 'WEBP') return null
  const end = Math.min(webp.length, webp.readUInt32LE(4) + 8)
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= end;) {
    const sizeBytes = webp.readUInt32LE(at + 4)
    const next = at + 8 + sizeBytes + (sizeBytes % 2)
    if (next > end) return null
    chunks.push({ type: webp.toString('latin1', at, at + 4), bytes: webp.subarray(at, next) })
    at = next
  }
  return chunks
}

function chunkOf(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

import { readFile } from 'node:fs/promises'
import { withReader } from '../container-reader'
import { sniff, sniffBytes, sniffMoving, type MovingKind } from '../magic-bytes'
import { writeWhole } from '../written-file'
import { signFilm } from './film-xmp'
import { jpegWithXmp } from './jpeg-xmp'
import { pngWithXmp } from './png-xmp'
import { webpWithXmp } from './webp-xmp'

export interface Xmp {
  packet: string
  /** Whether a graph that ComfyUI left in the file may stay: it holds the prompts. */
  keepsGraph: boolean
}

/**
 * Puts an XMP packet into a JPEG, PNG, WebP or MP4 file without touching a pixel, and takes the graph out of those and of
 * other films. A picture is changed whole or not at all. False where the file cannot hold a packet, or is damaged.
 */
export async function embedXmp(path: string, xmp: Xmp): Promise<boolean> {
  const { packet, keepsGraph } = xmp
  const moving = await movingKindOf(path)
  if (moving === 'gif') return false
  if (moving) return signFilm(path, moving, xmp)
  const bytes = await readFile(path)
  const marked = withXmp(bytes, Buffer.from(packet, 'utf8'), keepsGraph)
  if (marked === null) return false
  await writeWhole(path, marked)
  return true
}

function movingKindOf(path: string): Promise<MovingKind | null> {
  return withReader(path, async (reader) => sniffMoving(await reader.read(0, Math.min(sniffBytes, reader.sizeBytes))))
}

function withXmp(bytes: Buffer, packet: Buffer, keepsGraph: boolean): Buffer | null {
  const found = sniff(bytes)
  if (found === null || !('kind' in found)) return null
  if (found.kind === 'jpeg') return jpegWithXmp(bytes, packet)
  const put = found.kind === 'png' ? pngWithXmp : webpWithXmp
  return put(bytes, packet, { keepsGraph })
}

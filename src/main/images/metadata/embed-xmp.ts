import { readFile } from 'node:fs/promises'
import { sniff } from '../magic-bytes'
import { writeWhole } from '../written-file'
import { jpegWithXmp } from './jpeg-xmp'
import { pngWithXmp } from './png-xmp'

export interface Xmp {
  packet: string
  /** Whether a graph that ComfyUI left in a PNG may stay: it holds the prompts. */
  keepsGraph: boolean
}

/**
 * Puts an XMP packet into a JPEG or PNG file, whole or not at all, without touching a pixel. False where the file is of
 * another kind or its head is damaged: it is then as it was.
 */
export async function embedXmp(path: string, { packet, keepsGraph }: Xmp): Promise<boolean> {
  const bytes = await readFile(path)
  const marked = withXmp(bytes, Buffer.from(packet, 'utf8'), keepsGraph)
  if (marked === null) return false
  await writeWhole(path, marked)
  return true
}

function withXmp(bytes: Buffer, packet: Buffer, keepsGraph: boolean): Buffer | null {
  const found = sniff(bytes)
  if (found === null || !('kind' in found)) return null
  if (found.kind === 'jpeg') return jpegWithXmp(bytes, packet)
  return found.kind === 'png' ? pngWithXmp(bytes, packet, { keepsGraph }) : null
}

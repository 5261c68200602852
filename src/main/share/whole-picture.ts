import { extname } from 'node:path'
import type { MediaFacts } from '../images/images'
import { codeOf, type FileSystem } from './file-system'

/** Files that the gallery shows; of a video only the container is looked at. */
export type FileKind = 'still' | 'video'

const kinds: Record<string, FileKind> = {
  '.jpg': 'still',
  '.jpeg': 'still',
  '.png': 'still',
  '.webp': 'still',
  '.mp4': 'video',
  '.webm': 'video',
  '.mov': 'video',
  '.gif': 'video',
}

export function kindOf(name: string): FileKind | null {
  return kinds[extname(name).toLowerCase()] ?? null
}

const tailBytes = 64

/** Whether a still's last bytes are those of a whole file; cheap, and asked before anything is decoded. */
export async function looksComplete(fs: FileSystem, path: string, sizeBytes: number): Promise<boolean> {
  if (sizeBytes < tailBytes) return false
  const file = await fs.open(path, 'read')
  try {
    const head = Buffer.alloc(tailBytes)
    const tail = Buffer.alloc(tailBytes)
    const lengths = [await file.readAt(head, 0), await file.readAt(tail, sizeBytes - tailBytes)]
    return lengths.every((length) => length === tailBytes) && endsWhole(head, tail, sizeBytes)
  } finally {
    await file.close()
  }
}

function endsWhole(head: Buffer, tail: Buffer, sizeBytes: number): boolean {
  if (head[0] === 0xff && head[1] === 0xd8) return tail.subarray(-2).equals(Buffer.from([0xff, 0xd9]))
  if (head.subarray(1, 4).toString('latin1') === 'PNG') return tail.subarray(-8, -4).toString('latin1') === 'IEND'
  if (head.subarray(0, 4).toString('latin1') !== 'RIFF') return false
  return head.readUInt32LE(4) + 8 <= sizeBytes
}

export type Verdict =
  { state: 'whole'; picture: MediaFacts | null } | { state: 'growing' } | { state: 'broken'; error: unknown }

/** How long a file must stand still before its missing end is no longer waited for: some cameras append bytes. */
const quietMs = 10_000
const videoQuietMs = 4_000

/** One judgement of a file that stood still for `stillMs`; "growing" may be asked again, "broken" after a change. */
export async function judge(
  deps: { fs: FileSystem; verify(path: string): Promise<MediaFacts> },
  file: { path: string; sizeBytes: number; stillMs: number },
): Promise<Verdict> {
  if (file.sizeBytes === 0) return { state: 'growing' }
  const isVideo = kindOf(file.path) === 'video'
  // a recording may end at a whole part a hundred times before it ends
  if (isVideo && file.stillMs < videoQuietMs) return { state: 'growing' }
  try {
    const isComplete = isVideo || (await looksComplete(deps.fs, file.path, file.sizeBytes))
    if (!isComplete && file.stillMs < quietMs) return { state: 'growing' }
    return { state: 'whole', picture: await deps.verify(file.path) }
  } catch (error) {
    // Windows: whoever still writes it keeps others out
    const isHeld = ['EBUSY', 'EPERM', 'EACCES'].includes(codeOf(error))
    return isHeld || file.stillMs < quietMs ? { state: 'growing' } : { state: 'broken', error }
  }
}

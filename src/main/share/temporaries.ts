import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { codeOf, type FileFacts, type FileSystem } from './file-system'
import { hasEnded, ownFolder, removeIfThere } from './publish'
import type { RetryContext } from './retry'

interface TemporariesContext extends RetryContext {
  fs: FileSystem
  /** The share's root. */
  dir: string
}

/** Tells this machine's files from those of others on the same share. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 12)
const nameForm = /^(?:probe|marker)-([0-9a-f]{12})-(\d+)-/
/** No save takes so long: a part that nobody wrote to since belongs to a job that will not come back for it. */
const forgottenAfterMs = 24 * 3_600_000

/** A path in our own folder whose name says who made it: the next start removes it when its process was killed. */
export function temporaryPath(dir: string, kind: 'probe' | 'marker'): string {
  return join(dir, ownFolder, `${kind}-${machine}-${process.pid}-${randomUUID()}.part`)
}

/**
 * Removes what killed processes of this machine left in our own folder, and parts of jobs that are a day old. `now` is a
 * file that was written this moment: the drive's own clock counts, not this machine's.
 */
export async function removeForgotten(context: TemporariesContext, now: FileFacts): Promise<void> {
  const folder = join(context.dir, ownFolder)
  for (const { name, isFolder } of await context.fs.list(folder)) {
    if (isFolder || !name.endsWith('.part')) continue
    const path = join(folder, name)
    if (await isForgotten(context.fs, path, now)) await removeIfThere(context, context.fs, path)
  }
}

async function isForgotten(fs: FileSystem, path: string, now: FileFacts): Promise<boolean> {
  const [, maker, pid] = nameForm.exec(path.slice(path.lastIndexOf(ownFolder) + ownFolder.length + 1)) ?? []
  if (maker === machine && hasEnded(Number(pid))) return true
  try {
    return now.modifiedAtMs - (await fs.stat(path)).modifiedAtMs > forgottenAfterMs
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

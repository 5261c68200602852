import { readFileSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../final-names'

/** Reads every file of the share the moment its final name appears, before anybody could mend it. */
export function watchFirstSight(shareDir: string) {
  const hashes = new Map<string, string>()
  let watcher: FSWatcher | null = null

  function look(name: string | null) {
    if (name === null || name.startsWith('.') || hashes.has(name)) return
    const bytes = bytesOf(join(shareDir, name))
    if (bytes !== null) hashes.set(name, sha256Of(bytes))
  }

  /** After the folder was taken away and put back: it may be another one for the system. */
  function begin() {
    watcher?.close()
    watcher = watch(shareDir, (_event, name) => look(name))
    watcher.on('error', () => watcher?.close())
  }

  begin()
  return { begin, hashes: hashes as ReadonlyMap<string, string>, stop: () => watcher?.close() }
}

/** Null where it is away again. */
function bytesOf(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'EIO'].includes(String(error.code))) return null
    throw error
  }
}

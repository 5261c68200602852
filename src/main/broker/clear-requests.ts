import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../lib/log'

/**
 * Removes files whose jobs never were, or are gone: nobody was told of the first and nobody asks for the others. What
 * another program holds open stays until the next start.
 */
export async function clearRequests({
  dir,
  known,
  log,
  remove = (path) => rm(path, { recursive: true, force: true }),
}: {
  dir: string
  known: ReadonlySet<string>
  log: Log
  remove?: (path: string) => Promise<void>
}): Promise<void> {
  for (const name of await readdir(dir)) {
    if (known.has(name.split('.')[0] ?? '')) continue
    await remove(join(dir, name)).catch((error: unknown) => {
      log.warn('a received picture without a job could not be removed', { name, error: String(error) })
    })
  }
}

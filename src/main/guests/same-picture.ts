import { sha256OfFile } from '../lib/files'
import type { Log } from '../lib/log'
import type { Database } from '../lib/sqlite'

/**
 * Jobs that were made of the very same original, the given one included: another style of a guest is that guest's picture
 * too. `pathOf` is of a journaled original's file. Where a file cannot be read, the log names whose it is.
 */
export async function jobsOfSamePicture(
  database: Database,
  jobId: string,
  { pathOf, log }: { pathOf: (file: string) => string; log: Log },
): Promise<string[]> {
  const own = database.get(selectSame, { jobId })
  const file = own?.['file']
  if (typeof file !== 'string') return [jobId]
  const read = (id: string, path: string) =>
    hashOf(path).catch((error: unknown) => {
      log.warn('an original cannot be read: whether it is the same is not known', { jobId: id, error: String(error) })
      return null
    })
  const alike = database
    .all(selectAlike, { jobId })
    .map((row) => ({ id: String(row['id']), file: String(row['file']) }))
  const hash = alike.length > 0 ? await read(jobId, pathOf(file)) : null
  const same = [jobId]
  for (const other of hash === null ? [] : alike) {
    if ((await read(other.id, pathOf(other.file))) === hash) same.push(other.id)
  }
  return same
}

const selectSame = `SELECT json_extract(original, '$.file') AS file FROM jobs WHERE id = :jobId AND original IS NOT NULL`
const selectAlike = `SELECT jobs.id, json_extract(jobs.original, '$.file') AS file FROM jobs, jobs AS own
  WHERE own.id = :jobId AND jobs.id <> own.id AND jobs.eventId = own.eventId AND jobs.original IS NOT NULL
  AND json_extract(jobs.original, '$.sizeBytes') = json_extract(own.original, '$.sizeBytes')`

/** Null where there is no such file any more. */
async function hashOf(path: string): Promise<string | null> {
  return sha256OfFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

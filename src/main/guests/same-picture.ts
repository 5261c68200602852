import { sha256OfFile } from '../lib/files'
import type { Database } from '../lib/sqlite'

/**
 * Jobs that were made of the very same original, the given one included: another style of a guest is that guest's picture
 * too. `pathOf` is of a journaled original's file.
 */
export async function jobsOfSamePicture(
  database: Database,
  jobId: string,
  pathOf: (file: string) => string,
): Promise<string[]> {
  const own = database.get(selectSame, { jobId })
  const file = own?.['file']
  if (typeof file !== 'string') return [jobId]
  const hash = await hashOf(pathOf(file))
  const same = [jobId]
  for (const { id, file: other } of hash === null ? [] : database.all(selectAlike, { jobId })) {
    if ((await hashOf(pathOf(String(other)))) === hash) same.push(String(id))
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

import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DataFolder } from '../jobs/data-folder'
import { shotPrefix } from '../lib/incoming-name'

export interface ErasedFiles {
  files: number
  bytes: number
}

/**
 * Erases everything that the data folder holds of one job: the original and what lies beside it, what the camera
 * delivered, work files, what waits in the spool, the workflow's other files, thumbnails of it and of its captures. Rejects
 * when a file stays: then all is tried again.
 */
export async function eraseOwnFiles(
  folder: DataFolder,
  job: { jobId: string; pressedAtMs: number },
  captureIds: readonly string[],
): Promise<ErasedFiles> {
  const ids = [...new Set([job.jobId, ...captureIds])]
  const originals = dirname(folder.resolve(folder.originalName(job.jobId, job.pressedAtMs, 'jpg')))
  const places = [
    ...(await namedAfter(originals, job.jobId)),
    ...(await namedAfter(dirname(folder.resolve(folder.spoolName(job.jobId, 'jpg'))), job.jobId)),
    ...(await namedAfter(dirname(folder.workOf(job.jobId)), job.jobId)),
    ...(await namedAfter(dirname(folder.outputsOf(job.jobId)), job.jobId)),
    ...(await namedAfter(folder.requests, job.jobId)),
    ...(await namedAfter(folder.incoming, shotPrefix(job.jobId))),
  ]
  for (const id of ids) places.push(...(await namedAfter(join(folder.thumbs, id.slice(0, 2)), id)))
  const erased = { files: 0, bytes: 0 }
  for (const path of places) {
    erased.bytes += (await stat(path)).size
    await rm(path, { recursive: true })
    erased.files++
  }
  return erased
}

async function namedAfter(dir: string, id: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => name.startsWith(id)).map((name) => join(dir, name))
}

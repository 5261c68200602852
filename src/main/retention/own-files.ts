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
 * when a file stays: then all is tried again. An original is looked for in every month: a clock may have been set between
 * the press and the picture.
 */
export async function eraseOwnFiles(
  folder: DataFolder,
  jobId: string,
  captureIds: readonly string[],
): Promise<ErasedFiles> {
  const ids = [...new Set([jobId, ...captureIds])]
  const dirs = [
    ...(await foldersIn(folder.resolve('originals'))),
    dirname(folder.resolve(folder.spoolName(jobId, 'jpg'))),
    dirname(folder.workOf(jobId)),
    dirname(folder.outputsOf(jobId)),
    folder.requests,
  ]
  const places: string[] = []
  for (const dir of dirs) places.push(...(await namedAfter(dir, jobId)))
  places.push(...(await namedAfter(folder.incoming, shotPrefix(jobId))))
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
  const names = await readdir(dir).catch(noneIfMissing)
  return names.filter((name) => name.startsWith(id)).map((name) => join(dir, name))
}

async function foldersIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(noneIfMissing)
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(dir, name))
}

function noneIfMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}

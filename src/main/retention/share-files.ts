import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Written once into each share; while it is missing, the share is away and nothing in it counts as gone. */
const markerName = '.photocall-share.json'

/** True when the file is not there any more; false while its share is away, so that it is tried again. */
export async function eraseFromShare({ root, name }: { root: string; name: string }): Promise<boolean> {
  if (!(await exists(join(root, markerName)))) return false
  await rm(join(root, ...name.split('/')), { force: true })
  return true
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

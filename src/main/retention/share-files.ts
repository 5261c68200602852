import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkAtShare } from '../share/work-at-share'

/** True when the file is not there any more; false while its share is away, so that it is tried again. */
export type EraseFromShare = (file: { root: string; name: string }) => Promise<boolean>

/** For one run: a share that was away when it was looked at is not waited for again. */
export function createShareErasing(workAtShare: WorkAtShare): EraseFromShare {
  const away = new Set<string>()

  return async ({ root, name }) => {
    if (away.has(root)) return false
    const isErased = await workAtShare(root, () => rm(join(root, ...name.split('/')), { force: true }))
    if (!isErased) away.add(root)
    return isErased
  }
}

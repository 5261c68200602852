import type { Journal } from '../jobs/journal'
import { realFileSystem } from './file-system'
import { standsAt } from './find-share'
import type { RememberedShares } from './share-marker'

type Memory = Pick<Journal, 'remembered' | 'remember'>

/** In the journal. */
export function rememberedShares(journal: Memory): RememberedShares {
  return {
    get: (dir) => journal.remembered(`share:${dir}`),
    set: (dir, id) => journal.remember(`share:${dir}`, id),
  }
}

/** Asks whether the share that was chosen at a folder stands there now: last week's stick under its letter is another. */
export function createShareLook(journal: Memory): (dir: string) => Promise<boolean> {
  const remembered = rememberedShares(journal)
  return async (dir) => {
    const id = remembered.get(dir)
    return id !== null && standsAt(realFileSystem, dir, id)
  }
}

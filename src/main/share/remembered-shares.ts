import type { Journal } from '../jobs/journal'
import type { RememberedShares } from './share-marker'

type Memory = Pick<Journal, 'remembered' | 'remember'>

/** In the journal. */
export function rememberedShares(journal: Memory): RememberedShares {
  return {
    get: (dir) => journal.remembered(`share:${dir}`),
    set: (dir, id) => journal.remember(`share:${dir}`, id),
  }
}

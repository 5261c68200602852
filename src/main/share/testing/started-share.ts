import { silentLog } from '../../lib/log'
import { createShare } from '../create-share'
import type { Share } from '../share'
import type { SaveBench } from './save-bench'

/** What every picture is told as. */
export const decoded = { mediaType: 'image/jpeg', widthPx: 4, heightPx: 4, durationMs: null } as const

/** Which share was last seen in which folder, as the journal remembers it. */
export function memory(ids: Record<string, string> = {}) {
  return { ids, get: (dir: string) => ids[dir] ?? null, set: (dir: string, id: string) => void (ids[dir] = id) }
}

/** A share on the folder of a bench, all of whose files are our own. */
export function startShare(bench: SaveBench, change: Partial<Parameters<typeof createShare>[0]> = {}): Share {
  return createShare({
    dir: bench.dir,
    pattern: () => 'PhotoCall-{counter:03}-{jobId}',
    verify: async () => decoded,
    isOurs: () => true,
    remembered: memory(),
    clock: bench.clock,
    log: silentLog,
    fs: bench.fs,
    otherPlaces: () => [],
    ...change,
  })
}

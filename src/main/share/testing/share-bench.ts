import { silentLog } from '../../lib/log'
import { createShare, type ShareDeps, type WatchedShare } from '../create-share'
import { createSaveBench } from './save-bench'

/** A save bench that starts shares on its folder, and closes them with it. */
export function createShareBench(options?: Parameters<typeof createSaveBench>[0]) {
  const bench = createSaveBench(options)
  const open: WatchedShare[] = []
  const remembered = createMemory()

  function start(change: Partial<ShareDeps> = {}): WatchedShare {
    const share = createShare({
      dir: bench.dir,
      pattern: () => 'PhotoCall-{counter:03}-{jobId}',
      verify: async () => ({ mediaType: 'image/jpeg', widthPx: 4, heightPx: 4, durationMs: null }),
      isOurs: () => true,
      remembered,
      clock: bench.clock,
      log: silentLog,
      fs: bench.fs,
      otherPlaces: () => [],
      ...change,
    })
    open.push(share)
    return share
  }

  return {
    ...bench,
    start,
    remembered,
    untilStatus: (share: WatchedShare, status: string) => bench.untilTrue(() => share.view().status === status),
    async end() {
      await Promise.all(open.map((share) => share.close()))
      bench.remove()
    },
  }
}
export type ShareBench = ReturnType<typeof createShareBench>

/** Which shares were chosen, as the journal would remember it. */
export function createMemory(ids: Record<string, string> = {}) {
  return { ids, get: (dir: string) => ids[dir] ?? null, set: (dir: string, id: string) => void (ids[dir] = id) }
}

import { atMost } from '../lib/at-most'
import type { Clock } from '../lib/clock'
import type { FileSystem } from './file-system'
import { standsAt } from './find-share'
import type { RememberedShares } from './share-marker'
import { answerWithinMs } from './share-root'

/**
 * Does `work` where the share that was chosen at `root` stands there now: last week's stick under its letter is another.
 * True when it is done; false where the share is away, or has not answered in time: begun work then ends by itself, later
 * or never. Rejects as `work` does.
 */
export type WorkAtShare = (root: string, work: () => Promise<unknown>) => Promise<boolean>

export function createWorkAtShare(deps: {
  fs: FileSystem
  remembered: RememberedShares
  /** The share is known not to answer there. */
  hangs: (root: string) => boolean
  clock: Clock
}): WorkAtShare {
  const { fs, remembered, hangs, clock } = deps
  /** Folders that owe an answer: each further call there would hold another thread of the program. */
  const silent = new Set<string>()

  async function isThere(root: string): Promise<boolean> {
    const id = remembered.get(root)
    return id !== null && standsAt(fs, root, id)
  }

  return async (root, work) => {
    if (hangs(root) || silent.has(root)) return false
    const asked = { isGivenUp: false, hasEnded: false }
    const done = isThere(root)
      .then(async (isHere) => {
        if (!isHere || asked.isGivenUp) return false
        await work()
        return true
      })
      .finally(() => {
        asked.hasEnded = true
        silent.delete(root)
      })
    await atMost(clock, answerWithinMs, done)
    if (asked.hasEnded) return done
    asked.isGivenUp = true
    silent.add(root)
    return false
  }
}

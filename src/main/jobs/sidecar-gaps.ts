import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { DataFolder } from './data-folder'
import { isUnfinished } from './job-states'
import type { Journal } from './journal'
import type { Sidecars } from './sidecars'

const memoryKey = 'sidecars.upTo'
const jobsAtOnce = 100

/**
 * Writes the sidecars that are missing: of pictures taken before there were any, and of one that a power cut left
 * without. In the background, oldest last; what was looked at once is not looked at again.
 */
export async function fillSidecarGaps(deps: {
  journal: Journal
  sidecars: Sidecars
  folder: DataFolder
  signal: AbortSignal
}): Promise<number> {
  const { journal, sidecars, folder, signal } = deps
  const seenUpTo = Number(journal.remembered(memoryKey) ?? 0)
  let written = 0
  let beforeNumber: number | null = null
  let newest: number | null = null
  for (;;) {
    const jobs = journal.list({ states: null, beforeNumber, limit: jobsAtOnce })
    const first = jobs[0]
    const last = jobs.at(-1)
    if (!first || !last) break
    // one that is in hand may still be cut
    const oldestOpen = jobs.filter(({ state }) => isUnfinished(state)).at(-1)
    newest = oldestOpen ? oldestOpen.number - 1 : (newest ?? first.number)
    for (const job of jobs) {
      if (signal.aborted) return written
      if (!job.original || job.request || !existsSync(folder.resolve(job.original.file))) continue
      if (existsSync(folder.resolve(folder.sidecarName(job.original.file)))) continue
      if (await sidecars.write(job)) written += 1
      else newest = job.number - 1
    }
    if (last.number <= seenUpTo) break
    beforeNumber = last.number
    await setImmediate()
  }
  if (newest !== null && newest > seenUpTo) journal.remember(memoryKey, String(newest))
  return written
}

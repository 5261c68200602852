import { readdir, rm, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Job } from '../../contract/job'
import { emptyFolder } from '../lib/files'
import { jobOfShot } from '../lib/incoming-name'
import type { Log } from '../lib/log'
import type { DataFolder } from './data-folder'
import { isUnfinished, mayHaveShot } from './job-states'
import type { Journal } from './journal'

/** Removes what was being received; a picture of the camera stays until its job was recovered. Runs before the port opens. */
export async function clearIncoming({ incoming }: DataFolder): Promise<void> {
  for (const name of await readdir(incoming)) {
    if (jobOfShot(name) === null) await rm(join(incoming, name), { recursive: true, force: true })
  }
}

/**
 * Removes what a cut run left and no job will ask for again: half-made results, and pictures in the spool that are on
 * the share or will be made anew; what the camera delivered for jobs that are over. A file whose job the journal does not
 * know stays: it may be all that is left of it. Runs at start, before any job goes on.
 */
export async function removeLeftovers(deps: { folder: DataFolder; journal: Journal; log: Log }): Promise<void> {
  const { folder, journal, log } = deps
  await emptyFolder(folder.resolve('work'))
  for (const inner of ['originals', 'thumbs']) await removeParts(folder.resolve(inner))
  for (const name of await readdir(folder.incoming)) {
    const job = journal.find(jobOfShot(name) ?? '')
    if (job && !mayHaveShot(job)) await rm(join(folder.incoming, name), { force: true })
  }
  for (const name of await readdir(folder.resolve('spool'))) {
    const job = journal.find(basename(name, extname(name)))
    if (!job || job.result?.spoolFile === `spool/${name}`) continue
    log.info('removed from the spool: its job does not need it', { jobId: job.id, state: job.state })
    await rm(folder.resolve(`spool/${name}`), { force: true })
  }
}

const filesAtOnce = 500
/** What was being written when its job ended is this much later at most. */
const writingMs = 60_000

/**
 * Removes originals, with what lies beside them, of jobs that ended without one: cancelled or erased while their picture
 * was being kept, and its file could not be deleted, or the booth was killed first. Runs beside the presses, a few files
 * at a time; what it cannot remove waits for the next start. Never rejects.
 */
export async function removeUnwanted(deps: {
  folder: DataFolder
  journal: Journal
  log: Log
  isOver: () => boolean
}): Promise<void> {
  const { folder, journal, log, isOver } = deps
  try {
    for (const month of await readdir(folder.resolve('originals'))) {
      const names = await namesIn(folder.resolve(`originals/${month}`))
      for (let at = 0; at < names.length && !isOver(); at += filesAtOnce) {
        const some = names.slice(at, at + filesAtOnce)
        const without = new Set(journal.withoutOriginal(some.map(jobOfFile)))
        for (const name of some) if (without.has(jobOfFile(name))) await removeOne(`originals/${month}/${name}`)
        await setImmediate()
      }
    }
  } catch (error) {
    log.warn('pictures that nobody wants were not looked for to the end', { error: String(error) })
  }

  async function removeOne(file: string): Promise<void> {
    const job = isOver() ? null : journal.find(jobOfFile(basename(file)))
    if (!job || !isUnwanted(job)) return
    try {
      const { mtimeMs } = await stat(folder.resolve(file))
      if (mtimeMs > endedAtMs(job) + writingMs) return
      await rm(folder.resolve(file), { force: true })
      log.info('removed from the originals: its job came to nothing', { jobId: job.id, state: job.state })
    } catch (error) {
      log.warn('a picture that nobody wants stays until the next start', { jobId: job.id, error: String(error) })
    }
  }
}

/** Of the original, of its sidecar, and of what either was while it was being written. */
const jobOfFile = (name: string) => name.split('.')[0] ?? ''

/** A younger file is of an attempt that a journal from a backup knows nothing of. */
const endedAtMs = ({ timeline }: Job) => timeline.at(-1)?.atMs ?? -Infinity

/** What lies beside the originals of a job of words is all that there is of it. */
function isUnwanted(job: Job): boolean {
  return !isUnfinished(job.state) && job.original === null && job.source !== 'text' && !mayHaveShot(job)
}

/** What an image process was writing when it died, one folder down. */
async function removeParts(dir: string): Promise<void> {
  for (const inner of await readdir(dir)) {
    for (const name of await namesIn(join(dir, inner))) {
      if (name.endsWith('.part')) await rm(join(dir, inner, name), { force: true })
    }
  }
}

async function namesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

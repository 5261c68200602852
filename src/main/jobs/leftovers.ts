import { readdir, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { emptyFolder } from '../lib/files'
import { jobOfShot } from '../lib/incoming-name'
import type { Log } from '../lib/log'
import type { DataFolder } from './data-folder'
import { mayHaveShot } from './job-states'
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

import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ErrorFacts } from '../../contract/errors'
import type { Job, OriginalFacts, ResultFacts } from '../../contract/job'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import { moveDurably, sha256OfFile } from '../lib/files'
import { jobOfShot } from '../lib/incoming-name'
import type { Log } from '../lib/log'
import type { DataFolder } from './data-folder'
import type { Journal, JobStep } from './journal'
import { readRestoration, rememberRestoration, type Restoration } from './journal-mend'
import { extensionOf } from './originals'
import { poisonStarts } from './recovery'
import { factsWithoutSidecar, type FoundOriginal, type Sidecars } from './sidecars'

export interface RestorationDeps {
  journal: Journal
  sidecars: Sidecars
  folder: DataFolder
  images: Images
  clock: Clock
  log: Log
}

/** Jobs that one transaction brings back. */
const jobsAtOnce = 200
const steps: readonly JobStep[] = ['taking', 'generating', 'saving']

/**
 * Fills a restored journal with what is newer than its backup, once: originals whose job it does not know come back by
 * their sidecars, finished pictures in the spool go on being saved. What may have been saved since the backup fails by
 * name and can be retried: nothing is made twice by itself, and nothing counts as saved unseen. Runs before the share is
 * opened and before jobs go on; may be cut and repeated. Null where no journal was restored.
 */
export async function completeRestoration(deps: RestorationDeps): Promise<Restoration | null> {
  const known = readRestoration(deps.journal)
  if (!known || known.isComplete) return known
  await keepShots(deps)
  const found = await deps.sidecars.originals()
  const fromOriginals = await bringBack(deps, found)
  await stopUncertain(deps, found)
  const fromSpool = await adoptSpool(deps)
  const complete = { ...known, isComplete: true, broughtBack: fromOriginals + fromSpool }
  rememberRestoration(deps.journal, complete)
  deps.log.warn('the journal was restored', complete)
  return complete
}

/** Pictures that the camera delivered for presses which the journal does not know become originals. */
async function keepShots({ journal, folder, images, log }: RestorationDeps): Promise<void> {
  for (const name of await readdir(folder.incoming)) {
    const jobId = jobOfShot(name)
    if (jobId === null || journal.find(jobId)) continue
    const path = join(folder.incoming, name)
    try {
      const { mediaType } = await images.verify(path)
      const { mtimeMs } = await stat(path)
      await moveDurably(path, folder.resolve(folder.originalName(jobId, mtimeMs, extensionOf[mediaType])))
    } catch (error) {
      log.error('what the camera delivered is no whole picture', { jobId, error: String(error) })
    }
  }
}

/** Originals without a job become failed jobs that can be retried; answers how many. */
export async function bringBack(deps: RestorationDeps, found: readonly FoundOriginal[]): Promise<number> {
  const { journal } = deps
  // those that know their number first, so that nobody else gets it
  const lost = found
    .filter(({ jobId }) => !journal.find(jobId))
    .sort((a, b) => Number(b.hasSidecar) - Number(a.hasSidecar))
  let count = 0
  for (let at = 0; at < lost.length; at += jobsAtOnce) {
    const jobs: Job[] = []
    for (const original of lost.slice(at, at + jobsAtOnce)) jobs.push(...(await jobOf(deps, original)))
    journal.restore(jobs.sort((a, b) => a.number - b.number))
    count += jobs.length
  }
  return count
}

async function jobOf(deps: RestorationDeps, found: FoundOriginal): Promise<Job[]> {
  const { clock, log } = deps
  try {
    const { facts, number } = await factsOf(deps, found)
    const original = await originalOf(deps, found, facts.original ?? null)
    return [{ ...failedJob(facts, clock.nowMs()), original, number }]
  } catch (error) {
    log.error('an original without a job is no whole picture and stays where it is', {
      file: found.file,
      error: String(error),
    })
    return []
  }
}

async function factsOf({ sidecars, folder }: RestorationDeps, found: FoundOriginal) {
  const sidecar = found.hasSidecar ? await sidecars.read(found.file) : null
  if (sidecar?.id === found.jobId) return { facts: sidecar, number: sidecar.number }
  const { mtimeMs } = await stat(folder.resolve(found.file))
  return { facts: { ...factsWithoutSidecar(found, Math.round(mtimeMs)), original: null }, number: 0 }
}

/** As the sidecar has it while the size is right, else looked at anew. */
async function originalOf(
  { folder, images }: RestorationDeps,
  { file, isOfWords }: FoundOriginal,
  told: OriginalFacts | null,
): Promise<OriginalFacts | null> {
  if (isOfWords) return null
  const path = folder.resolve(file)
  const sizeBytes = (await stat(path)).size
  if (told?.sizeBytes === sizeBytes) return { ...told, file }
  return { file, sizeBytes, ...(await images.verify(path)) }
}

function failedJob(facts: ReturnType<typeof factsWithoutSidecar>, nowMs: number): Omit<Job, 'original' | 'number'> {
  const { sidecar: _sidecar, ...known } = facts
  return {
    ...known,
    state: 'failed',
    shutterMissMs: null,
    result: null,
    error: uncertain(null),
    attempts: 0,
    priority: 0,
    timeline: [
      { state: 'capturing', atMs: known.pressedAtMs },
      { state: 'failed', atMs: nowMs },
    ],
  }
}

/** The hash tells the picture apart where its name on the share does not hold the job's id. */
function uncertain(result: ResultFacts | null): ErrorFacts {
  return {
    code: 'restored',
    message: 'The journal was restored from a backup, which does not say whether this picture was finished.',
    hint: 'Look at the share: if the picture is not there, retry the job.',
    ...(result && { params: { sha256: result.sha256, sizeBytes: result.sizeBytes } }),
  }
}

/** Jobs that the backup shows at work may have been finished since: they stop here, unless the spool shows that they were not. */
async function stopUncertain(deps: RestorationDeps, found: readonly FoundOriginal[]): Promise<void> {
  const { journal, folder, log } = deps
  const originals = new Map(found.map((one) => [one.jobId, one]))
  for (const job of journal.unfinished()) {
    if (job.state === 'saving' && isInSpool(folder, job.result)) continue
    const lying = originals.get(job.id)
    if (!job.original && !lying && job.source !== 'text') continue
    try {
      const original = job.original ?? (lying ? await recovered(deps, lying) : null)
      for (const step of steps) journal.endAttempts(job.id, step, 'restored')
      const takenAtMs = job.takenAtMs ?? job.pressedAtMs
      journal.move(job.id, 'failed', { original, takenAtMs, result: null, error: uncertain(job.result) })
    } catch (error) {
      log.error('the original of a job could not be read', { jobId: job.id, error: String(error) })
    }
  }
}

async function recovered(deps: RestorationDeps, found: FoundOriginal): Promise<OriginalFacts | null> {
  const { facts } = await factsOf(deps, found)
  return originalOf(deps, found, facts.original)
}

function isInSpool(folder: DataFolder, result: ResultFacts | null): boolean {
  return Boolean(result?.spoolFile) && existsSync(folder.resolve(result?.spoolFile ?? ''))
}

const spoolName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[a-z0-9]+$/

/** Finished pictures that the journal does not know go on to the share; answers how many jobs came back by them alone. */
export async function adoptSpool(deps: RestorationDeps): Promise<number> {
  const { journal, folder, log } = deps
  let count = 0
  for (const name of await readdir(folder.resolve('spool'))) {
    const id = spoolName.exec(name)?.[1]
    if (!id) continue
    try {
      if (!journal.find(id)) {
        await bringBackFromSpool(deps, id, `spool/${name}`)
        count += 1
      }
      await adopt(deps, journal.get(id), `spool/${name}`)
    } catch (error) {
      log.error('a picture in the spool could not be taken up', { name, error: String(error) })
    }
  }
  return count
}

async function bringBackFromSpool({ journal, folder, clock }: RestorationDeps, jobId: string, file: string) {
  const { mtimeMs } = await stat(folder.resolve(file))
  const facts = factsWithoutSidecar({ jobId, file, hasSidecar: false, isOfWords: false }, Math.round(mtimeMs))
  journal.restore([{ ...failedJob(facts, clock.nowMs()), original: null, number: 0 }])
}

async function adopt({ journal, folder, images }: RestorationDeps, job: Job, spoolFile: string): Promise<void> {
  if (job.state === 'saved' || job.result?.spoolFile === spoolFile) return
  if (journal.unfinishedAttempts(job.id, 'saving') >= poisonStarts) return
  journal.startAttempt(job.id, 'saving')
  const path = folder.resolve(spoolFile)
  const picture = await images.verifyResult(path)
  const sizeBytes = (await stat(path)).size
  const result: ResultFacts = {
    spoolFile,
    name: null,
    handedTo: null,
    sha256: await sha256OfFile(path),
    sizeBytes,
    ...picture,
  }
  journal.endAttempts(job.id, 'saving', 'recovered')
  if (job.state === 'cancelled') journal.move(job.id, 'queued')
  if (job.state !== 'failed') journal.move(job.id, 'failed', { error: uncertain(null) })
  journal.move(job.id, 'saving', { result, error: null })
}

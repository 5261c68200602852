import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Job } from '../../contract/job'
import { jobOfShot } from '../lib/incoming-name'
import { listBackups } from './journal-backups'
import { readRestoration } from './journal-mend'
import { adoptSpool, bringBack, completeRestoration, type RestorationDeps } from './restoration'

/** Something that does not fit together in a data folder that nobody works with; `repair` mends it and says what it did. */
export interface DataFinding {
  topic: string
  fact: string
  /** What a person does about it; with `repair`, what the repair would do. */
  fix: string
  repair: (() => Promise<string>) | null
  /** Costs no picture and is dealt with at the next start. */
  isHarmless: boolean
}

const jobsAtOnce = 500

/** Looks through journal, originals, sidecars, spool and leftovers; changes nothing. The journal itself must be sound. */
export async function dataFindings(deps: RestorationDeps): Promise<DataFinding[]> {
  const looks = [restorationLeft, ofOriginals, ofSpool, ofLeftovers]
  const findings: DataFinding[] = []
  for (const look of looks) findings.push(...(await look(deps)))
  return findings
}

function restorationLeft(deps: RestorationDeps): DataFinding[] {
  const restored = readRestoration(deps.journal)
  if (!restored || restored.isComplete) return []
  return [
    {
      topic: 'journal',
      fact: 'it was restored, and pictures newer than its backup are not back yet',
      fix: 'They come back at the next start, or with --repair.',
      repair: async () => `${(await completeRestoration(deps))?.broughtBack ?? 0} pictures came back`,
      isHarmless: false,
    },
  ]
}

async function ofOriginals(deps: RestorationDeps): Promise<DataFinding[]> {
  const { sidecars, journal } = deps
  const found = await sidecars.originals()
  const lying = new Map(found.map((one) => [one.jobId, one]))
  const jobless = found.filter(({ jobId }) => !journal.find(jobId))
  const gone: Job[] = []
  const bare: Job[] = []
  for (const job of everyJob(deps)) {
    // what other programs sent is theirs: it has no sidecar
    if (!job.original || job.request) continue
    if (!existsSync(deps.folder.resolve(job.original.file))) gone.push(job)
    else if (!lying.get(job.id)?.hasSidecar || !(await sidecars.read(job.original.file))) bare.push(job)
  }
  return [
    ...some(jobless, (count) => ({
      topic: 'originals',
      fact: `${count} without a job`,
      fix: 'With --repair they become failed jobs that can be retried.',
      repair: async () => `${await bringBack(deps, jobless)} jobs came back, to be retried in the queue`,
      isHarmless: false,
    })),
    ...some(gone, (count) => ({
      topic: 'originals',
      fact: `${count} that the journal names are not there: ${numbersOf(gone)}`,
      fix: 'These jobs cannot be retried; what was saved of them is untouched.',
      repair: null,
      isHarmless: true,
    })),
    ...some(bare, (count) => ({
      topic: 'sidecars',
      fact: `${count} missing or unreadable`,
      fix: 'With --repair they are written from the journal.',
      repair: async () => `${await writeAll(deps, bare)} written`,
      isHarmless: true,
    })),
  ]
}

async function writeAll({ sidecars }: RestorationDeps, jobs: readonly Job[]): Promise<number> {
  let written = 0
  for (const job of jobs) if (await sidecars.write(job)) written += 1
  return written
}

async function ofSpool(deps: RestorationDeps): Promise<DataFinding[]> {
  const { journal, folder } = deps
  const names = await namesIn(folder.resolve('spool'))
  const jobless = names.filter((name) => !journal.find(name.split('.')[0] ?? ''))
  const waiting = names.length - jobless.length
  const empty = journal
    .unfinished()
    .filter(({ state, result }) => state === 'saving' && !isThere(deps, result?.spoolFile))
  return [
    ...some(jobless, (count) => ({
      topic: 'spool',
      fact: `${count} finished pictures without a job`,
      fix: 'With --repair they become jobs and go to the share at the next start.',
      repair: async () => `${await adoptSpool(deps)} jobs came back`,
      isHarmless: false,
    })),
    ...some(empty, (count) => ({
      topic: 'spool',
      fact: `${count} jobs wait for the share, and their finished picture is not there: ${numbersOf(empty)}`,
      fix: 'They fail by name at the next start; a retry makes the picture again from the original.',
      repair: null,
      isHarmless: true,
    })),
    ...some(names.slice(0, waiting), (count) => ({
      topic: 'spool',
      fact: `${count} finished pictures wait for the share`,
      fix: 'They go out at the next start.',
      repair: null,
      isHarmless: true,
    })),
  ]
}

async function ofLeftovers({ folder }: RestorationDeps): Promise<DataFinding[]> {
  const inFolder = async (name: string) =>
    (await namesIn(folder.resolve(name))).map((entry) => folder.resolve(`${name}/${entry}`))
  const isTemporary = (path: string) => /\.tmp(-wal|-shm|-journal)?$/.test(path)
  const months = await inFolder('originals')
  const temporaries = [...(await inFolder('backups')), ...(await inFolder('spool'))].filter(isTemporary)
  for (const month of months) {
    temporaries.push(...(await namesIn(month)).filter(isTemporary).map((name) => join(month, name)))
  }
  const cut = ['journal.sqlite.making', 'journal.sqlite.restoring']
    .map((name) => join(folder.dir, name))
    .filter(existsSync)
  // what the camera delivered for a job may be all that there is of it
  const received = (await inFolder('incoming')).filter((path) => jobOfShot(basename(path)) === null)
  const leftovers = [...received, ...(await inFolder('work')), ...temporaries, ...cut]
  return some(leftovers, (count) => ({
    topic: 'leftovers',
    fact: `${count} half-made files of a run that was cut`,
    fix: 'They are of no use to anybody; --repair removes them.',
    repair: async () => {
      for (const path of leftovers) await rm(path, { recursive: true, force: true })
      return `${count} removed`
    },
    isHarmless: true,
  }))
}

/** How many copies there are, and when the newest was taken. */
export function backupFact(folder: RestorationDeps['folder']): string {
  const backups = listBackups(folder)
  const newest = backups[0]
  return newest ? `${backups.length}, the newest of ${newest.stamp.replace('T', ' ')}` : 'none yet'
}

function* everyJob({ journal }: RestorationDeps): Generator<Job> {
  let beforeNumber: number | null = null
  for (;;) {
    const jobs: Job[] = journal.list({ states: null, beforeNumber, limit: jobsAtOnce })
    const last = jobs.at(-1)
    if (!last) return
    yield* jobs
    beforeNumber = last.number
  }
}

function some<T>(items: readonly T[], finding: (count: number) => DataFinding): DataFinding[] {
  return items.length === 0 ? [] : [finding(items.length)]
}

const shownNumbers = 10

function numbersOf(jobs: readonly Job[]): string {
  const shown = jobs.slice(0, shownNumbers).map(({ number }) => `#${number}`)
  return shown.join(', ') + (jobs.length > shownNumbers ? ' and more' : '')
}

function isThere({ folder }: RestorationDeps, file: string | null | undefined): boolean {
  return typeof file === 'string' && existsSync(folder.resolve(file))
}

async function namesIn(path: string): Promise<string[]> {
  return existsSync(path) ? readdir(path) : []
}

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { finalNames, jobIdIn, sha256Of } from '../final-names'
import type { Folders } from '../fixtures'
import type { JournaledJob } from '../journal-file'
import type { Ledger } from './ledger'
import { numberIn } from './numbered-picture'

/** What became of every accepted press. All lists are empty where no picture was lost. */
export interface Account {
  saved: number
  /** Presses whose picture was never taken, by the name that they failed with. */
  failedByName: Record<string, number>
  /** Accepted, and neither one whole file nor a named failure. */
  lost: string[]
  /** More than one file of one job, or a file of no job. */
  doubled: string[]
  /** Told or journaled as saved, and the share does not hold these bytes. */
  falselySaved: string[]
  /** Seen under a final name with other bytes than the finished ones, or no whole picture. */
  notWhole: string[]
  /** Made from the picture of another press. */
  mixedUp: string[]
  /** An original that is not what was sent. */
  wrongOriginals: string[]
  leftBehind: string[]
  /** Copies that a kill cut short; a start sweeps those of a day ago, younger ones may be another booth's. */
  partsOnShare: number
}

/** The lists of an account of which every press is either a whole file or failed by name. */
export const withoutFlaw = {
  lost: [],
  doubled: [],
  falselySaved: [],
  notWhole: [],
  mixedUp: [],
  wrongOriginals: [],
  leftBehind: [],
} as const

export interface Findings {
  folders: Folders
  journal: readonly JournaledJob[]
  ledger: Ledger
  firstSeen: ReadonlyMap<string, string>
}

export async function accountOf(findings: Findings): Promise<Account> {
  const { folders, journal, ledger, firstSeen } = findings
  const jobs = new Map(journal.map((job) => [job.id, job]))
  const names = finalNames(folders.shareDir)
  const account: Account = {
    saved: names.length,
    failedByName: {},
    ...emptyLists(),
    leftBehind: leftIn(folders),
    partsOnShare: parts(folders).length,
  }
  const filesOf = new Map<string, string[]>()
  for (const name of names) filesOf.set(jobIdIn(name), [...(filesOf.get(jobIdIn(name)) ?? []), name])
  for (const [id, files] of filesOf) {
    if (files.length > 1 || jobs.get(id)?.state !== 'saved') account.doubled.push(`${id}: ${files.join(', ')}`)
  }
  for (const id of new Set([...ledger.pictures.keys(), ...ledger.presses])) judge(id, jobs.get(id))
  for (const id of ledger.saved) {
    if (jobs.get(id)?.state !== 'saved') account.falselySaved.push(`${id} was told as saved`)
  }
  for (const job of journal) if (job.state === 'saved') await judgeFile(job)
  return account

  function judge(id: string, job: JournaledJob | undefined) {
    if (job?.state === 'saved') return
    const name = job?.error?.code
    // a press that was cut before its picture came has nothing to be retried with
    const isNamed = job?.state === 'failed' && name !== undefined && !ledger.pictures.has(id)
    if (isNamed) account.failedByName[name] = (account.failedByName[name] ?? 0) + 1
    else account.lost.push(`${id}: ${job?.state ?? 'not in the journal'} ${name ?? ''}`)
  }

  async function judgeFile({ id, result, original }: JournaledJob) {
    const name = result?.name ?? ''
    if (!filesOf.get(id)?.includes(name)) return account.falselySaved.push(`${id}: ${name} is not there`)
    const bytes = readFileSync(join(folders.shareDir, name))
    const sha256 = sha256Of(bytes)
    if (sha256 !== result?.sha256) account.falselySaved.push(`${name} holds other bytes`)
    if (firstSeen.has(name) && firstSeen.get(name) !== sha256)
      account.notWhole.push(`${name} was seen before it was whole`)
    const number = await numberIn(bytes).catch((error: unknown) => String(error))
    if (typeof number === 'string') account.notWhole.push(`${name}: ${number}`)
    const picture = ledger.pictures.get(id)
    if (!picture) return
    if (number !== picture.number) account.mixedUp.push(`${name} shows ${number} in place of ${picture.number}`)
    const kept = readFileSync(join(folders.dataDir, original?.file ?? ''))
    if (sha256Of(kept) !== picture.sha256) account.wrongOriginals.push(original?.file ?? id)
  }
}

function leftIn({ dataDir, shareDir }: Folders): string[] {
  const own = join(shareDir, '.photocall')
  const folders = [...['incoming', 'spool', 'work'].map((name) => join(dataDir, name)), own]
  const left = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  return left.filter((path) => !parts({ shareDir }).includes(path))
}

function parts({ shareDir }: Pick<Folders, 'shareDir'>): string[] {
  const own = join(shareDir, '.photocall')
  return readdirSync(own)
    .filter((name) => name.endsWith('.part'))
    .map((name) => join(own, name))
}

function emptyLists() {
  const list = (): string[] => []
  const [lost, doubled, falselySaved] = [list(), list(), list()]
  return { lost, doubled, falselySaved, notWhole: list(), mixedUp: list(), wrongOriginals: list() }
}

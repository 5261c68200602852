import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { syncFile, syncFolder } from '../lib/files'
import { renamePatiently } from '../lib/held-file'
import type { Log } from '../lib/log'
import { endedUnclean, inspectDatabase, migrate, openDatabase, type Database } from '../lib/sqlite'
import { localStamp, type JournalBackup } from './backup-rotation'
import type { DataFolder } from './data-folder'
import { listBackups, migrationBackupPath } from './journal-backups'
import { createJournal, type Journal } from './journal'
import { migrations } from './schema'

/** What is known of a journal that was replaced; kept in the new one until the operator has read it. */
export const restoration = z.object({
  cause: z.enum(['damaged', 'missing']),
  atMs: z.number(),
  /** Name in the data folder of the file that was set aside; null where there was none. */
  aside: z.string().nullable(),
  /** Local wall time of the backup that stands in for it; null: it began empty. */
  backup: z.string().nullable(),
  /** The originals' sidecars have been read, and no job goes on twice. */
  isComplete: z.boolean(),
  /** Jobs that came back from their sidecars or from the spool. */
  broughtBack: z.number().int(),
})
export type Restoration = z.infer<typeof restoration>

const memoryKey = 'restoration'

export function readRestoration(journal: Journal): Restoration | null {
  const text = journal.remembered(memoryKey)
  return text ? restoration.parse(JSON.parse(text)) : null
}

export function rememberRestoration(journal: Journal, value: Restoration | null): void {
  journal.remember(memoryKey, value === null ? '' : JSON.stringify(value))
}

/** What a look at the journal's file found; nothing is changed by it. */
export type JournalState = { state: 'sound' | 'none' } | { state: 'damaged'; damage: string } | { state: 'missing' }

/** A file without its job tables counts as missing where anything else shows that there were jobs. */
export function judgeJournal(folder: DataFolder, isThorough = endedUnclean(folder.journal)): JournalState {
  const lost = hasHistory(folder) ? ({ state: 'missing' } as const) : ({ state: 'none' } as const)
  if (!existsSync(folder.journal)) return lost
  const { damage, version } = inspectDatabase(folder.journal, isThorough)
  if (damage !== null) return { state: 'damaged', damage }
  return version === 0 ? lost : { state: 'sound' }
}

function hasHistory(folder: DataFolder): boolean {
  if (listBackups(folder).length > 0) return true
  // a look before the first start: nothing is made for it
  if (!existsSync(folder.resolve('originals'))) return false
  const months = readdirSync(folder.resolve('originals'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )
  return months.some(({ name }) => readdirSync(folder.resolve(`originals/${name}`)).length > 0)
}

/**
 * Opens the journal at its newest schema. A damaged file is set aside and never deleted; the newest sound backup takes
 * its place, or an empty journal, with a restoration that waits to be completed (see restoration.ts). Throws
 * `not_possible_now` for a newer schema, and what the disk says when the file cannot be read.
 */
export async function openSoundJournal(deps: {
  folder: DataFolder
  clock: Clock
  log: Log
  /** Checks indexes too; a usual start does so after an unclean end alone. */
  isThorough?: boolean
}): Promise<Database> {
  const { folder, clock, log, isThorough } = deps
  const judged = judgeJournal(folder, isThorough)
  if (judged.state === 'damaged' || judged.state === 'missing') {
    log.error('the journal is replaced', { ...judged })
    const aside = setAside(folder, clock.nowMs())
    await putInPlace(deps, { cause: judged.state, atMs: clock.nowMs(), aside, isComplete: false, broughtBack: 0 })
  }
  return openMigrated(folder.journal, folder, clock.nowMs())
}

function openMigrated(path: string, folder: DataFolder, nowMs: number): Database {
  const database = openDatabase(path)
  try {
    migrate(database, path, migrations, (version) => migrationBackupPath(folder, nowMs, version))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** A journal's own file, its log, and the log's index. */
const logs = ['', '-wal', '-shm']

/** The file first: what is left of its log is then known to be a stray one, and never read into another journal. */
function setAside(folder: DataFolder, nowMs: number): string | null {
  const stamp = `damaged-${localStamp(nowMs)}`
  let name = `journal.sqlite.${stamp}`
  const isTaken = () => logs.some((rest) => existsSync(join(folder.dir, name + rest)))
  for (let number = 2; isTaken(); number++) name = `journal.sqlite.${stamp}-${number}`
  let first: string | null = null
  for (const rest of logs) {
    if (!existsSync(folder.journal + rest)) continue
    renameSync(folder.journal + rest, join(folder.dir, name + rest))
    first ??= name + rest
  }
  return first
}

/**
 * The new journal is complete with its note of the restoration before it takes the journal's name. What takes it is a
 * copy: SQLite may still hold the file in which it was made, by that file's own number.
 */
async function putInPlace(
  { folder, clock, log }: { folder: DataFolder; clock: Clock; log: Log },
  facts: Omit<Restoration, 'backup'>,
): Promise<void> {
  const made = `${folder.journal}.making`
  const whole = `${folder.journal}.restoring`
  removeWithLogs(made)
  const backup = await newestSound(folder, made, log)
  const database = openMigrated(made, folder, clock.nowMs())
  try {
    rememberRestoration(createJournal({ database, clock }), { ...facts, backup: backup?.stamp ?? null })
  } finally {
    database.close()
  }
  await copyFile(made, whole)
  await syncFile(whole)
  await renamePatiently(whole, folder.journal)
  await syncFolder(folder.dir)
  removeWithLogs(made)
}

function removeWithLogs(path: string): void {
  for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(path + rest, { force: true })
}

/** Copies it to `target`; null where there is none, and then nothing is at `target`. */
async function newestSound(folder: DataFolder, target: string, log: Log): Promise<JournalBackup | null> {
  for (const backup of listBackups(folder)) {
    await copyFile(join(folder.backups, backup.name), target)
    const { damage, version } = inspectDatabase(target, true)
    if (damage === null && version > migrations.length) throw newerBackup(backup.name)
    if (damage === null && version > 0) return backup
    log.error('a backup of the journal is of no use', { name: backup.name, damage })
    removeWithLogs(target)
  }
  return null
}

function newerBackup(name: string): AppError {
  return new AppError(
    'not_possible_now',
    `The newest backup of the journal, ${name}, was written by a newer version.`,
    'Start the newer version, or choose another data folder with --data.',
  )
}

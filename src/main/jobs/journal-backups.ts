import { existsSync, readdirSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../lib/clock'
import { syncFile, syncFolder } from '../lib/files'
import { renamePatiently } from '../lib/held-file'
import type { Log } from '../lib/log'
import { copyDatabase, type Database } from '../lib/sqlite'
import { backupsAmong, expendable, nextBackupName, type JournalBackup } from './backup-rotation'
import type { DataFolder } from './data-folder'

/** Copies of the journal on the same disk, taken while the booth works. */
export interface JournalBackups {
  /** Takes one now unless nothing was written since the last; rejects when it cannot. */
  take(): Promise<void>
  /** Ends the copy in hand. */
  close(): Promise<void>
}

const everyMs = 60 * 60_000
/** After the start, when everything else is up. */
const firstMs = 60_000

/** The first copy a minute after the start, then hourly; `onResult` hears of each, with the error or null. */
export function createJournalBackups(deps: {
  folder: DataFolder
  database: Database
  clock: Clock
  log: Log
  onResult: (error: unknown) => void
}): JournalBackups {
  const { folder, database, clock, log, onResult } = deps
  let writtenThen: number | null = null
  let taking: Promise<void> | null = null
  let isClosed = false
  let stopTimer = clock.after(firstMs, takeDue)

  function takeDue(): void {
    void take()
      .then(() => onResult(null))
      .catch((error: unknown) => {
        log.error('the journal could not be backed up', { error: String(error) })
        onResult(error)
      })
    if (!isClosed) stopTimer = clock.after(everyMs, takeDue)
  }

  function take(): Promise<void> {
    taking ??= copy().finally(() => (taking = null))
    return taking
  }

  async function copy(): Promise<void> {
    const written = Number(database.get('SELECT total_changes() AS n')?.['n'])
    if (written === writtenThen) return
    const startedAtMs = clock.monotonicMs()
    const name = await copyTo(folder, clock.nowMs())
    writtenThen = written
    log.info('the journal is backed up', { name, tookMs: Math.round(clock.monotonicMs() - startedAtMs) })
    await removeExpendable(folder)
  }

  return {
    take,
    async close() {
      isClosed = true
      stopTimer()
      // told where it was asked for
      await taking?.catch(() => undefined)
    },
  }
}

/** Under its name only when whole, checked and flushed. */
async function copyTo(folder: DataFolder, nowMs: number): Promise<string> {
  const name = nextBackupName(listBackups(folder), nowMs, null)
  const temporary = join(folder.backups, `${name}.tmp`)
  try {
    await copyDatabase(folder.journal, temporary)
    await syncFile(temporary)
    await renamePatiently(temporary, join(folder.backups, name))
    await syncFolder(folder.backups)
  } finally {
    for (const rest of ['', '-wal', '-shm', '-journal']) await rm(`${temporary}${rest}`, { force: true })
  }
  return name
}

async function removeExpendable(folder: DataFolder): Promise<void> {
  for (const { name } of expendable(listBackups(folder))) await rm(join(folder.backups, name), { force: true })
  // of a copy that was cut
  for (const name of await readdir(folder.backups)) {
    if (name.includes('.sqlite.tmp')) await rm(join(folder.backups, name), { force: true })
  }
}

/** Newest first. */
export function listBackups(folder: DataFolder): JournalBackup[] {
  return existsSync(folder.backups) ? backupsAmong(readdirSync(folder.backups)) : []
}

/** Where the copy before a migration goes: the same one again when a migration was cut. */
export function migrationBackupPath(folder: DataFolder, nowMs: number, version: number): string {
  const backups = listBackups(folder)
  const known = backups[0]?.schemaBefore === version ? backups[0].name : null
  return join(folder.backups, known ?? nextBackupName(backups, nowMs, version))
}

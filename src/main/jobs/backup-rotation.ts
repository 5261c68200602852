/** A copy of the journal; its name carries all of this. */
export interface JournalBackup {
  name: string
  /** Rises with every copy, whatever the clock says. */
  sequence: number
  /** Local wall time of the copy, `2026-01-31T18-05-09`. */
  stamp: string
  /** Of a copy made before a migration: the schema that it holds. */
  schemaBefore: number | null
}

const hourlyKept = 24
const dailyKept = 7
const schemasKept = 3

const backupName = /^journal-(\d{6,})-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)(?:-schema(\d+))?\.sqlite$/

/** Pure: the copies among a folder's names, newest first. */
export function backupsAmong(names: readonly string[]): JournalBackup[] {
  const found = names.flatMap((name) => {
    const parts = backupName.exec(name)
    if (!parts) return []
    const schemaBefore = parts[3] === undefined ? null : Number(parts[3])
    return [{ name, sequence: Number(parts[1]), stamp: parts[2]!, schemaBefore }]
  })
  return found.sort((a, b) => b.sequence - a.sequence)
}

/** Pure: the name of the next copy. */
export function nextBackupName(backups: readonly JournalBackup[], atMs: number, schemaBefore: number | null): string {
  const sequence = String((backups[0]?.sequence ?? 0) + 1).padStart(6, '0')
  return `journal-${sequence}-${localStamp(atMs)}${schemaBefore === null ? '' : `-schema${schemaBefore}`}.sqlite`
}

/**
 * Pure: what need not be kept, of copies given newest first: all but the newest 24, the newest of each of 7 days, and
 * those before the last 3 migrations. By order and not by age: a clock that is wrong deletes nothing.
 */
export function expendable(backups: readonly JournalBackup[]): JournalBackup[] {
  const usual = backups.filter(({ schemaBefore }) => schemaBefore === null)
  const days = new Map<string, JournalBackup>()
  for (const backup of usual) if (!days.has(dayOf(backup))) days.set(dayOf(backup), backup)
  const kept = new Set([...usual.slice(0, hourlyKept), ...[...days.values()].slice(0, dailyKept)])
  const beforeMigrations = backups.filter(({ schemaBefore }) => schemaBefore !== null)
  return [...usual.filter((backup) => !kept.has(backup)), ...beforeMigrations.slice(schemasKept)]
}

const dayOf = ({ stamp }: JournalBackup) => stamp.slice(0, 10)

/** Local time in a form that every file system takes: `2026-01-31T18-05-09`. */
export function localStamp(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replaceAll(':', '-')
}

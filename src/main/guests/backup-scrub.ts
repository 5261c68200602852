import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { isDamage, openDatabase, type Database } from '../lib/sqlite'

/** What a copy of the journal says of a guest, table by table; older copies lack some of it. */
const personal: readonly { table: string; columns: readonly string[]; sql: string }[] = [
  {
    table: 'jobs',
    columns: ['original', 'result', 'prompt'],
    sql: `UPDATE jobs SET original = NULL, result = NULL, prompt = '' WHERE id = :jobId`,
  },
  { table: 'jobs', columns: ['consentAtMs'], sql: 'UPDATE jobs SET consentAtMs = NULL WHERE id = :jobId' },
  { table: 'jobs', columns: ['consent'], sql: 'UPDATE jobs SET consent = NULL WHERE id = :jobId' },
  { table: 'jobs', columns: ['inputs'], sql: `UPDATE jobs SET inputs = '{}' WHERE id = :jobId` },
  { table: 'replays', columns: ['jobId'], sql: 'DELETE FROM replays WHERE jobId = :jobId' },
  { table: 'prompts', columns: ['jobId'], sql: 'DELETE FROM prompts WHERE jobId = :jobId' },
  { table: 'guestLinks', columns: ['jobId'], sql: 'UPDATE guestLinks SET token = NULL WHERE jobId = :jobId' },
  {
    table: 'captures',
    columns: ['publication'],
    sql: `UPDATE captures SET publication = 'erased', favourite = 0 WHERE jobId = :jobId`,
  },
]

/**
 * Takes everything personal of a job out of copies of the journal; what was there is overwritten. A damaged copy brings
 * nothing back and may still be read: it goes.
 */
export async function scrubBackups(paths: readonly string[], jobId: string): Promise<void> {
  for (const path of paths) {
    try {
      // opening would make a new one where its turn to go has come meanwhile
      if (existsSync(path)) scrubCopy(path, jobId)
    } catch (error) {
      if (!isDamage(error)) throw error
      for (const rest of ['', '-wal', '-shm']) await rm(`${path}${rest}`, { force: true })
    }
    // tens of copies, each some milliseconds: presses come in between
    await setImmediate()
  }
}

function scrubCopy(path: string, jobId: string): void {
  const database = openDatabase(path)
  try {
    scrub(database, jobId)
  } finally {
    database.close()
  }
}

function scrub(database: Database, jobId: string): void {
  database.transaction(() => {
    for (const { table, columns, sql } of personal) {
      if (hasColumns(database, table, columns)) database.run(sql, { jobId })
    }
  })
}

function hasColumns(database: Database, table: string, columns: readonly string[]): boolean {
  // the name is one of ours above
  const known = database.all(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name)
  return columns.every((column) => known.includes(column))
}

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors'

/** What the driver stores faithfully. A boolean would bind as text and a Date as NULL without a word, so neither passes. */
export const sqlValue = z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)])
export type SqlValue = z.infer<typeof sqlValue>
export type SqlRow = Record<string, SqlValue>

const binds = z.record(z.string(), sqlValue)

interface RawStatement {
  run(params: SqlRow): unknown
  get(params: SqlRow): SqlRow | undefined
  all(params: SqlRow): SqlRow[]
}

interface RawDatabase {
  exec(sql: string): void
  prepare(sql: string): RawStatement
  close(): void
}

/** A SQLite database; every call is synchronous, throws on refusal, and takes named parameters (`:name`). */
export interface Database {
  run(sql: string, params?: SqlRow): void
  get(sql: string, params?: SqlRow): SqlRow | undefined
  all(sql: string, params?: SqlRow): SqlRow[]
  /** All or nothing; not nestable. */
  transaction<T>(work: () => T): T
  /** A whole copy into a new file, taken while others write. */
  backupTo(path: string): void
  close(): void
}

/**
 * A list of columns for SELECT that reads whole numbers as reals: the driver throws away a whole answer for one number
 * beyond 2^53, and only something else than this program has written such a number.
 */
export function readableColumns(columns: readonly string[], wholeNumbers: readonly string[]): string {
  return columns.map((name) => (wholeNumbers.includes(name) ? `CAST(${name} AS REAL) AS ${name}` : name)).join(', ')
}

/** One schema version's statements; the array's index + 1 is the version it leads to. */
export type Migration = string

const requireModule = createRequire(import.meta.url)

interface Driver {
  DatabaseSync: new (path: string, options?: { readOnly: boolean }) => RawDatabase
  /** Copies in a thread of its own; missing in Node before 22.16. `rate` -1: all pages in one step. */
  backup?: (from: RawDatabase, to: string, options: { rate: number }) => Promise<number>
}

/** node:sqlite where the runtime has it (Node 22, Electron 35), else the same API from a package with prebuilt binaries. */
function driver(): Driver {
  try {
    return requireModule('node:sqlite') as Driver
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error
  }
  return requireModule('@photostructure/sqlite') as Driver
}

function openRaw(path: string, readOnly = false): RawDatabase {
  const { DatabaseSync } = driver()
  return readOnly ? new DatabaseSync(path, { readOnly }) : new DatabaseSync(path)
}

/** A program that copies or checks the file may hold it for a moment; a press waits rather than fails. */
const busyTimeoutMs = 2_000

/** Opens (or makes) a database with WAL and synchronous=FULL: what a statement wrote survives a power cut. */
export function openDatabase(path: string): Database {
  const raw = openRaw(path)
  try {
    raw.exec(
      `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;`,
    )
  } catch (error) {
    // Windows moves and deletes no file that is open
    raw.close()
    throw error
  }
  // the package's driver keeps the file open until its statements are collected, and so never does this by itself
  return databaseOn(raw, () => raw.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
}

/**
 * Opens a database that another process may own, to look into it: the file and its log stay byte for byte as they are,
 * also where the last writer was killed. Whatever would write throws. `close` must come before anybody moves the file.
 */
export function openDatabaseToRead(path: string): Database {
  return databaseOn(openRaw(path, true), () => undefined)
}

function databaseOn(raw: RawDatabase, beforeClosing: () => void): Database {
  const statements = new Map<string, RawStatement>()

  function statement(sql: string): RawStatement {
    const known = statements.get(sql)
    if (known) return known
    const made = raw.prepare(sql)
    statements.set(sql, made)
    return made
  }

  /** A full disk may have rolled back by itself; why the work failed is told, not that nothing was left to undo. */
  function rollBack(): void {
    try {
      raw.exec('ROLLBACK')
    } catch (error) {
      if (!String(error).includes('no transaction is active')) throw error
    }
  }

  function transaction<T>(work: () => T): T {
    raw.exec('BEGIN IMMEDIATE')
    try {
      const value = work()
      raw.exec('COMMIT')
      return value
    } catch (error) {
      rollBack()
      throw error
    }
  }

  return {
    run: (sql, params = {}) => void statement(sql).run(binds.parse(params)),
    get: (sql, params = {}) => statement(sql).get(binds.parse(params)),
    all: (sql, params = {}) => statement(sql).all(binds.parse(params)),
    transaction,
    backupTo: (target) => void raw.prepare('VACUUM INTO :target').run({ target }),
    close() {
      statements.clear()
      try {
        beforeClosing()
      } finally {
        raw.close()
      }
    },
  }
}

/** The schema's version; 0 for a file without tables. */
export function versionOf(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0)
}

/**
 * Brings a database to the newest version, one transaction a step, after a backup (at `backupPath` of the old version).
 * Throws AppError `not_possible_now` when a newer version of the app made the file.
 */
export function migrate(
  database: Database,
  path: string,
  migrations: readonly Migration[],
  backupPath: (version: number) => string = (version) => `${path}.v${version}.backup`,
): void {
  const found = versionOf(database)
  if (found > migrations.length) {
    throw new AppError(
      'not_possible_now',
      `The journal ${path} was written by a newer version (schema ${found}, this one knows ${migrations.length}).`,
      'Start the newer version, or choose another data folder with --data.',
    )
  }
  if (found > 0 && found < migrations.length) backUpOnce(database, backupPath(found))
  for (let version = found; version < migrations.length; version++) {
    database.transaction(() => {
      for (const sql of migrations[version]!.split(/;\s*\n/)) if (sql.trim()) database.run(sql)
      database.run(`PRAGMA user_version = ${version + 1}`)
    })
  }
}

/** Whole, checked and flushed when it appears under its name; throws where the copy is not sound. */
function backUpOnce(database: Database, target: string): void {
  if (existsSync(target)) return
  mkdirSync(dirname(target), { recursive: true })
  const temporary = `${target}.tmp`
  rmSync(temporary, { force: true })
  database.backupTo(temporary)
  checkCopy(temporary)
  flush(temporary, 'r+')
  renameSync(temporary, target)
  // Windows has no such thing: the rename itself is journaled by it
  if (process.platform !== 'win32') flush(dirname(target), 'r')
}

function flush(path: string, mode: 'r' | 'r+'): void {
  const file = openSync(path, mode)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Throws where a copy is not sound; leaves it as one file, without a log. */
function checkCopy(path: string): void {
  const copy = openRaw(path)
  try {
    const verdict = String(copy.prepare('PRAGMA quick_check(1)').get({})?.['quick_check'])
    if (verdict !== 'ok') throw new Error(`The copy of the database is damaged: ${verdict}`)
    copy.exec('PRAGMA journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** What a look at a database file found. */
export interface DatabaseFacts {
  /** SQLite's words for the damage; null for a sound file. */
  damage: string | null
  /** The schema's version; 0 for a file without tables. */
  version: number
}

/** Whether the last writer ended without closing: its log is then still to be read. */
export function endedUnclean(path: string): boolean {
  return existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0
}

/** SQLite's result codes SQLITE_CORRUPT and SQLITE_NOTADB. */
const damageCodes = [11, 26]

/**
 * Checks a database file, all of it and its indexes when `thorough`. Throws what is no damage: a disk that cannot be
 * read, a missing right.
 */
export function inspectDatabase(path: string, thorough: boolean): DatabaseFacts {
  const raw = openRaw(path)
  try {
    const check = thorough ? 'integrity_check' : 'quick_check'
    const verdict = String(raw.prepare(`PRAGMA ${check}(1)`).get({})?.[check])
    const version = Number(raw.prepare('PRAGMA user_version').get({})?.['user_version'] ?? 0)
    return { damage: verdict === 'ok' ? null : verdict, version }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { damage: (error as Error).message, version: 0 }
  } finally {
    raw.close()
  }
}

/** Whether SQLite says of a file that it is damaged or no database at all. */
export function isDamage(error: unknown): boolean {
  const { errcode } = error as { errcode?: number }
  return error instanceof Error && typeof errcode === 'number' && damageCodes.includes(errcode & 0xff)
}

/**
 * A copy of a database that others write meanwhile, as one file, checked; throws where the copy is not sound. Through a
 * connection of its own and in one step: it then reads one state, holds up no writer and never begins anew.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = openRaw(from)
  try {
    const { backup } = driver()
    if (backup) await backup(source, to, { rate: -1 })
    else source.prepare('VACUUM INTO :to').run({ to })
  } finally {
    source.close()
  }
  checkCopy(to)
}

/** SQLite's result code SQLITE_BUSY. */
const sqliteBusy = 5

/**
 * Holds a lock that the system itself releases when the process ends, however it ends. Null when another process (or
 * another holder in this one) has it. Local disks only: file locks of network drives are not to be trusted.
 */
export function holdLock(path: string): { release(): void } | null {
  const raw = openRaw(path)
  try {
    raw.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;')
    return { release: () => raw.close() }
  } catch (error) {
    raw.close()
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null
    throw error
  }
}

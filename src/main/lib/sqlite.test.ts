import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdLock, migrate, openDatabase, openDatabaseToRead, type SqlRow } from './sqlite'

const first = 'CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT) STRICT;'
const second = 'ALTER TABLE guests ADD COLUMN table_no INTEGER;\nCREATE INDEX guests_by_name ON guests (name);'

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'photocall-sqlite-')), 'journal.sqlite')
}

test('a migration keeps a backup of the version before', () => {
  const path = newPath()
  const database = openDatabase(path)
  migrate(database, path, [first])
  database.run('INSERT INTO guests (name) VALUES (:name)', { name: 'Ana' })
  expect(existsSync(`${path}.v1.backup`)).toBe(false)
  migrate(database, path, [first, second])
  database.run('UPDATE guests SET table_no = :no', { no: 4 })
  expect(database.get('SELECT name, table_no FROM guests')).toEqual({ name: 'Ana', table_no: 4 })

  const backup = openDatabase(`${path}.v1.backup`)
  expect(backup.get('SELECT * FROM guests')).toEqual({ id: 1, name: 'Ana' })
})

test('a migration whose backup came out damaged is not begun, and the damaged one gets no name', () => {
  const path = newPath()
  const database = openDatabase(path)
  migrate(database, path, [first])
  database.run('INSERT INTO guests (name) VALUES (:name)', { name: 'Ana' })
  const backupTo = (target: string) => {
    database.backupTo(target)
    const bytes = readFileSync(target)
    // past the header, which says where the pages are
    writeFileSync(target, bytes.fill(0xff, 200))
  }
  expect(() => migrate({ ...database, backupTo }, path, [first, second])).toThrow(/damaged|malformed/)
  expect(database.get('PRAGMA user_version')).toEqual({ user_version: 1 })
  expect(existsSync(`${path}.v1.backup`)).toBe(false)
  migrate(database, path, [first, second])
  expect(existsSync(`${path}.v1.backup`)).toBe(true)
})

test('a migration that fails leaves the version before, whole', () => {
  const path = newPath()
  const database = openDatabase(path)
  migrate(database, path, [first])
  expect(() => migrate(database, path, [first, 'CREATE TABLE more (id INTEGER) STRICT;\nNONSENSE;'])).toThrow()
  expect(database.get('PRAGMA user_version')).toEqual({ user_version: 1 })
  expect(database.get(`SELECT count(*) AS n FROM sqlite_master WHERE name = 'more'`)).toEqual({ n: 0 })
})

test('a journal of a newer version is refused with the reason', () => {
  const path = newPath()
  const database = openDatabase(path)
  migrate(database, path, [first, second])
  expect(() => migrate(database, path, [first])).toThrow(expect.objectContaining({ code: 'not_possible_now' }))
})

test.each([[true], [undefined], [new Date()], [{}], [10n]])('a bind of %s never reaches the driver', (value) => {
  const database = openDatabase(newPath())
  database.run(first)
  const params = { name: value } as unknown as SqlRow
  expect(() => database.run('INSERT INTO guests (name) VALUES (:name)', params)).toThrow()
  expect(database.get('SELECT count(*) AS n FROM guests')).toEqual({ n: 0 })
})

test('it writes through to the disk and leaves no deleted words behind', () => {
  const database = openDatabase(newPath())
  expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
  expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 })
  expect(database.get('PRAGMA secure_delete')).toEqual({ secure_delete: 1 })
})

test('a look sees what a killed writer left in its log, writes nothing and refuses to', () => {
  const writer = openDatabase(newPath())
  writer.run(first)
  const live = String(writer.get('PRAGMA database_list')?.['file'])
  const path = newPath()
  writer.run('INSERT INTO guests (name) VALUES (:name)', { name: 'Ana' })
  for (const rest of ['', '-wal']) copyFileSync(live + rest, path + rest)
  const bytes = () => ['', '-wal'].map((rest) => readFileSync(path + rest).toString('base64'))
  const before = bytes()

  const looked = openDatabaseToRead(path)
  expect(looked.get('SELECT name FROM guests')).toEqual({ name: 'Ana' })
  expect(() => looked.run('DELETE FROM guests')).toThrow()
  looked.close()
  expect(bytes()).toEqual(before)
})

test('a transaction that throws changes nothing', () => {
  const database = openDatabase(newPath())
  database.run(first)
  expect(() =>
    database.transaction(() => {
      database.run(`INSERT INTO guests (name) VALUES ('Ana')`)
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(database.get('SELECT count(*) AS n FROM guests')).toEqual({ n: 0 })
})

test('a lock is held once, and goes with its process', () => {
  const path = newPath()
  const holder = holdLock(path)
  expect(holdLock(path)).toBeNull()
  holder?.release()
  const dying = `const { DatabaseSync } = require('@photostructure/sqlite');
    new DatabaseSync(${JSON.stringify(path)}).exec('BEGIN EXCLUSIVE'); process.kill(process.pid, 'SIGKILL')`
  expect(() => execFileSync(process.execPath, ['-e', dying])).toThrow()
  const after = holdLock(path)
  expect(after).not.toBeNull()
  after?.release()
})

test('a transaction that the database rolled back by itself tells why it failed', () => {
  const path = newPath()
  const database = openDatabase(path)
  migrate(database, path, [first])
  const work = () => {
    database.run('INSERT OR ROLLBACK INTO guests (id, name) VALUES (1, :name)', { name: 'Ana' })
    database.run('INSERT OR ROLLBACK INTO guests (id, name) VALUES (1, :name)', { name: 'Eva' })
  }
  expect(() => database.transaction(work)).toThrow(/UNIQUE constraint failed/)
  expect(() => database.transaction(() => database.run('DELETE FROM guests'))).not.toThrow()
})

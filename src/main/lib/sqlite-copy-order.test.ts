import type * as FileSystem from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { migrate, openDatabase } from './sqlite'

const calls = vi.hoisted((): string[] => [])
const nameOf = (path: unknown) => basename(String(path))

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>()
  const names = new Map<number, string>()
  return {
    ...real,
    openSync(path: string, mode: string) {
      const file = real.openSync(path, mode)
      names.set(file, nameOf(path))
      return file
    },
    fsyncSync(file: number) {
      calls.push(`flush ${names.get(file)}`)
      real.fsyncSync(file)
    },
    renameSync(from: string, to: string) {
      calls.push(`rename to ${nameOf(to)}`)
      real.renameSync(from, to)
    },
  }
})

test('the copy before a migration is flushed before it gets its name, and its folder after', () => {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-copy-order-'))
  const path = join(dir, 'journal.sqlite')
  const database = openDatabase(path)
  const first = 'CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT) STRICT;'
  migrate(database, path, [first])
  migrate(database, path, [first, 'ALTER TABLE guests ADD COLUMN table_no INTEGER;'], () => join(dir, 'copy'))
  const ofFolder = process.platform === 'win32' ? [] : [`flush ${nameOf(dir)}`]
  expect(calls).toEqual(['flush copy.tmp', 'rename to copy', ...ofFolder])
})

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { migrate, openDatabase } from '../lib/sqlite'
import { createJournal } from './journal'
import { migrations } from './schema'

test('a journal from before pictures outlived their files is brought on with its jobs, and nobody’s picture is rejected', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'photocall-schema-')), 'journal.sqlite')
  const database = openDatabase(path)
  const before = migrations.findIndex((sql) => sql.includes('lastPublication'))
  migrate(database, path, migrations.slice(0, before))
  const id = '00000000-0000-4000-8000-000000000001'
  const row = { id, number: 1, state: 'saved', source: 'upload', backend: 'builtin', style: 'pop-art', event: '' }
  const rest = { prompt: '', seed: 1, countdownSec: 0, pressedAtMs: 1, zoneOffsetMin: 0, attempts: 1, priority: 0 }
  const old = { ...row, ...rest }
  const names = Object.keys(old)
  database.run(`INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`, old)
  migrate(database, path, migrations)
  expect(database.all('SELECT id, lastPublication FROM jobs')).toEqual([{ id, lastPublication: null }])
  expect(createJournal({ database, clock: createManualClock() }).get(id).number).toBe(1)
})

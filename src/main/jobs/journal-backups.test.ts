import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { inspectDatabase, openDatabase } from '../lib/sqlite'
import { openDataFolder } from './data-folder'
import { createJournal } from './journal'
import { createJournalBackups } from './journal-backups'
import { openSoundJournal } from './journal-mend'

const minuteMs = 60_000

async function booth() {
  const clock = createManualClock()
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'photocall-backups-')))
  const database = await openSoundJournal({ folder, clock, log: silentLog })
  const results: unknown[] = []
  const onResult = (error: unknown) => void results.push(error)
  const backups = createJournalBackups({ folder, database, clock, log: silentLog, onResult })
  return { clock, folder, database, journal: createJournal({ database, clock }), backups, results }
}

const names = (dir: string) => readdirSync(dir).sort()

test('the first copy is taken a minute after the start, the next an hour later', async () => {
  const { clock, folder, journal, results } = await booth()
  clock.advance(minuteMs)
  await vi.waitFor(() => expect(results).toEqual([null]))
  journal.remember('mark', 'later')
  clock.advance(60 * minuteMs)
  await vi.waitFor(() => expect(results).toEqual([null, null]))
  expect(names(folder.backups)).toHaveLength(2)
})

test('a copy is one whole file that holds what was written before it', async () => {
  const { folder, journal, backups } = await booth()
  journal.remember('mark', 'there')
  await backups.take()
  const [name, ...others] = names(folder.backups)
  expect(others).toEqual([])
  const path = join(folder.backups, name!)
  expect(inspectDatabase(path, true)).toMatchObject({ damage: null })
  const copy = openDatabase(path)
  expect(copy.get("SELECT value FROM memory WHERE key = 'mark'")).toMatchObject({ value: 'there' })
  copy.close()
})

test('nothing is copied while nothing was written', async () => {
  const { folder, journal, backups } = await booth()
  await backups.take()
  await backups.take()
  expect(names(folder.backups)).toHaveLength(1)
  journal.remember('mark', 'new')
  await backups.take()
  expect(names(folder.backups)).toHaveLength(2)
})

test('jobs are written on while a copy is taken', async () => {
  const { folder, journal, backups, database } = await booth()
  for (let place = 0; place < 300; place++) journal.remember(`filler-${place}`, 'x'.repeat(4000))
  const taken = backups.take()
  let written = 0
  const isTaken = { yet: false }
  void taken.finally(() => (isTaken.yet = true))
  while (!isTaken.yet) {
    journal.remember('mark', String(written++))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(written).toBeGreaterThan(0)
  expect(names(folder.backups)).toHaveLength(1)
  expect(database.get('PRAGMA quick_check')).toMatchObject({ quick_check: 'ok' })
})

test('a copy that cannot be taken is told, leaves nothing behind, and the next one is tried', async () => {
  const { clock, folder, results } = await booth()
  rmSync(folder.backups, { recursive: true })
  writeFileSync(folder.backups, 'a file where the folder should be')
  clock.advance(minuteMs)
  await vi.waitFor(() => expect(results).toEqual([expect.anything()]))
  rmSync(folder.backups)
  openDataFolder(folder.dir)
  clock.advance(60 * minuteMs)
  await vi.waitFor(() => expect(results).toHaveLength(2))
  expect(results[1]).toBeNull()
  expect(names(folder.backups)).toHaveLength(1)
})

test('after closing no copy is taken', async () => {
  const { clock, folder, backups } = await booth()
  await backups.close()
  clock.advance(10 * 60 * minuteMs)
  expect(clock.pending()).toBe(0)
  expect(names(folder.backups)).toEqual([])
})

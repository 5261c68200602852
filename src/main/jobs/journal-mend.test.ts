import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { inspectDatabase, openDatabase } from '../lib/sqlite'
import { openDataFolder } from './data-folder'
import { createJournal } from './journal'
import { createJournalBackups } from './journal-backups'
import { judgeJournal, openSoundJournal, readRestoration } from './journal-mend'
import { migrations } from './schema'

const clock = createManualClock()

async function openedFolder() {
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'photocall-mend-')))
  const open = () => openSoundJournal({ folder, clock, log: silentLog })
  const database = await open()
  const journal = createJournal({ database, clock })
  const backups = createJournalBackups({ folder, database, clock, log: silentLog, onResult: () => undefined })
  return { folder, open, database, journal, backups }
}

/** Closed in order, with one copy that holds `first` and a journal that also holds `second`. */
async function withBackup() {
  const booth = await openedFolder()
  booth.journal.remember('mark', 'first')
  await booth.backups.take()
  booth.journal.remember('mark', 'second')
  await booth.backups.close()
  booth.database.close()
  return booth
}

/** Over the middle of the file, where the pages of its tables lie. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  bytes.fill(0xa5, 4096, bytes.length)
  writeFileSync(path, bytes)
}

const asideIn = (dir: string) => readdirSync(dir).filter((name) => name.startsWith('journal.sqlite.damaged-'))

test('a sound journal is opened as it is', async () => {
  const { folder, open } = await withBackup()
  const database = await open()
  const journal = createJournal({ database, clock })
  expect(journal.remembered('mark')).toBe('second')
  expect(readRestoration(journal)).toBeNull()
  expect(asideIn(folder.dir)).toEqual([])
  database.close()
})

test('a fresh folder begins with an empty journal, without a word', async () => {
  const { journal, folder, database } = await openedFolder()
  expect(readRestoration(journal)).toBeNull()
  expect(asideIn(folder.dir)).toEqual([])
  database.close()
})

test('a damaged journal is set aside whole, and the newest backup takes its place', async () => {
  const { folder, open } = await withBackup()
  damage(folder.journal)
  const damagedBytes = readFileSync(folder.journal)
  const database = await open()
  const journal = createJournal({ database, clock })
  expect(journal.remembered('mark')).toBe('first')
  const [aside] = asideIn(folder.dir)
  expect(readFileSync(join(folder.dir, aside!)).equals(damagedBytes)).toBe(true)
  expect(readRestoration(journal)).toMatchObject({ cause: 'damaged', aside, isComplete: false })
  expect(readRestoration(journal)?.backup).toMatch(/^2026-01-0\dT/)
  database.close()
})

test.each([
  [
    'garbage',
    (path: string) => writeFileSync(path, 'no database at all, but long enough to look like one'.repeat(200)),
  ],
  ['an empty file', (path: string) => truncateSync(path, 0)],
  ['nothing', (path: string) => rmSync(path)],
  ['half a file', (path: string) => truncateSync(path, 12_288)],
])('%s in place of the journal is never taken for a new booth', async (_what, spoil) => {
  const { folder, open } = await withBackup()
  spoil(folder.journal)
  const database = await open()
  const journal = createJournal({ database, clock })
  expect(journal.remembered('mark')).toBe('first')
  expect(readRestoration(journal)).not.toBeNull()
  database.close()
})

test('a damaged backup is passed over for the one before it', async () => {
  const { folder, open } = await withBackup()
  const [newest] = readdirSync(folder.backups)
  const damaged = join(folder.backups, newest!.replace('000001', '000002'))
  copyFileSync(join(folder.backups, newest!), damaged)
  damage(damaged)
  damage(folder.journal)
  const database = await open()
  expect(createJournal({ database, clock }).remembered('mark')).toBe('first')
  expect(existsSync(damaged)).toBe(true)
  database.close()
})

test('without a sound backup the journal begins empty and says so', async () => {
  const { folder, open } = await withBackup()
  for (const name of readdirSync(folder.backups)) damage(join(folder.backups, name))
  damage(folder.journal)
  const database = await open()
  const journal = createJournal({ database, clock })
  expect(journal.remembered('mark')).toBeNull()
  expect(readRestoration(journal)).toMatchObject({ cause: 'damaged', backup: null })
  database.close()
})

test('the log of a damaged journal is set aside with it and never read into the restored one', async () => {
  const { folder, open, database, journal, backups } = await openedFolder()
  journal.remember('mark', 'first')
  await backups.take()
  journal.remember('mark', 'in the log alone')
  const log = readFileSync(`${folder.journal}-wal`)
  database.close()
  await backups.close()
  rmSync(folder.journal)
  writeFileSync(`${folder.journal}-wal`, log)
  const restored = await open()
  expect(createJournal({ database: restored, clock }).remembered('mark')).toBe('first')
  expect(asideIn(folder.dir).some((name) => readFileSync(join(folder.dir, name)).equals(log))).toBe(true)
  restored.close()
})

test('a second damage in the same second is set aside under another name', async () => {
  const { folder, open } = await withBackup()
  for (let time = 0; time < 2; time++) {
    damage(folder.journal)
    ;(await open()).close()
  }
  const files = asideIn(folder.dir).filter((name) => !/-(wal|shm)$/.test(name))
  expect(files).toHaveLength(2)
})

test('a journal of a newer version is refused and left as it is', async () => {
  const { folder, open } = await withBackup()
  const database = openDatabase(folder.journal)
  database.run(`PRAGMA user_version = ${migrations.length + 1}`)
  database.close()
  await expect(open()).rejects.toMatchObject({ code: 'not_possible_now', message: /newer version/ })
  expect(asideIn(folder.dir)).toEqual([])
  expect(inspectDatabase(folder.journal, false).version).toBe(migrations.length + 1)
})

test('a look at the journal changes nothing', async () => {
  const { folder } = await withBackup()
  damage(folder.journal)
  const before = readdirSync(folder.dir)
  expect(judgeJournal(folder)).toMatchObject({ state: 'damaged' })
  expect(readdirSync(folder.dir)).toEqual(before)
})

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataFolder } from '../jobs/data-folder'
import { createJournal } from '../jobs/journal'
import { migrations } from '../jobs/schema'
import { systemClock } from '../lib/clock'
import { migrate, openDatabase } from '../lib/sqlite'
import { markerName } from '../share/share-marker'
import { runCheck } from './check'
import { checkShare } from './check-share'
import { exitCodes } from './exit-code'

const shareId = '6f1c1a9e-6a43-4a53-9d2c-0c8f0c9b1a11'
const otherId = '00000000-0000-4000-8000-000000000001'

const mark = (dir: string, id: string) => writeFileSync(join(dir, markerName), JSON.stringify({ id }))

/** A booth that has worked with a share, which is in its place. */
function workedBooth() {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-check-share-'))
  const [dataDir, share] = [join(dir, 'data'), join(dir, 'share')]
  const folder = openDataFolder(dataDir)
  const database = openDatabase(folder.journal)
  migrate(database, folder.journal, migrations)
  createJournal({ database, clock: systemClock }).remember(`share:${share}`, shareId)
  database.close()
  mkdirSync(share)
  mark(share, shareId)
  return { dir, dataDir, share, journal: folder.journal }
}

async function checked(dataDir: string, dir: string): Promise<string[]> {
  const findings = await checkShare({ dataDir, dir, syncedBy: 'auto' })
  return findings.map(({ level, fact, fix }) => `${level}: ${fact}${fix === null ? '' : ` -> ${fix}`}`)
}

test('a share that is there by its marker is told with its room', async () => {
  const { dataDir, share } = workedBooth()
  expect(await checked(dataDir, share)).toEqual([expect.stringMatching(/^ok: .*share, [\d.]+ GB free$/)])
})

test('an unplugged drive is bad, with its empty folder or without, and is not promised to be made', async () => {
  const { dataDir, share } = workedBooth()
  rmSync(join(share, markerName))
  expect(await checked(dataDir, share)).toEqual([
    expect.stringMatching(/^bad: The folder .* is there, but it is not the chosen share.* -> Connect the right drive/),
  ])
  rmSync(share, { recursive: true })
  expect(await checked(dataDir, share)).toEqual([
    expect.stringMatching(/^bad: The share .* cannot be reached \(ENOENT\)\. -> Connect the drive/),
  ])
  expect(existsSync(share), 'made by a look').toBe(false)
})

test('another drive under the same name is bad', async () => {
  const { dataDir, share } = workedBooth()
  mark(share, otherId)
  expect(await checked(dataDir, share)).toEqual([expect.stringMatching(/^bad: Another share stands at /)])
})

test('only a folder that was never chosen is promised for the first start, and none is marked or remembered', async () => {
  const { dir, dataDir, share, journal } = workedBooth()
  const before = readFileSync(journal)
  const fresh = join(dir, 'fresh')
  expect(await checked(dataDir, fresh)).toEqual([expect.stringMatching(/^note: .*fresh is not there -> It is made at/)])
  expect(await checked(join(dir, 'no data yet'), fresh)).toEqual([expect.stringMatching(/^note: .* -> It is made at/)])
  mkdirSync(fresh)
  expect(await checked(dataDir, fresh)).toEqual([expect.stringMatching(/^ok: /)])
  mark(fresh, otherId)
  expect(await checked(dataDir, fresh)).toEqual([expect.stringMatching(/^ok: /)])
  mark(fresh, shareId)
  expect(await checked(dataDir, fresh)).toEqual([expect.stringMatching(/^ok: /)])
  expect([readdirSync(fresh), readdirSync(share)]).toEqual([[markerName], [markerName]])
  expect(readFileSync(journal).equals(before), 'the journal was changed').toBe(true)
})

test('where the journal cannot be read nobody is told that the share is the chosen one, or will be made', async () => {
  const { dataDir, share, journal } = workedBooth()
  writeFileSync(journal, 'no database'.repeat(3000))
  const unsure = expect.stringMatching(/^note: whether it is the share that was chosen is not known/) as string
  expect(await checked(dataDir, share)).toEqual([expect.stringMatching(/^ok: /), unsure])
  rmSync(share, { recursive: true })
  expect(await checked(dataDir, share)).toEqual([
    expect.stringMatching(/is not there -> If it is a drive, connect it\.$/),
    unsure,
  ])
})

test('the command does not end with "Ready." while the share is away', async () => {
  const { dataDir, share } = workedBooth()
  rmSync(join(share, markerName))
  let said = ''
  const terminal = { out: (text: string) => void (said += text), err: () => undefined, live: false, columns: 80 }
  const code = await runCheck(['--data', dataDir, '--share', share, '--port', '0'], terminal)
  expect(said).toMatch(/^BAD +share .*\n +-> Connect the right drive/m)
  expect(said).not.toContain('Ready.')
  expect(code).toBe(exitCodes.failed)
})

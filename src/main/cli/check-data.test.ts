import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import { startNodeChild } from '../images/node-child'
import { buildImageChild } from '../images/testing/child-program'
import { writePicture } from '../images/testing/pictures'
import { createJournalBackups } from '../jobs/journal-backups'
import { createTestBooth, type TestBooth } from '../jobs/testing/test-booth'
import { silentLog } from '../lib/log'
import { holdLock } from '../lib/sqlite'
import { createNodePlatform } from '../node-platform'
import { checkData } from './check-data'

let imageChildPath: string
beforeAll(async () => {
  imageChildPath = await buildImageChild()
})

const orphanId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'

/** A folder with one job at work, as a kill left it: nothing more is written there. */
async function killedBooth(): Promise<{ booth: TestBooth; jobId: string; dir: string }> {
  const booth = createTestBooth({ dir: mkdtempSync(join(tmpdir(), 'photocall-check-')) })
  await booth.queue.open()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  await vi.waitFor(() => expect(booth.generations).toHaveLength(1), { interval: 5, timeout: 30_000 })
  return { booth, jobId, dir: booth.folder.dir }
}

async function checked(dataDir: string, repairs = false) {
  const platform = { ...createNodePlatform(), startImageChild: startNodeChild, imageChildPath }
  const findings = await checkData({ dataDir, repairs, platform })
  return findings.map(({ level, topic, fact }) => `${level} ${topic}: ${fact}`)
}

/** The state of the folder after a repair, opened as a start would. */
async function reopened(dir: string): Promise<TestBooth> {
  const booth = createTestBooth({ dir })
  await booth.queue.open()
  return booth
}

const filesIn = (dir: string) => readdirSync(dir, { recursive: true }).map(String).sort()

test('a folder in order has nothing to mend', async () => {
  const { booth, dir } = await killedBooth()
  booth.kill()
  const findings = await checked(dir)
  expect(findings.filter((line) => line.startsWith('bad'))).toEqual([])
  expect(findings).toContainEqual(expect.stringMatching(/^ok journal: schema \d+, 1 jobs$/))
})

test('a damaged journal is only told, and set aside and restored with --repair', async () => {
  const { booth, jobId, dir } = await killedBooth()
  const { folder, database, clock } = booth
  await createJournalBackups({ folder, database, clock, log: silentLog, onResult: () => undefined }).take()
  booth.kill()
  writeFileSync(folder.journal, 'no database'.repeat(3000))
  const before = filesIn(dir)
  expect(await checked(dir)).toContainEqual(expect.stringMatching(/^bad journal: damaged: /))
  expect(filesIn(dir), 'changed by a look').toEqual(before)
  const repaired = await checked(dir, true)
  expect(repaired).toContainEqual(expect.stringMatching(/^ok journal: damaged.*restored from the backup of 2026/))
  expect(repaired).toContainEqual(expect.stringMatching(/^note set aside: journal\.sqlite\.damaged-/))
  expect(repaired.filter((line) => line.startsWith('bad'))).toEqual([])
  expect((await reopened(dir)).journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'restored' } })
})

test('an original that a kill left without a job becomes one that can be retried', async () => {
  const { booth, dir } = await killedBooth()
  booth.kill()
  const month = join(dir, 'originals', '2026-01')
  await mkdir(month, { recursive: true })
  await writePicture(join(month, `${orphanId}.jpg`))
  expect(await checked(dir)).toContain('bad originals: 1 without a job')
  expect(await checked(dir, true)).toContainEqual(
    expect.stringMatching(/^ok originals: 1 without a job; 1 jobs came back/),
  )
  const after = await reopened(dir)
  expect(after.journal.get(orphanId)).toMatchObject({
    state: 'failed',
    number: 2,
    original: { mediaType: 'image/jpeg' },
  })
  after.kill()
  expect((await checked(dir)).filter((line) => line.startsWith('bad'))).toEqual([])
})

test('a finished picture without a job in the spool goes on its way to the share', async () => {
  const { booth, dir } = await killedBooth()
  booth.kill()
  await writePicture(join(dir, 'spool', `${orphanId}.jpg`))
  expect(await checked(dir)).toContain('bad spool: 1 finished pictures without a job')
  await checked(dir, true)
  const after = await reopened(dir)
  await vi.waitFor(() => expect(after.saves.map(({ asked }) => asked.jobId)).toEqual([orphanId]))
})

test('missing and torn sidecars are written from the journal', async () => {
  const { booth, jobId, dir } = await killedBooth()
  const second = await booth.queue.upload({ path: await booth.incoming() })
  const sidecarOf = (id: string) => booth.folder.resolve(booth.folder.sidecarName(booth.journal.get(id).original!.file))
  const paths = [sidecarOf(jobId), sidecarOf(second.jobId)] as const
  booth.kill()
  await rm(paths[0])
  await writeFile(paths[1], '{')
  expect(await checked(dir)).toContain('note sidecars: 2 missing or unreadable')
  expect(await checked(dir, true)).toContain('ok sidecars: 2 missing or unreadable; 2 written')
  const after = await reopened(dir)
  const { file } = after.journal.get(second.jobId).original!
  expect(await after.sidecars.read(file)).toMatchObject({ id: second.jobId, number: 2 })
})

test('originals that are gone are named by their jobs, and are no reason to stop', async () => {
  const { booth, jobId, dir } = await killedBooth()
  await rm(booth.folder.resolve(booth.journal.get(jobId).original!.file))
  booth.kill()
  expect(await checked(dir)).toContain('note originals: 1 that the journal names are not there: #1')
})

test('half-made files of a run that was cut are removed, and nothing else', async () => {
  const { booth, jobId, dir } = await killedBooth()
  const { file } = booth.journal.get(jobId).original!
  booth.kill()
  const halfMade = [
    join(dir, 'incoming', 'x.part'),
    join(dir, 'backups', 'journal-000001.sqlite.tmp'),
    join(dir, `${file}.1.tmp`),
  ]
  for (const path of halfMade) await writeFile(path, 'half')
  expect(await checked(dir)).toContainEqual(expect.stringMatching(/^note leftovers: [3-9] half-made/))
  await checked(dir, true)
  expect(halfMade.filter(existsSync)).toEqual([])
  expect(existsSync(join(dir, file))).toBe(true)
  expect(await readdir(join(dir, 'incoming'))).toEqual([])
})

test('beside a running console it says so, and repairs nothing', async () => {
  const { booth, dir } = await killedBooth()
  const lock = holdLock(booth.folder.lock)!
  const before = filesIn(dir)
  expect(await checked(dir)).toContainEqual(expect.stringMatching(/^note data: .* in use by a running console$/))
  expect(await checked(dir, true)).toContainEqual(expect.stringMatching(/^bad data: .* in use by a running console$/))
  expect(filesIn(dir)).toEqual(before)
  lock.release()
})

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { silentLog } from '../lib/log'
import { createJournalBackups } from './journal-backups'
import { openSoundJournal } from './journal-mend'
import { completeRestoration } from './restoration'
import { createSettleRestored } from './restored-files'
import { createTestBooth, imagesOfTests, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

async function openBooth(): Promise<TestBooth> {
  const booth = createTestBooth()
  await booth.queue.open()
  return booth
}

async function backUp({ folder, database, clock }: TestBooth): Promise<void> {
  const backups = createJournalBackups({ folder, database, clock, log: silentLog, onResult: () => undefined })
  await backups.take()
  await backups.close()
}

/** The machine dies, the journal's file is damaged, and the next start mends what it can. */
async function restarted(booth: TestBooth): Promise<TestBooth> {
  booth.kill()
  writeFileSync(booth.folder.journal, 'no database'.repeat(2000))
  const { folder, clock } = booth
  ;(await openSoundJournal({ folder, clock, log: silentLog })).close()
  const after = createTestBooth({ dir: folder.dir })
  await completeRestoration({ ...after, images: imagesOfTests, log: silentLog })
  await after.queue.open()
  return after
}

async function uploaded(booth: TestBooth, text = 'picture'): Promise<string> {
  return (await booth.queue.upload({ path: await booth.incoming(text), prompt: 'with a hat', seed: 7 })).jobId
}

async function savedOne(booth: TestBooth): Promise<string> {
  const jobId = await uploaded(booth)
  await until(() => booth.generations.some(({ asked }) => asked.request.jobId === jobId))
  await booth.finishGeneration(booth.generations.findIndex(({ asked }) => asked.request.jobId === jobId))
  await until(() => booth.saves.some(({ asked }) => asked.jobId === jobId))
  booth.saves
    .find(({ asked }) => asked.jobId === jobId)!
    .resolve({ name: `PhotoCall-${jobId}.jpg`, root: '/share', handedTo: null })
  await until(() => booth.journal.get(jobId).state === 'saved')
  return jobId
}

const uncertain = { state: 'failed', error: { code: 'restored' } }

test('each accepted picture has its sidecar before anybody is told, and loses it with the picture', async () => {
  const booth = await openBooth()
  const jobId = await uploaded(booth)
  const job = booth.journal.get(jobId)
  expect(await booth.sidecars.read(job.original!.file)).toMatchObject({
    id: jobId,
    number: 1,
    style: 'pop-art',
    seed: 7,
    prompt: 'with a hat',
    source: 'upload',
    pressedAtMs: job.pressedAtMs,
    zoneOffsetMin: job.zoneOffsetMin,
    original: job.original,
  })
  await booth.originals.discard(job.original!)
  expect(readdirSync(join(booth.folder.resolve(job.original!.file), '..'))).toEqual([])
})

test('a shot has its sidecar, with the moment of the picture, when it enters the line', async () => {
  const booth = await openBooth()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await until(() => !['counting', 'capturing'].includes(booth.journal.get(jobId).state))
  const { original, takenAtMs } = booth.journal.get(jobId)
  expect(await booth.sidecars.read(original!.file)).toMatchObject({ id: jobId, number: 1, takenAtMs })
})

test('what the backup shows as saved stays saved', async () => {
  const booth = await openBooth()
  const jobId = await savedOne(booth)
  await backUp(booth)
  const after = await restarted(booth)
  expect(after.journal.get(jobId).state).toBe('saved')
})

test('pictures taken after the backup come back by their sidecars, with their numbers, and can be retried', async () => {
  const booth = await openBooth()
  const first = await savedOne(booth)
  await backUp(booth)
  const [second, third] = [await savedOne(booth), await uploaded(booth)]
  const before = booth.journal.get(third)
  const after = await restarted(booth)
  expect(after.journal.get(first).number).toBe(1)
  expect(after.journal.get(second)).toMatchObject({ ...uncertain, number: 2 })
  expect(after.journal.get(third)).toMatchObject({
    ...uncertain,
    number: 3,
    prompt: 'with a hat',
    seed: 7,
    pressedAtMs: before.pressedAtMs,
    original: before.original,
  })
  expect(after.generations).toHaveLength(0)
  after.queue.retry(third, {})
  await until(() => after.generations.length === 1)
})

test('without a backup all pictures come back by their sidecars', async () => {
  const booth = await openBooth()
  const jobs = [await savedOne(booth), await savedOne(booth), await uploaded(booth)]
  const after = await restarted(booth)
  expect(jobs.map((id) => after.journal.get(id).number)).toEqual([1, 2, 3])
  expect(after.board.all()).toHaveLength(3)
})

test('a job at work in the backup does not go on by itself: it may have been saved since', async () => {
  const booth = await openBooth()
  const [first, second] = [await uploaded(booth), await uploaded(booth)]
  await until(() => booth.generations.length === 1)
  await backUp(booth)
  const after = await restarted(booth)
  expect(after.journal.get(first)).toMatchObject(uncertain)
  expect(after.journal.get(second)).toMatchObject(uncertain)
  expect(after.journal.unfinishedAttempts(first, 'generating')).toBe(0)
  expect(after.generations).toHaveLength(0)
})

test('a finished picture in the spool goes on to the share, whatever the backup knew of its job', async () => {
  const booth = await openBooth()
  await backUp(booth)
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  const { sha256 } = booth.journal.get(jobId).result!
  const after = await restarted(booth)
  await until(() => after.saves.length === 1)
  expect(after.saves[0]!.asked).toMatchObject({ jobId, sha256 })
})

test('a picture of which nothing but the spool file is left is saved all the same', async () => {
  const booth = await openBooth()
  const jobId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
  await savedOne(booth)
  await backUp(booth)
  writeFileSync(booth.folder.resolve(`spool/${jobId}.jpg`), 'picture from the spool')
  const after = await restarted(booth)
  await until(() => after.saves.length === 1)
  expect(after.saves[0]!.asked).toMatchObject({ jobId })
})

test('an original whose sidecar cannot be read comes back with what the file tells', async () => {
  const booth = await openBooth()
  const jobId = await uploaded(booth)
  const { file } = booth.journal.get(jobId).original!
  writeFileSync(booth.folder.resolve(booth.folder.sidecarName(file)), '{"sidecar":1,')
  const after = await restarted(booth)
  expect(after.journal.get(jobId)).toMatchObject({ ...uncertain, original: { file, mediaType: 'image/jpeg' } })
})

test('an original that is no whole picture stays where it is and becomes no job', async () => {
  const booth = await openBooth()
  const jobId = await uploaded(booth)
  const { file } = booth.journal.get(jobId).original!
  writeFileSync(booth.folder.resolve(file), 'torn')
  const after = await restarted(booth)
  expect(after.journal.find(jobId)).toBeNull()
  expect(existsSync(after.folder.resolve(file))).toBe(true)
})

test('a restoration that was cut is done again and doubles nothing', async () => {
  const booth = await openBooth()
  const jobs = [await uploaded(booth), await uploaded(booth)]
  const after = await restarted(booth)
  after.journal.remember(
    'restoration',
    JSON.stringify({ cause: 'missing', atMs: 0, aside: null, backup: null, isComplete: false, broughtBack: 0 }),
  )
  after.kill()
  const again = createTestBooth({ dir: booth.folder.dir })
  await completeRestoration({ ...again, images: imagesOfTests, log: silentLog })
  await again.queue.open()
  expect(
    again.board
      .all()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(jobs.sort())
})

/** A file on the share as the watcher tells of it, and what the booth then does with it. */
function shareFile(after: TestBooth, { name, jobId, text }: { name: string; jobId: string | null; text: string }) {
  const path = join(after.folder.dir, name)
  writeFileSync(path, text)
  const settle = createSettleRestored({ ...after, images: imagesOfTests, log: silentLog })
  const file = { name, path, jobId, modifiedAtMs: 1000.5, sizeBytes: text.length, picture: null }
  return { settled: settle(file, '/share'), path }
}

test('a restored job whose whole file is on the share was saved', async () => {
  const booth = await openBooth()
  await backUp(booth)
  const jobId = await savedOne(booth)
  const after = await restarted(booth)
  const name = `PhotoCall-${jobId}.jpg`
  const { settled, path } = shareFile(after, { name, jobId, text: 'picture' })
  expect(await settled).toBe(true)
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  expect(after.journal.get(jobId)).toMatchObject({ state: 'saved', error: null, result: { name, sha256 } })
  expect(after.captures.findByJob(jobId)).toMatchObject({ id: jobId, name, root: '/share' })
})

test('a torn file that bears the id of a restored job proves nothing', async () => {
  const booth = await openBooth()
  const jobId = await savedOne(booth)
  const after = await restarted(booth)
  expect(await shareFile(after, { name: `PhotoCall-${jobId}.jpg`, jobId, text: 'torn' }).settled).toBe(false)
  expect(after.journal.get(jobId)).toMatchObject(uncertain)
})

test('a file without an id is the saved one when it has the bytes that the backup knew', async () => {
  const booth = await openBooth()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  await backUp(booth)
  // saved after the backup: the spool no longer has it
  rmSync(booth.folder.resolve(booth.journal.get(jobId).result!.spoolFile!))
  const after = await restarted(booth)
  expect(after.journal.get(jobId)).toMatchObject(uncertain)
  expect(await shareFile(after, { name: '0001.jpg', jobId: null, text: 'pictuRE' }).settled).toBe(false)
  expect(await shareFile(after, { name: '0002.jpg', jobId: null, text: 'picture' }).settled).toBe(true)
  expect(after.journal.get(jobId)).toMatchObject({ state: 'saved', result: { name: '0002.jpg' } })
})

test('a job that was retried meanwhile is left to its retry', async () => {
  const booth = await openBooth()
  const jobId = await savedOne(booth)
  const after = await restarted(booth)
  after.queue.retry(jobId, {})
  expect(await shareFile(after, { name: `PhotoCall-${jobId}.jpg`, jobId, text: 'picture' }).settled).toBe(false)
  expect(after.journal.get(jobId).state).toBe('generating')
})

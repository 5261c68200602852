import { existsSync, readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createTestBooth, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

/** SQLite itself refuses, as it does on a full disk. */
function refuseJobs(booth: TestBooth): void {
  booth.database.run(
    "CREATE TRIGGER refuse BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
  )
}

const acceptJobs = (booth: TestBooth) => booth.database.run('DROP TRIGGER refuse')

/** Time goes on until the state is there: what is tried again waits for it. */
async function untilState(booth: TestBooth, jobId: string, state: string): Promise<void> {
  await vi.waitFor(
    () => {
      booth.clock.advance(2000)
      expect(booth.journal.get(jobId).state).toBe(state)
    },
    { interval: 5 },
  )
}

async function uploaded(booth: TestBooth): Promise<string> {
  return (await booth.queue.upload({ path: await booth.incoming() })).jobId
}

test('a generation that fails while the journal refuses is failed once it takes writes again', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  refuseJobs(booth)
  booth.generations[0]!.reject(new Error('the recipe broke'))
  await setImmediate()
  acceptJobs(booth)
  await untilState(booth, jobId, 'failed')
})

test('a waiting job whose start the journal refuses starts later by itself', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const first = await uploaded(booth)
  const second = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  booth.queue.cancel(first)
  refuseJobs(booth)
  await until(() => booth.journal.unfinishedAttempts(first, 'generating') === 0)
  await setImmediate()
  expect(booth.journal.get(second).state).toBe('queued')
  acceptJobs(booth)
  await untilState(booth, second, 'generating')
  expect(booth.journal.unfinishedAttempts(second, 'generating')).toBe(1)
})

test('a save that fails while the journal refuses is failed later and can be retried', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  refuseJobs(booth)
  booth.saves[0]!.reject(new Error('the share broke'))
  await setImmediate()
  acceptJobs(booth)
  await untilState(booth, jobId, 'failed')
  booth.queue.retry(jobId, {})
  await until(() => booth.saves.length === 2)
})

test('a camera that fails while the journal refuses fails its job later', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  refuseJobs(booth)
  booth.takes[0]!.reject(new Error('the camera broke'))
  await setImmediate()
  acceptJobs(booth)
  await untilState(booth, jobId, 'failed')
})

/** As above, from when the picture is in its place. */
function refuseEntering(booth: TestBooth): void {
  booth.database.run(
    "CREATE TRIGGER refuse BEFORE UPDATE ON jobs WHEN NEW.state = 'queued' BEGIN SELECT RAISE(ABORT, 'disk is full'); END",
  )
}

/** A picture that was taken and lies in its place, while the journal refuses to say so. */
async function takenWhileRefusing(booth: TestBooth): Promise<string> {
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  refuseEntering(booth)
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  const { pressedAtMs } = booth.journal.get(jobId)
  await until(() => existsSync(booth.folder.resolve(booth.folder.originalName(jobId, pressedAtMs, 'json'))))
  await setImmediate()
  return jobId
}

test('a picture that was taken while the journal refuses is made once it takes writes again', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const jobId = await takenWhileRefusing(booth)
  acceptJobs(booth)
  await untilState(booth, jobId, 'generating')
  expect(booth.journal.get(jobId)).toMatchObject({ error: null, original: { mediaType: 'image/jpeg' } })
})

const refuseAttempts = (booth: TestBooth) =>
  booth.database.run("CREATE TRIGGER refuse BEFORE INSERT ON attempts BEGIN SELECT RAISE(ABORT, 'disk is full'); END")

test.each([
  ['moment', refuseJobs],
  ['attempt', refuseAttempts],
])('a picture whose %s the journal refuses is kept later', async (_fact, refuse) => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  refuse(booth)
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await setImmediate()
  acceptJobs(booth)
  await untilState(booth, jobId, 'generating')
})

test('a picture that was taken while the journal refuses is made at the next start where the booth is closed', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const jobId = await takenWhileRefusing(booth)
  await booth.queue.close()
  acceptJobs(booth)
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'capturing', error: null })
  booth.kill()
  const after = createTestBooth({ dir: booth.folder.dir })
  await after.queue.open()
  await until(() => after.generations.length === 1)
})

test('a picture that its backend takes enters the line once the journal takes writes again', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  refuseJobs(booth)
  booth.takes[0]!.resolve(null)
  await setImmediate()
  acceptJobs(booth)
  await until(() => {
    booth.clock.advance(2000)
    return booth.journal.get(jobId).timeline.some(({ state }) => state === 'queued')
  })
})

test('a picture that arrives for a cancelled countdown leaves no file', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  const path = await booth.incoming()
  booth.queue.cancel(jobId)
  booth.takes[0]!.resolve({ path, shutterMissMs: 0 })
  await until(() => readdirSync(booth.folder.incoming).length === 0)
  expect(booth.journal.get(jobId).state).toBe('cancelled')
})

/** The camera notes down that it is free, on the same disk. */
const onFullDisk = {
  release() {
    throw new Error('database or disk is full')
  },
}

test('a camera that cannot note down its end keeps no countdown from failing, and the console not from closing', async () => {
  const booth = createTestBooth({ camera: onFullDisk })
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
  await booth.queue.close()
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'interrupted_countdown' } })
})

test('a picture that did not come fails by name, whatever the camera can note down', async () => {
  const booth = createTestBooth({ camera: onFullDisk })
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  booth.takes[0]!.reject(new Error('the camera was unplugged'))
  await until(() => booth.journal.get(jobId).state === 'failed')
})

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { awaitsShutter } from '../../contract/job'
import { incomingName } from '../lib/incoming-name'
import { clearIncoming } from './leftovers'
import { createTestBooth, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

/** The machine dies and starts again on the same disk. */
function restarted(booth: TestBooth): TestBooth {
  booth.kill()
  return createTestBooth({ dir: booth.folder.dir })
}

test('a cut countdown is failed by name and never silently repeated', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam' })
  const after = restarted(booth)
  await after.queue.open()
  expect(after.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'interrupted_countdown' } })
  after.clock.advance(60_000)
  expect(after.takes).toHaveLength(0)
})

test('a taken original is generated after a restart, and a cut generation starts again', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId: first } = await booth.queue.upload({ path: await booth.incoming() })
  const { jobId: second } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 1)
  const after = restarted(booth)
  await after.queue.open()
  await until(() => after.generations.length === 1)
  expect(after.generations[0]!.asked.request.jobId).toBe(first)
  expect(after.journal.get(second).state).toBe('queued')
})

test('a generated result is saved after a restart, under the name that was journaled', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  await until(() => booth.journal.unfinishedAttempts(jobId, 'generating') === 0)
  const after = restarted(booth)
  await after.queue.open()
  await until(() => after.saves.length === 1)
  expect(after.saves[0]!.asked).toMatchObject({ jobId, name: `PhotoCall-${jobId}.jpg` })
  expect(after.generations).toHaveLength(0)
  after.saves[0]!.resolve({ name: `PhotoCall-${jobId}.jpg`, root: '/share', handedTo: null })
  await until(() => after.journal.get(jobId).state === 'saved')
})

test('a picture that was kept but not yet journaled is found again', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  const job = booth.journal.get(jobId)
  booth.kill()
  const target = booth.folder.resolve(booth.folder.originalName(jobId, job.pressedAtMs, 'jpg'))
  await mkdir(target.replace(/[^/\\]+$/, ''), { recursive: true })
  await rename(await booth.incoming(), target)
  const after = createTestBooth({ dir: booth.folder.dir })
  await after.queue.open()
  await until(() => after.generations.length === 1)
  expect(after.journal.get(jobId).original?.mediaType).toBe('image/jpeg')
})

test('a picture that the camera delivered right before the end is found again', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  await rename(await booth.incoming(), join(booth.folder.incoming, incomingName(jobId)))
  const after = restarted(booth)
  await clearIncoming(after.folder)
  await after.queue.open()
  await until(() => after.generations.length === 1)
  expect(after.journal.get(jobId).original?.mediaType).toBe('image/jpeg')
  expect(readdirSync(after.folder.incoming)).toEqual([])
})

test('a torn picture of the camera is not taken for one, and does not stay', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  await rename(await booth.incoming('torn'), join(booth.folder.incoming, incomingName(jobId)))
  const after = restarted(booth)
  await clearIncoming(after.folder)
  await after.queue.open()
  expect(after.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'interrupted_countdown' } })
  expect(readdirSync(after.folder.incoming)).toEqual([])
})

test('what an image process was writing when it died does not stay', async () => {
  const booth = createTestBooth()
  const half = ['originals/2026-11/one.jpg.77.part', 'thumbs/8f/one.jpg.77.part'].map(booth.folder.resolve)
  const whole = booth.folder.resolve('thumbs/8f/one.jpg')
  for (const file of [...half, whole]) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, 'bytes')
  }
  await restarted(booth).queue.open()
  expect([...half, whole].filter(existsSync)).toEqual([whole])
})

test('a picture that killed the process three times is put aside with its original', async () => {
  let booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  for (let death = 1; death <= 3; death++) {
    await until(() => booth.generations.length === 1)
    booth = restarted(booth)
    await booth.queue.open()
  }
  const job = booth.journal.get(jobId)
  expect(job).toMatchObject({ state: 'failed', error: { code: 'poison' }, attempts: 3 })
  booth.queue.retry(jobId, { style: 'neon' })
  await until(() => booth.generations.length === 1)
})

test('a picture whose keeping killed the process three times is put aside, and a retry goes on from it', async () => {
  let booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  // each start dies while it looks at the picture: its attempt stays open
  for (let death = 1; death <= 3; death++) booth.journal.startAttempt(jobId, 'taking')
  await rename(await booth.incoming(), join(booth.folder.incoming, incomingName(jobId)))
  booth = restarted(booth)
  await booth.queue.open()
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'poison' } })
  booth.board.onChange(() => expect(awaitsShutter(booth.board.get(jobId)!)).toBe(false))
  booth.queue.retry(jobId, {})
  await until(() => booth.generations.length === 1)
})

test('a picture whose saving killed the process three times is put aside, and a retry saves it', async () => {
  let booth = createTestBooth()
  await booth.queue.open()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  for (let death = 1; death <= 3; death++) {
    await until(() => booth.saves.length === 1)
    expect(booth.journal.unfinishedAttempts(jobId, 'saving')).toBe(death)
    booth = restarted(booth)
    await booth.queue.open()
  }
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'poison' } })
  expect(booth.saves).toHaveLength(0)
  booth.queue.retry(jobId, {})
  await until(() => booth.saves.length === 1)
})

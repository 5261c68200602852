import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createTestBooth, type TestBooth } from './testing/test-booth'

const hourMs = 3_600_000

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

async function openBooth(): Promise<TestBooth> {
  const booth = createTestBooth()
  await booth.queue.open()
  return booth
}

/** Nine hours, in which timers stand still or, as on some systems, run on. */
function sleep(booth: TestBooth, timersRun: boolean): void {
  booth.queue.suspend()
  if (timersRun) booth.clock.advance(9 * hourMs)
  else booth.clock.sleep(9 * hourMs)
  booth.queue.wake()
}

const suspended = { state: 'failed', error: { code: 'suspended' } }

test.each([false, true])(
  'a countdown is failed by name and never goes off afterwards (timers run on: %s)',
  async (run) => {
    const booth = await openBooth()
    const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
    booth.clock.advance(1000)
    sleep(booth, run)
    expect(booth.journal.get(jobId)).toMatchObject(suspended)
    booth.clock.advance(60_000)
    expect(booth.takes).toHaveLength(0)
    expect(booth.queue.press({ source: 'webcam', countdownSec: 5 }).duplicate).toBe(false)
  },
)

test('a countdown that slept without a word of it fails by name at its end', async () => {
  const booth = await openBooth()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
  booth.clock.advance(4000)
  booth.clock.sleep(9 * hourMs)
  booth.clock.advance(60_000)
  expect(booth.journal.get(jobId)).toMatchObject(suspended)
  expect(booth.takes).toHaveLength(0)
  expect(booth.queue.press({ source: 'webcam', countdownSec: 5 }).duplicate).toBe(false)
})

test('a machine that is busy at zero still takes the picture', async () => {
  const booth = await openBooth()
  booth.queue.press({ source: 'webcam', countdownSec: 5 })
  booth.clock.sleep(4000)
  booth.clock.advance(5000)
  await until(() => booth.takes.length === 1)
})

test('a picture that was asked for is failed by name, and what comes after all leaves no file', async () => {
  const booth = await openBooth()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  sleep(booth, false)
  expect(booth.journal.get(jobId)).toMatchObject(suspended)
  const late = await booth.incoming()
  booth.takes[0]!.resolve({ path: late, shutterMissMs: 0 })
  await until(() => !existsSync(late))
  expect(booth.journal.get(jobId)).toMatchObject(suspended)
})

test('a picture that was taken is kept, however soon the machine sleeps', async () => {
  const booth = await openBooth()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length === 1)
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await until(() => booth.journal.unfinishedAttempts(jobId, 'taking') === 1)
  sleep(booth, false)
  await until(() => booth.journal.get(jobId).state === 'generating')
  expect(booth.journal.get(jobId).original).not.toBeNull()
})

test.each([false, true])(
  'a picture being made has its whole time when the machine is awake (timers run on: %s)',
  async (run) => {
    const booth = await openBooth()
    const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
    await until(() => booth.generations.length === 1)
    booth.clock.advance(60_000)
    sleep(booth, run)
    await setImmediate()
    expect(booth.journal.get(jobId).state).toBe('generating')
    booth.clock.advance(29_000)
    await setImmediate()
    expect(booth.journal.get(jobId).state).toBe('generating')
    booth.clock.advance(1000)
    await until(() => booth.journal.get(jobId).state === 'failed')
    expect(booth.journal.get(jobId)).toMatchObject({ error: { code: 'generation_timeout' } })
  },
)

test('a backend that keeps its own time hears of the sleep and of its end', async () => {
  const booth = await openBooth()
  booth.queue.suspend()
  expect(booth.backendHears).toEqual(['hold'])
  booth.queue.wake()
  expect(booth.backendHears).toEqual(['hold', 'go on'])
})

test('a waiting picture and one on its way to the share go on', async () => {
  const booth = await openBooth()
  const saving = (await booth.queue.upload({ path: await booth.incoming() })).jobId
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  await booth.queue.upload({ path: await booth.incoming() })
  const waiting = (await booth.queue.upload({ path: await booth.incoming() })).jobId
  await until(() => booth.generations.length === 2)
  sleep(booth, true)
  expect(booth.journal.get(waiting).state).toBe('queued')
  booth.saves[0]!.resolve({ name: `PhotoCall-${saving}.jpg`, root: '/share', handedTo: null })
  await until(() => booth.journal.get(saving).state === 'saved')
  await booth.finishGeneration(1)
  await until(() => booth.journal.get(waiting).state === 'generating')
})

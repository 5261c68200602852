import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../../contract/errors'
import { awaitsShutter } from '../../contract/job'
import type { Images } from '../images/images'
import { incomingName } from '../lib/incoming-name'
import { clearIncoming } from './leftovers'
import { createTestBooth, imagesOfTests, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

/** Time goes on until the state is there: what is tried again waits for it. */
async function untilState(booth: TestBooth, jobId: string, state: string): Promise<void> {
  await vi.waitFor(
    () => {
      booth.clock.advance(2000)
      expect(booth.journal.get(jobId).state).toBe(state)
    },
    { interval: 5, timeout: 5000 },
  )
}

/** A picture that the camera has just given: its job is told nothing of it yet. */
async function taken(booth: TestBooth): Promise<string> {
  const place = booth.takes.length
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
  booth.clock.advance(0)
  await until(() => booth.takes.length > place)
  booth.takes[place]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await setImmediate()
  expect(booth.queue.isCounting(jobId)).toBe(false)
  return jobId
}

async function openBooth(images: Partial<Images>, dir?: string): Promise<TestBooth> {
  const booth = createTestBooth({ images, ...(dir !== undefined && { dir }) })
  await clearIncoming(booth.folder)
  await booth.queue.open()
  return booth
}

/** The machine dies and starts again on the same disk. */
function restarted(booth: TestBooth, images: Partial<Images> = {}): Promise<TestBooth> {
  booth.kill()
  return openBooth(images, booth.folder.dir)
}

const held = Object.assign(new Error('EBUSY: resource busy or locked, open'), { code: 'EBUSY' })
const slow = new AppError('picture_timeout', 'The picture took longer than 30 s to verify.', 'Try again.')
const noChild = new AppError('internal', 'The image process could not be started to verify a picture.', 'Try again.')

/** Looks at pictures that fail so often, and succeed from then on. */
function failing(error: Error, times = Infinity): Pick<Images, 'verify'> & { heal(): void } {
  let left = times
  return {
    verify: (path) => (left-- > 0 ? Promise.reject(error) : imagesOfTests.verify(path)),
    heal: () => void (left = 0),
  }
}

/** What is let through when the test says so. */
function gate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

/** Looks that are answered when the test says so. */
function gated(): Pick<Images, 'verify'> & { open(): void } {
  const { opened, open } = gate()
  return { verify: (path) => opened.then(() => imagesOfTests.verify(path)), open }
}

/** A try has failed, and the next one waits for its time. */
const untilPaused = (booth: TestBooth) => until(() => booth.clock.pending() > 0)

const filesOf = (booth: TestBooth, jobId: string) =>
  readdirSync(booth.folder.dir, { recursive: true } as { recursive: true }).filter((name) => name.includes(jobId))

describe('a picture that was taken', () => {
  test.each([held, slow, noChild])('is kept when what stood in the way has gone: %s', async (error) => {
    const booth = await openBooth(failing(error, 2))
    const jobId = await taken(booth)
    await untilState(booth, jobId, 'generating')
    expect(booth.journal.get(jobId).original).not.toBeNull()
    expect(readdirSync(booth.folder.incoming)).toEqual([])
  })

  test('is kept when its place can be written again', async () => {
    const booth = await openBooth({})
    const month = dirname(booth.folder.resolve(booth.folder.originalName('any', booth.clock.nowMs(), 'jpg')))
    writeFileSync(month, 'a file where the folder is to be')
    const jobId = await taken(booth)
    await untilPaused(booth)
    expect(booth.journal.get(jobId).state).toBe('capturing')
    rmSync(month)
    await untilState(booth, jobId, 'generating')
  })

  test('and was moved to its place by a first try is found there by the next', async () => {
    const booth = await openBooth({})
    const job = booth.journal.get(booth.queue.press({ source: 'webcam' }).jobId)
    const place = booth.folder.resolve(booth.folder.originalName(job.id, job.pressedAtMs, 'jpg'))
    await mkdir(dirname(place), { recursive: true })
    const path = await booth.incoming()
    await rename(path, place)
    expect(await booth.originals.keep(job, path)).toMatchObject({ mediaType: 'image/jpeg' })
  })

  test('and cannot be kept for a minute fails by name, and a retry goes on from it, also after a restart', async () => {
    const images = failing(held)
    const booth = await openBooth(images)
    const jobId = await taken(booth)
    await untilState(booth, jobId, 'failed')
    expect(booth.journal.get(jobId).error).toMatchObject({ code: 'picture_not_kept' })
    const after = await restarted(booth)
    expect(after.board.view(after.journal.get(jobId)).canRetry).toBe(true)
    after.queue.retry(jobId, {})
    await until(() => after.generations.length === 1)
    expect(after.journal.get(jobId)).toMatchObject({ state: 'generating', error: null })
  })

  test('and waits for its disk holds up no other press', async () => {
    const images = failing(held)
    const booth = await openBooth(images)
    const first = await taken(booth)
    await untilPaused(booth)
    expect(booth.queue.press({ source: 'webcam' })).toMatchObject({ duplicate: false })
    images.heal()
    await untilState(booth, first, 'generating')
  })

  test('and takes long to look at holds up no other press either', async () => {
    const images = gated()
    const booth = await openBooth(images)
    const first = await taken(booth)
    expect(booth.queue.press({ source: 'webcam' })).toMatchObject({ duplicate: false })
    images.open()
    await until(() => booth.journal.get(first).state === 'generating')
  })

  test('is known as taken from then on, and keeps its moment when it goes on by a retry after a restart', async () => {
    const booth = await openBooth(failing(held))
    const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
    expect(awaitsShutter(booth.journal.get(jobId))).toBe(true)
    booth.clock.advance(5000)
    await until(() => booth.takes.length === 1)
    expect(awaitsShutter(booth.journal.get(jobId))).toBe(true)
    booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 12 })
    await until(() => !awaitsShutter(booth.board.get(jobId)!))
    expect(booth.journal.get(jobId).state).toBe('capturing')
    await untilState(booth, jobId, 'failed')
    const after = await restarted(booth)
    after.queue.retry(jobId, {})
    await until(() => after.generations.length === 1)
    const { pressedAtMs, takenAtMs, shutterMissMs } = after.journal.get(jobId)
    expect([takenAtMs! - pressedAtMs, shutterMissMs]).toEqual([5012, 12])
  })

  test('is gone where a retry finds no file, and says so', async () => {
    const booth = await openBooth(failing(held))
    const jobId = await taken(booth)
    await untilState(booth, jobId, 'failed')
    for (const name of readdirSync(booth.folder.incoming)) rmSync(join(booth.folder.incoming, name))
    booth.queue.retry(jobId, {})
    await until(() => booth.journal.get(jobId).state === 'failed')
    expect(booth.journal.get(jobId).error).toMatchObject({ code: 'original_missing' })
  })
})

describe('after a crash', () => {
  async function crashed(...texts: string[]) {
    const booth = await openBooth({})
    const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 0 })
    booth.clock.advance(0)
    for (const text of texts) await rename(await booth.incoming(text), join(booth.folder.incoming, incomingName(jobId)))
    return { booth, jobId }
  }

  test('a picture that cannot be looked at at the start is looked at again', async () => {
    const { booth, jobId } = await crashed('picture')
    const after = await restarted(booth, failing(held, 2))
    expect(after.journal.get(jobId).state).toBe('capturing')
    await untilState(after, jobId, 'generating')
    expect(after.journal.unfinishedAttempts(jobId, 'taking')).toBe(0)
  })

  test('a whole picture counts though a torn one came for the same job', async () => {
    const { booth, jobId } = await crashed('torn', 'picture', 'torn')
    const after = await restarted(booth)
    await until(() => after.generations.length === 1)
    expect(after.journal.get(jobId).original).not.toBeNull()
    expect(readdirSync(after.folder.incoming)).toEqual([])
  })
})

describe('closing in order', () => {
  test('lets a picture that was taken come to its place, and it is made at the next start', async () => {
    const images = gated()
    const booth = await openBooth(images)
    const jobId = await taken(booth)
    const closed = booth.queue.close()
    images.open()
    await closed
    expect(booth.journal.get(jobId)).toMatchObject({ state: 'queued', error: null })
    const after = await restarted(booth)
    await until(() => after.generations.length === 1)
  })

  test('waits four seconds for it, and it is found at the next start', async () => {
    const booth = await openBooth(gated())
    const jobId = await taken(booth)
    const closed = booth.queue.close()
    await setImmediate()
    booth.clock.advance(4000)
    await closed
    expect(booth.journal.get(jobId)).toMatchObject({ state: 'capturing', error: null })
    const after = await restarted(booth)
    await until(() => after.generations.length === 1)
  })

  test('makes no poison of one that waits for its disk, however often', async () => {
    let booth = await openBooth(failing(held))
    const jobId = await taken(booth)
    for (let evening = 0; evening < 4; evening++) {
      await booth.queue.close()
      booth = await restarted(booth, failing(held))
      expect(booth.journal.get(jobId).state).toBe('capturing')
    }
    const after = await restarted(booth)
    await until(() => after.generations.length === 1)
  })

  test('refuses presses and fails countdowns before anything is waited for', async () => {
    const booth = await openBooth({})
    const { jobId } = booth.queue.press({ source: 'webcam' })
    void booth.queue.stop()
    expect(booth.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'interrupted_countdown' } })
    expect(() => booth.queue.press({ source: 'webcam' })).toThrow(expect.objectContaining({ code: 'closing' }))
    await booth.queue.close()
  })
})

describe('cancelling a picture that was taken', () => {
  test('is nothing that a guest can do', async () => {
    const images = gated()
    const booth = await openBooth(images)
    const jobId = await taken(booth)
    expect(() => booth.queue.cancelCountdown(jobId)).toThrow(expect.objectContaining({ code: 'not_possible_now' }))
    images.open()
    await until(() => booth.journal.get(jobId).state === 'generating')
  })

  test('is for the operator, and leaves no file', async () => {
    const images = gated()
    const booth = await openBooth(images)
    const jobId = await taken(booth)
    booth.queue.cancel(jobId)
    images.open()
    await until(() => filesOf(booth, jobId).length === 0)
    expect(booth.journal.get(jobId).state).toBe('cancelled')
  })

  test('holds while the sidecar is being written', async () => {
    const booth = await openBooth({})
    const { opened, open } = gate()
    const written = vi.spyOn(booth.originals, 'describe')
    written.mockImplementation((job) => opened.then(() => booth.sidecars.write(job)))
    const jobId = await taken(booth)
    await until(() => written.mock.calls.length === 1)
    booth.queue.cancel(jobId)
    open()
    await until(() => filesOf(booth, jobId).length === 0)
    expect(booth.journal.get(jobId)).toMatchObject({ state: 'cancelled', original: null })
  })

  test('leaves none while it waits for its disk either', async () => {
    const booth = await openBooth(failing(held))
    const jobId = await taken(booth)
    await untilPaused(booth)
    booth.queue.cancel(jobId)
    await until(() => filesOf(booth, jobId).length === 0)
    expect(booth.journal.get(jobId).state).toBe('cancelled')
  })
})

describe('a picture that a tablet brings', () => {
  /** A countdown, for which a picture of somebody else comes in. */
  async function counting() {
    const booth = await openBooth({})
    return { booth, jobId: booth.queue.press({ source: 'webcam' }).jobId, path: await booth.incoming() }
  }

  const refuse = (booth: TestBooth) =>
    booth.database.run("CREATE TRIGGER refuse BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
  const accept = (booth: TestBooth) => booth.database.run('DROP TRIGGER refuse')

  test('while the journal refuses is made at the next start where the booth is closed', async () => {
    const { booth, jobId, path } = await counting()
    refuse(booth)
    const told = expect(booth.queue.deliver(jobId, path)).rejects.toMatchObject({ code: 'closing' })
    await until(() => !booth.queue.isCounting(jobId))
    await booth.queue.close()
    await told
    // as whoever received it does
    rmSync(path, { force: true })
    accept(booth)
    const after = await restarted(booth)
    await until(() => after.generations.length === 1)
    expect(after.journal.get(jobId)).toMatchObject({ state: 'generating', error: null })
  })

  test('while the journal refuses is made after a crash', async () => {
    const { booth, jobId, path } = await counting()
    refuse(booth)
    void booth.queue.deliver(jobId, path)
    await until(() => !booth.queue.isCounting(jobId))
    accept(booth)
    const after = await restarted(booth)
    await until(() => after.generations.length === 1)
    expect(readdirSync(after.folder.incoming)).toEqual([])
  })

  test('and cannot be taken over leaves the countdown to its own camera', async () => {
    const { booth, jobId, path } = await counting()
    rmSync(path)
    await expect(booth.queue.deliver(jobId, path)).rejects.toMatchObject({ code: 'ENOENT' })
    booth.clock.advance(5000)
    await until(() => booth.takes.length === 1)
    booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
    await until(() => booth.journal.get(jobId).state === 'generating')
  })

  test('for a countdown that is cancelled meanwhile leaves no file', async () => {
    const { booth, jobId, path } = await counting()
    const told = expect(booth.queue.deliver(jobId, path)).rejects.toMatchObject({ code: 'not_possible_now' })
    booth.queue.cancelCountdown(jobId)
    await told
    expect(readdirSync(booth.folder.incoming)).toEqual([])
    expect(booth.journal.get(jobId).state).toBe('cancelled')
  })
})

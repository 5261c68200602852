import { existsSync } from 'node:fs'
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { ErrorCode } from '../../contract/errors'
import { incomingName } from '../lib/incoming-name'
import { silentLog } from '../lib/log'
import type { NewJob } from './journal'
import { removeUnwanted } from './leftovers'
import { newJobOfTests } from './testing/new-job'
import { createTestBooth, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

/** A job that is on its way to the share. */
async function savingJob(booth: TestBooth): Promise<string> {
  await booth.queue.open()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  await until(() => booth.journal.unfinishedAttempts(jobId, 'generating') === 0)
  return jobId
}

async function restarted(booth: TestBooth): Promise<TestBooth> {
  booth.kill()
  const after = createTestBooth({ dir: booth.folder.dir })
  await after.queue.open()
  return after
}

test('a spool file that outlived its saved job is removed at the next start', async () => {
  const booth = createTestBooth()
  const jobId = await savingJob(booth)
  const spoolPath = booth.folder.resolve(booth.folder.spoolName(jobId, 'jpg'))
  booth.saves[0]!.resolve({ name: `PhotoCall-${jobId}.jpg`, root: '/share', handedTo: null })
  await until(() => booth.journal.get(jobId).state === 'saved' && !existsSync(spoolPath))
  await writeFile(spoolPath, 'picture') // as a kill between the journal's commit and the removal leaves it
  await restarted(booth)
  expect(existsSync(spoolPath)).toBe(false)
})

test('a spool file that waits for the share, or whose job is unknown, stays', async () => {
  const booth = createTestBooth()
  const jobId = await savingJob(booth)
  const waiting = booth.folder.resolve(booth.folder.spoolName(jobId, 'jpg'))
  const unknown = booth.folder.resolve(booth.folder.spoolName('11111111-1111-4111-8111-111111111111', 'jpg'))
  await writeFile(unknown, 'picture')
  await restarted(booth)
  expect([waiting, unknown].map((path) => existsSync(path))).toEqual([true, true])
})

test('half-made results are gone after a restart', async () => {
  const booth = createTestBooth()
  const half = join(booth.folder.workOf('22222222-2222-4222-8222-222222222222'), 'result.jpg')
  await mkdir(join(half, '..'))
  await writeFile(half, 'half')
  await restarted(booth)
  expect(existsSync(join(half, '..'))).toBe(false)
})

describe('originals of jobs that came to nothing', () => {
  /** An original of a job in this state, with its sidecar, as a kill before its deletion leaves it. */
  async function lying(
    booth: TestBooth,
    state: 'cancelled' | 'failed',
    change: Partial<NewJob> = {},
    error?: ErrorCode,
  ) {
    const { id, pressedAtMs } = booth.journal.add(newJobOfTests(change))
    booth.journal.move(id, state, error === undefined ? {} : { error: { code: error, message: '', hint: '' } })
    return beside(booth, id, pressedAtMs)
  }

  async function beside(booth: TestBooth, id: string, pressedAtMs: number): Promise<string[]> {
    const files = ['jpg', 'json'].map((kind) => booth.folder.resolve(booth.folder.originalName(id, pressedAtMs, kind)))
    for (const file of files) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, 'picture')
      await utimes(file, booth.clock.nowMs() / 1000, booth.clock.nowMs() / 1000)
    }
    return files
  }

  test('are removed after the next start', async () => {
    const booth = createTestBooth()
    const cancelled = await lying(booth, 'cancelled')
    const erased = await lying(booth, 'failed', {}, 'original_missing')
    await restarted(booth)
    await until(() => ![...cancelled, ...erased].some((file) => existsSync(file)))
  })

  test('stay where a retry goes on from them, where words are all there is, and where no job is known', async () => {
    const booth = createTestBooth()
    const gone = await lying(booth, 'cancelled')
    const staying = [
      ...(await lying(booth, 'failed', {}, 'picture_not_kept')),
      ...(await lying(booth, 'failed', {}, 'poison')),
      ...(await lying(booth, 'cancelled', { source: 'text' })),
      ...(await beside(booth, '33333333-3333-4333-8333-333333333333', booth.clock.nowMs())),
    ]
    await booth.queue.open()
    const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
    booth.queue.cancel(jobId)
    staying.push(booth.folder.resolve(booth.journal.get(jobId).original!.file))
    await removeUnwanted({ ...booth, log: silentLog, isOver: () => false })
    expect([...gone, ...staying].filter((file) => existsSync(file))).toEqual(staying)
  })

  test('stay where they are younger than the end of their job: a restored journal does not know of its last retry', async () => {
    const booth = createTestBooth()
    const [before = ''] = await lying(booth, 'failed', {}, 'no_camera')
    const [retried = ''] = await lying(booth, 'failed', {}, 'no_camera')
    const laterSec = booth.clock.nowMs() / 1000 + 120
    await utimes(retried, laterSec, laterSec)
    await removeUnwanted({ ...booth, log: silentLog, isOver: () => false })
    expect([before, retried].map((file) => existsSync(file))).toEqual([false, true])
  })

  test('go as far as they can where one file cannot be deleted', async () => {
    const booth = createTestBooth()
    const job = booth.journal.add(newJobOfTests())
    const [picture, sidecar] = await beside(booth, job.id, job.pressedAtMs)
    await rm(picture!)
    await mkdir(picture!)
    const shot = join(booth.folder.incoming, incomingName(job.id))
    await writeFile(shot, 'picture')
    await expect(booth.originals.remove(job)).rejects.toThrow()
    expect([sidecar, shot].some((path) => existsSync(path!))).toBe(false)
  })
})

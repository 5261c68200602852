import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
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

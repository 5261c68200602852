import { expect, test, vi } from 'vitest'
import { createTestBooth, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

async function uploaded(booth: TestBooth): Promise<string> {
  return (await booth.queue.upload({ path: await booth.incoming() })).jobId
}

test('a job cancelled and retried at once runs once, and can be cancelled again', async () => {
  const booth = createTestBooth({ slots: 2 })
  await booth.queue.open()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  booth.queue.cancel(jobId)
  booth.queue.retry(jobId, {})
  await until(() => booth.generations.length === 2)
  await until(() => booth.board.get(jobId)?.state === 'generating')
  booth.queue.cancel(jobId)
  expect(booth.generations[1]!.asked.hooks.signal.aborted).toBe(true)
})

test('what a cancelled run still tells is not shown by the next one', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  const { hooks } = booth.generations[0]!.asked
  booth.queue.cancel(jobId)
  hooks.onProgress({ fraction: 0.9, step: 9, maxSteps: 10, node: 'late' })
  booth.queue.retry(jobId, {})
  await until(() => booth.generations.length === 2)
  expect(booth.board.live(jobId)).toMatchObject({ progress: 0, step: 0, node: '' })
})

test('a finished picture that waits for the share keeps no preview frame in memory', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  booth.generations[0]!.asked.hooks.onPreview({ bytes: new Uint8Array(9), mediaType: 'image/jpeg' })
  expect(booth.board.live(jobId).preview).not.toBeNull()
  booth.setShare('away')
  await booth.finishGeneration(0)
  await until(() => booth.board.get(jobId)?.state === 'saving')
  expect(booth.board.live(jobId)).toMatchObject({ preview: null, waitsForShare: true })
})

test('a guest can cancel a countdown, never a picture that was taken', async () => {
  const booth = createTestBooth()
  await booth.queue.open()
  const taken = await uploaded(booth)
  expect(() => booth.queue.cancelCountdown(taken)).toThrow(expect.objectContaining({ code: 'not_possible_now' }))
  const { jobId } = booth.queue.press({ source: 'webcam' })
  booth.queue.cancelCountdown(jobId)
  expect(booth.journal.get(jobId).state).toBe('cancelled')
})

test('closing in order while a file is on its way makes no job poison, however often', async () => {
  let booth = createTestBooth()
  await booth.queue.open()
  const jobId = await uploaded(booth)
  await until(() => booth.generations.length === 1)
  await booth.finishGeneration(0)
  for (let evening = 0; evening < 4; evening++) {
    await until(() => booth.saves.length === 1)
    await booth.queue.close()
    booth.kill()
    booth = createTestBooth({ dir: booth.folder.dir, clock: booth.clock })
    await booth.queue.open()
  }
  expect(booth.journal.get(jobId).state).toBe('saving')
})

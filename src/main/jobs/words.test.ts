import { writeFile } from 'node:fs/promises'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { silentLog } from '../lib/log'
import { openSoundJournal } from './journal-mend'
import { completeRestoration } from './restoration'
import { createTestBooth, imagesOfTests, type TestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

async function openBooth(): Promise<TestBooth> {
  const booth = createTestBooth()
  await booth.queue.open()
  return booth
}

const wish = { style: 'words', prompt: 'a fox', seed: 7, inputs: { negative: 'rain', steps: 9 } }

async function made(booth: TestBooth, place: number): Promise<void> {
  const { asked, resolve } = booth.generations[place]!
  const path = join(asked.request.workDir, 'result.jpg')
  await writeFile(path, 'picture of words')
  resolve([{ path, mediaType: 'image/jpeg' }])
}

test('words alone go straight into the line and become a capture without an original', async () => {
  const booth = await openBooth()
  const { jobId } = await booth.queue.fromWords(wish)
  await until(() => booth.generations.length === 1)
  expect(booth.generations[0]!.asked.request).toMatchObject({
    originalPath: '',
    prompt: 'a fox',
    seed: 7,
    source: 'text',
    inputs: { negative: 'rain', steps: 9 },
  })
  await made(booth, 0)
  await until(() => booth.saves.length === 1)
  booth.saves[0]!.resolve({ name: 'fox.jpg', root: '/share', handedTo: null })
  await until(() => booth.journal.get(jobId).state === 'saved')
  const view = booth.board.view(booth.journal.get(jobId))
  expect(view).toMatchObject({ originalUrl: null, resultUrl: `/media/results/${jobId}`, source: 'text' })
  expect(view.thumbUrl).toContain(jobId)
  expect(booth.captures.view(booth.captures.findByJob(jobId)!)).toMatchObject({ originalUrl: null, jobNumber: 1 })
})

test('they go on after a death with what was said', async () => {
  const booth = await openBooth()
  const { jobId } = await booth.queue.fromWords(wish)
  await until(() => booth.generations.length === 1)
  booth.kill()
  const after = createTestBooth({ dir: booth.folder.dir })
  await after.queue.open()
  await until(() => after.generations.length === 1)
  expect(after.generations[0]!.asked.request).toMatchObject({ jobId, inputs: wish.inputs, originalPath: '' })
})

test('a journal that is lost gets them back by their sidecars, to be retried', async () => {
  const booth = await openBooth()
  const { jobId } = await booth.queue.fromWords(wish)
  const picture = await booth.queue.upload({ path: await booth.incoming() })
  await booth.originals.discard(booth.journal.get(picture.jobId).original!)
  booth.kill()
  writeFileSync(booth.folder.journal, 'no database'.repeat(2000))
  ;(await openSoundJournal({ folder: booth.folder, clock: booth.clock, log: silentLog })).close()
  const after = createTestBooth({ dir: booth.folder.dir })
  await completeRestoration({ ...after, images: imagesOfTests, log: silentLog })
  await after.queue.open()
  expect(after.journal.get(jobId)).toMatchObject({
    state: 'failed',
    error: { code: 'restored' },
    source: 'text',
    prompt: 'a fox',
    inputs: wish.inputs,
    original: null,
  })
  after.queue.retry(jobId, {})
  await until(() => after.generations.length === 1)
})

test('a style that works on a picture is refused, also when they are retried or made again', async () => {
  const booth = await openBooth()
  await expect(booth.queue.fromWords({ style: 'pop-art' })).rejects.toMatchObject({ code: 'picture_needed' })
  const { jobId } = await booth.queue.fromWords(wish)
  booth.queue.cancel(jobId)
  expect(() => booth.queue.retry(jobId, { style: 'neon' })).toThrow('works on a picture')
  await expect(booth.queue.restyle(jobId, { style: 'neon' })).rejects.toMatchObject({ code: 'picture_needed' })
  const again = await booth.queue.restyle(jobId, {})
  expect(booth.journal.get(again.jobId)).toMatchObject({ source: 'text', original: null, inputs: wish.inputs })
})

test('an input that the style has not is refused by name, before anything is kept', async () => {
  const booth = await openBooth()
  const asked = { path: await booth.incoming(), inputs: { steps: 4 } }
  await expect(booth.queue.upload(asked)).rejects.toMatchObject({
    code: 'input_unknown',
    params: { name: 'pop-art', input: 'steps', known: '-' },
  })
  await expect(booth.queue.fromWords({ style: 'words', inputs: { cfg: 3 } })).rejects.toMatchObject({
    params: { name: 'words', input: 'cfg', known: 'steps, negative' },
  })
  await expect(booth.queue.fromWords({ style: 'words', inputs: { steps: 'many' as never } })).rejects.toMatchObject({
    code: 'input_unfit',
  })
  expect(existsSync(asked.path)).toBe(false)
  expect(booth.journal.count(null)).toBe(0)
})

test('inputs that another style has not stay with the job and out of the work', async () => {
  const booth = await openBooth()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming(), style: 'words', inputs: { steps: 4 } })
  await until(() => booth.generations.length === 1)
  booth.queue.cancel(jobId)
  booth.queue.retry(jobId, { style: 'neon' })
  await until(() => booth.generations.length === 2)
  expect(booth.generations[1]!.asked.request.inputs).toEqual({})
  expect(booth.journal.get(jobId).inputs).toEqual({ steps: 4 })
})

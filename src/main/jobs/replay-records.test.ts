import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { MadeWith } from '../../contract/replay'
import { createTestBooth, type TestBooth } from './testing/test-booth'

const made: MadeWith = {
  seed: 7,
  values: { steps: 20 },
  workflowHash: 'cd'.repeat(32),
  models: ['checkpoints/ink.safetensors'],
  server: { name: 'Left', version: '0.33.0' },
}

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

async function generated(booth: TestBooth, facts: MadeWith | null): Promise<string> {
  const { jobId } = await booth.queue.upload({ path: await booth.incoming(), prompt: 'a fox', seed: 5 })
  await until(() => booth.generations.some(({ asked }) => asked.request.jobId === jobId))
  const { asked, resolve } = booth.generations.at(-1)!
  booth.clock.advance(1500)
  const path = join(asked.request.workDir, 'result.jpg')
  await copyFile(asked.request.originalPath, path)
  resolve([{ path, mediaType: 'image/jpeg', ...(facts && { made: facts }) }])
  await until(() => booth.journal.get(jobId).state === 'saving')
  return jobId
}

describe('the record of how a picture was made', () => {
  it('is kept with what only the backend knew', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await generated(booth, made)
    const { original, style } = booth.journal.get(jobId)
    expect(booth.records.find(jobId)).toMatchObject({
      ...made,
      jobId,
      style,
      original,
      prompt: 'a fox',
      generatedMs: 1500,
    })
  })

  it('is style, seed and prompt where the backend has no more to say', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await generated(booth, null)
    expect(booth.records.find(jobId)).toMatchObject({ seed: 5, workflowHash: null, server: null, models: [] })
  })

  it('is not there before the picture is', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
    await until(() => booth.generations.length === 1)
    expect(booth.records.find(jobId)).toBeNull()
  })
})

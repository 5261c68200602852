import { rmSync, symlinkSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { createTestBooth } from './testing/test-booth'

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

test.skipIf(process.platform === 'win32')(
  'a finished picture that cannot be looked at now is not given up',
  async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
    await until(() => booth.generations.length === 1)
    await booth.finishGeneration(0)
    await until(() => booth.saves.length === 1)
    booth.saves[0]!.reject(new Error('the share broke'))
    await until(() => booth.journal.get(jobId).state === 'failed')
    const path = booth.folder.resolve(booth.folder.spoolName(jobId, 'jpg'))
    rmSync(path)
    symlinkSync(path, path) // ELOOP, whoever asks
    booth.queue.retry(jobId, {})
    await until(() => booth.saves.length === 2)
    expect(booth.journal.get(jobId).result).not.toBeNull()
  },
)

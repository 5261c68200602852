import { rmSync, symlinkSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { createManualClock } from '../lib/clock'
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

test('a picture waits since it was finished, or retried, also over a restart', async () => {
  const hourMs = 3_600_000
  const clock = createManualClock()
  const booth = createTestBooth({ clock })
  await booth.queue.open()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 1)
  clock.advance(20_000)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  expect(booth.saves[0]!.asked.waitsSinceMs).toBe(clock.uptimeMs())
  booth.saves[0]!.reject(new Error('the share broke'))
  await until(() => booth.journal.get(jobId).state === 'failed')
  clock.advance(22 * hourMs)
  booth.queue.retry(jobId, {})
  await until(() => booth.saves.length === 2)
  expect(booth.saves[1]!.asked.waitsSinceMs).toBe(clock.uptimeMs())
  booth.kill()

  for (const [wallMs, waitedMs] of [
    [14 * hourMs, 14 * hourMs],
    // the clock was set back meanwhile
    [-hourMs, 0],
  ]) {
    const later = createManualClock(clock.nowMs() + wallMs!)
    const after = createTestBooth({ dir: booth.folder.dir, clock: later })
    await after.queue.open()
    await until(() => after.saves.length === 1)
    expect(after.saves[0]!.asked.waitsSinceMs).toBe(later.uptimeMs() - waitedMs!)
    after.kill()
  }
})

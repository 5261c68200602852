import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openDataFolder } from '../jobs/data-folder'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { Erasure, Erasures } from './erasures'
import { createRetention } from './retention'

test('closing waits two seconds for a drive that hangs', async () => {
  const clock = createManualClock()
  const erasure: Erasure = { jobId: 'one', plannedAtMs: 0, isDone: true, share: 'due' }
  const workAtShare = vi.fn(() => new Promise<boolean>(() => undefined))
  const retention = createRetention({
    ageLimits: () => [],
    erasures: {
      openHere: () => [],
      openOnShare: () => [erasure],
      shareFiles: () => [{ captureId: 'one', root: '/hanging-drive', name: '1.jpg' }],
    } as Partial<Erasures> as Erasures,
    folder: openDataFolder(await mkdtemp(join(tmpdir(), 'photocall-retention-'))),
    clock,
    log: silentLog,
    workAtShare,
    clockIsTrusted: () => true,
    onStopped: () => undefined,
    onErased: () => undefined,
  })
  void retention.run()
  await vi.waitFor(() => expect(workAtShare).toHaveBeenCalledTimes(1))
  const closed = retention.close()
  clock.advance(2000)
  await closed
  expect(clock.pending()).toBe(0)
})

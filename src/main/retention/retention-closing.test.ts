import type * as Files from 'node:fs/promises'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openDataFolder } from '../jobs/data-folder'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { Erasure, Erasures } from './erasures'
import { createRetention } from './retention'

const asked = vi.hoisted(() => ({ paths: [] as string[] }))

/** A drive that never answers. */
vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>()
  const stat = (path: string) => {
    if (!path.includes('hanging-drive')) return files.stat(path)
    asked.paths.push(path)
    return new Promise(() => undefined)
  }
  return { ...files, stat }
})

test('closing waits two seconds for a drive that hangs', async () => {
  const clock = createManualClock()
  const erasure: Erasure = { jobId: 'one', eventId: 'boda', isDone: true, share: 'due', pressedAtMs: 0 }
  const retention = createRetention({
    ageLimits: () => [],
    erasures: {
      open: () => [erasure],
      shareFiles: () => [{ captureId: 'one', root: '/hanging-drive', name: '1.jpg' }],
    } as Partial<Erasures> as Erasures,
    folder: openDataFolder(await mkdtemp(join(tmpdir(), 'photocall-retention-'))),
    clock,
    log: silentLog,
    clockIsTrusted: () => true,
    onStopped: () => undefined,
    onErased: () => undefined,
  })
  void retention.run()
  await vi.waitFor(() => expect(asked.paths).toHaveLength(1))
  const closed = retention.close()
  clock.advance(2000)
  await closed
  expect(clock.pending()).toBe(0)
})

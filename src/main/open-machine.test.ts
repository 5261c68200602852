import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { CommandOutput } from '../contract/commands'
import type { Desktop } from './platform'
import { copier, openPlainBooth, plainPlatform, until } from './testing/plain-booth'
import { createSkippingClock } from './testing/skipping-clock'
import { testDesktop } from './testing/test-desktop'

const hourMs = 3_600_000
const operator = { role: 'console' as const, clientId: 'window' }
const camera = { status: 'ready', label: 'Camera', widthPx: 1920, heightPx: 1080, devices: [] }

/** A booth whose countdown has begun; `heard` is what a backend that keeps its own time is told. */
async function countingBooth(desktop: Desktop | null) {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-machine-'))
  const clock = createSkippingClock()
  const heard: string[] = []
  const backend = { ...copier, hold: () => void heard.push('hold'), goOn: () => void heard.push('go on') }
  const core = await openPlainBooth(dir, {
    clock,
    backends: () => new Map([['builtin', backend]]),
    platform: { ...(await plainPlatform(dir)), desktop },
  })
  await core.dispatch(operator, 'camera.report', camera)
  const press = async () =>
    (await core.dispatch(operator, 'capture.press', { countdownSec: 30 })) as CommandOutput<'capture.press'>
  return { core, clock, heard, press, jobId: (await press()).jobId }
}

type Booth = Awaited<ReturnType<typeof countingBooth>>

async function expectSleptThrough({ core, heard, press, jobId }: Booth): Promise<void> {
  expect((await until(core, jobId, 'failed')).error).toMatchObject({ code: 'suspended' })
  expect(heard).toEqual(['hold', 'go on'])
  expect(core.state().camera.reopenings).toBe(1)
  expect(core.state().notices).toMatchObject([{ id: 'clock', error: { code: 'clock_jumped' } }])
  expect(await press()).toMatchObject({ duplicate: false })
}

test('the desktop tells of sleep: a countdown fails by name before it, and after it everything is looked at anew', async () => {
  let power: Parameters<Desktop['onPower']>[0] = () => expect.fail('nobody listens')
  const booth = await countingBooth({ ...testDesktop, onPower: (listen) => (power = listen) })
  power('suspend')
  expect((await until(booth.core, booth.jobId, 'failed')).error).toMatchObject({ code: 'suspended' })
  expect(booth.heard).toEqual(['hold'])
  booth.clock.sleep(9 * hourMs)
  booth.clock.setBy(2 * hourMs)
  power('resume')
  await expectSleptThrough(booth)
})

test('a server without a desktop sees by its clocks that it slept, and does the same', async () => {
  const booth = await countingBooth(null)
  booth.clock.sleep(9 * hourMs)
  booth.clock.setBy(2 * hourMs)
  await vi.waitFor(() => expect(booth.heard).toEqual(['hold', 'go on']))
  await expectSleptThrough(booth)
})

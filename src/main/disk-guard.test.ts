import { expect, test } from 'vitest'
import { createDiskGuard } from './disk-guard'
import { createManualClock } from './lib/clock'
import { silentLog } from './lib/log'

const dir = '/home/ana/booth'

test('below 2 GB presses are refused, without telling guests where the pictures lie', async () => {
  let bytes = 1_999_000_000
  const clock = createManualClock()
  const guard = await createDiskGuard({ dir, clock, log: silentLog, free: () => Promise.resolve(bytes) })
  expect(guard.refusal()).toMatchObject({ code: 'disk_low', params: { freeMb: 1999 } })
  expect(JSON.stringify(guard.refusal())).not.toContain(dir)

  bytes = 3_000_000_000
  const heard = new Promise<void>((resolve) => guard.onChange(resolve))
  clock.advance(10_000)
  await heard
  expect(guard.refusal()).toBeNull()
  guard.close()
})

test('closed while it looks, it does not look again', async () => {
  const clock = createManualClock()
  const answers: ((bytes: number) => void)[] = []
  const free = () => new Promise<number>((resolve) => answers.push(resolve))
  const opening = createDiskGuard({ dir, clock, log: silentLog, free })
  answers[0]!(3e9)
  const guard = await opening
  clock.advance(10_000)
  guard.close()
  answers[1]!(1e9)
  await Promise.resolve()
  await Promise.resolve()
  await Promise.resolve()
  expect(guard.refusal()).not.toBeNull()
  expect(clock.pending()).toBe(0)
})

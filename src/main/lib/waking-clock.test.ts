import { expect, test } from 'vitest'
import { createManualClock } from './clock'
import { createWakingClock } from './waking-clock'

test('counts no sleep, however often and in whatever order it is told of it', () => {
  const clock = createManualClock()
  const waking = createWakingClock(clock)
  clock.advance(1000)
  waking.hold()
  clock.advance(9 * 3_600_000)
  waking.hold()
  expect(waking.monotonicMs()).toBe(1000)
  waking.goOn()
  waking.goOn()
  expect(waking.monotonicMs()).toBe(1000)
  clock.advance(500)
  expect(waking.monotonicMs()).toBe(1500)
  expect(waking.nowMs()).toBe(clock.nowMs())
})

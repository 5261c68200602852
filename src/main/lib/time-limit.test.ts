import { expect, test } from 'vitest'
import { createManualClock } from './clock'
import { createTimeLimit } from './time-limit'

function harness() {
  const clock = createManualClock()
  let passes = 0
  const limit = createTimeLimit(clock, 1000, () => (passes += 1))
  return { clock, limit, passes: () => passes }
}

test('what passed does not pass once more after a sleep', () => {
  const { clock, limit, passes } = harness()
  clock.advance(1000)
  limit.hold()
  limit.goOn()
  clock.advance(60_000)
  expect(passes()).toBe(1)
})

test('what was due in the moment of the sleep passes after it', () => {
  const clock = createManualClock()
  let passes = 0
  // time went on, and the timer was not served yet
  let behindMs = 0
  const late = { ...clock, monotonicMs: () => clock.monotonicMs() + behindMs }
  const limit = createTimeLimit(late, 1000, () => (passes += 1))
  behindMs = 1500
  limit.hold()
  limit.goOn()
  clock.advance(10)
  expect(passes).toBe(1)
})

import { expect, test } from 'vitest'
import { createServerClock } from './server-clock'

test('goes by the fastest message, so that one slow message changes nothing', () => {
  let localMs = 100
  const clock = createServerClock(() => localMs)
  clock.observe(50_000)
  localMs = 400
  clock.observe(50_100) // 200 ms on its way
  localMs = 500
  expect(clock.nowMs()).toBe(50_400)
})

test('follows when somebody sets the server’s clock ahead or back', () => {
  let localMs = 0
  const clock = createServerClock(() => localMs)
  clock.observe(50_000)
  clock.observe(90_000)
  expect(clock.nowMs()).toBe(90_000)
  for (let message = 0; message < 5; message++) {
    localMs += 100
    clock.observe(20_000 + localMs)
  }
  expect(clock.nowMs()).toBe(20_500)
})

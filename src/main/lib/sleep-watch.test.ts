import { expect, test } from 'vitest'
import { createManualClock } from './clock'
import { watchSleep } from './sleep-watch'

const hourMs = 3_600_000

function watched() {
  const clock = createManualClock()
  const facts = { sleeps: 0 }
  const close = watchSleep(clock, () => void facts.sleeps++)
  return { clock, facts, close }
}

test('each sleep is told once, within a second of waking', () => {
  const { clock, facts } = watched()
  clock.advance(hourMs)
  expect(facts.sleeps).toBe(0)
  for (const slept of [1, 2]) {
    clock.sleep(9 * hourMs)
    clock.advance(1000)
    expect(facts.sleeps).toBe(slept)
    clock.advance(hourMs)
    expect(facts.sleeps).toBe(slept)
  }
})

test('a clock that somebody sets is no sleep, and neither is the step of a coarse one', () => {
  const { clock, facts } = watched()
  clock.setWall(clock.nowMs() + 9 * hourMs)
  clock.advance(hourMs)
  for (let times = 0; times < 20; times++) {
    clock.sleep(1000)
    clock.advance(hourMs)
  }
  expect(facts.sleeps).toBe(0)
})

test('nothing is watched after closing', () => {
  const { clock, close } = watched()
  clock.advance(5000)
  close()
  expect(clock.pending()).toBe(0)
})

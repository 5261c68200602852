import { expect, test } from 'vitest'
import { atMost } from './at-most'
import { createManualClock } from './clock'

const works: [string, () => Promise<void>][] = [
  ['succeeds', () => Promise.resolve()],
  ['fails', () => Promise.reject(new Error('it broke'))],
]

test.each(works)('ends with work that %s, and no timer stays', async (_how, work) => {
  const clock = createManualClock()
  await atMost(clock, 1000, work())
  expect(clock.pending()).toBe(0)
})

test('ends when its time is over', async () => {
  const clock = createManualClock()
  let isOver = false
  const waited = atMost(clock, 1000, new Promise(() => undefined)).then(() => (isOver = true))
  clock.advance(999)
  await Promise.resolve()
  expect(isOver).toBe(false)
  clock.advance(1)
  await waited
})

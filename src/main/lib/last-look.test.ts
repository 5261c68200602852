import { expect, test, vi } from 'vitest'
import { createManualClock, type Clock } from './clock'
import { afterLastLook } from './last-look'

test('a limit is over exactly at its end, and never once it was taken back', () => {
  const clock = createManualClock()
  const over = vi.fn()
  afterLastLook(clock, 3000, over)
  clock.advance(2999)
  expect(over).not.toHaveBeenCalled()
  clock.advance(1)
  expect(over).toHaveBeenCalledTimes(1)
  for (const spentMs of [0, 2600]) {
    const stop = afterLastLook(clock, 3000, over)
    clock.advance(spentMs)
    stop()
  }
  clock.advance(10_000)
  expect([over.mock.calls.length, clock.pending()]).toEqual([1, 0])
})

test('what came while the machine stood still is read before the limit is over', () => {
  const due: (() => void)[] = []
  // as after a stand-still: whatever was set is due at once, and what came by the network is read after it
  const clock = { after: (_delayMs: number, call: () => void) => (due.push(call), () => undefined) } as unknown as Clock
  const over = vi.fn()
  afterLastLook(clock, 3000, over)
  due.splice(0).forEach((call) => call())
  expect([over.mock.calls.length, due.length]).toEqual([0, 1])
})

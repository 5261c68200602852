import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createLivePreview, type LiveFrame } from './live-preview'

const frame = (number: number): LiveFrame => ({ bytes: Uint8Array.of(number), mediaType: 'image/jpeg' })
const numberOf = (told: LiveFrame | null) => told?.bytes[0] ?? null

function harness() {
  const clock = createManualClock()
  return { clock, live: createLivePreview({ clock }) }
}

test('a slow viewer gets the newest frame and skips the others; a fast one misses none', async () => {
  const { live } = harness()
  const [slow, fast] = [live.watch(), live.watch()]
  const seen: (number | null)[] = []
  for (let number = 1; number <= 5; number++) {
    const next = fast.next()
    live.push(frame(number))
    seen.push(numberOf(await next))
  }
  expect(seen).toEqual([1, 2, 3, 4, 5])
  expect(numberOf(await slow.next())).toBe(5)
  let again: number | null | undefined
  void slow.next().then((told) => (again = numberOf(told)))
  await Promise.resolve()
  expect(again).toBeUndefined()
  live.push(frame(6))
  await Promise.resolve()
  expect(again).toBe(6)
})

test('who comes later sees the picture that stands, and nothing once frames have ceased', async () => {
  const { live, clock } = harness()
  live.push(frame(1))
  expect(numberOf(await live.watch().next())).toBe(1)
  let changes = 0
  live.onChange(() => (changes += 1))
  clock.advance(2000)
  expect([live.runs(), changes]).toEqual([false, 1])
  const late = live.watch().next()
  live.push(frame(2))
  expect(numberOf(await late)).toBe(2)
})

test('the end of a viewer, and of all, ends their waiting', async () => {
  const { live } = harness()
  const [one, other] = [live.watch(), live.watch()]
  const [first, second] = [one.next(), other.next()]
  one.close()
  expect(await first).toBeNull()
  expect(live.viewers()).toBe(1)
  live.close()
  expect([await second, await other.next(), live.viewers()]).toEqual([null, null, 0])
})

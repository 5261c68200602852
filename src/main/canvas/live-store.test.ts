import { expect, it } from 'vitest'
import { createLiveStore } from './live-store'

const frame = (size: number, value = 1) => ({ bytes: Buffer.alloc(size, value), isBinary: false })

it('a picture stands in the place of the one before', () => {
  const store = createLiveStore()
  const first = store.keep(frame(5000))
  const second = store.keep(frame(5500, 2))
  expect(second.bytes.buffer).toBe(first.bytes.buffer)
  expect(second.bytes.equals(frame(5500, 2).bytes)).toBe(true)
})

it('one that was lent, or is much heavier or lighter, leaves its place alone', () => {
  const store = createLiveStore()
  const first = store.keep(frame(5000))
  store.lend()
  const second = store.keep(frame(5000, 2))
  const heavy = store.keep(frame(50_000, 3))
  const light = store.keep(frame(5000, 4))
  const kept = [first, second, heavy, light]
  expect(new Set(kept.map(({ bytes }) => bytes.buffer)).size).toBe(4)
  expect(kept.map(({ bytes }) => bytes[0])).toEqual([1, 2, 3, 4])
})

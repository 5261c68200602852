import { expect, test } from 'vitest'
import { exampleCapture } from '../../../contract/testing/state-example'
import { followed } from './viewed'

/** The pictures with these numbers, fetched from place `from` on. */
function browsed(numbers: number[], { from = 0, total = numbers.length } = {}) {
  const captures = new Map(numbers.map((number, i) => [from + i, exampleCapture(number)]))
  return { captures, places: new Map([...captures].map(([place, { id }]) => [id, place])), total }
}

const numberIn = (viewed: ReturnType<typeof followed>) => [viewed.place, viewed.capture?.jobNumber ?? null]

test('a picture stays in the viewer when newer ones come in before it', () => {
  const opened = followed({ place: 1, capture: null }, browsed([9, 8, 7]))
  expect(numberIn(opened)).toEqual([1, 8])
  expect(numberIn(followed(opened, browsed([11, 10, 9, 8, 7])))).toEqual([3, 8])
})

test('what is said of it meanwhile is seen, and without news it is the same object', () => {
  const shown = browsed([9, 8])
  const opened = followed({ place: 1, capture: null }, shown)
  expect(followed(opened, shown)).toBe(opened)
  const marked = { ...shown, captures: new Map([[1, exampleCapture(8, { favourite: true })]]) }
  expect(followed(opened, marked).capture?.favourite).toBe(true)
})

test('one that is not among the fetched stays as it was seen last, at a place that there is', () => {
  const opened = followed({ place: 2, capture: null }, browsed([9, 8, 7]))
  expect(numberIn(followed(opened, browsed([50, 49], { total: 300 })))).toEqual([2, 7])
  expect(numberIn(followed(opened, browsed([9, 8])))).toEqual([1, 7])
})

test('a place whose picture is not fetched yet waits for it', () => {
  const waiting = followed({ place: 120, capture: null }, browsed([9, 8], { total: 300 }))
  expect(numberIn(waiting)).toEqual([120, null])
  expect(numberIn(followed(waiting, browsed([5, 4], { from: 120, total: 300 })))).toEqual([120, 5])
})

import { expect, test } from 'vitest'
import { othersHere } from './others-here'

test('a guest beside TouchDesigner is alone, and counts everybody else', () => {
  expect(othersHere({ clients: 2, receivers: 1 })).toBe(0)
  expect(othersHere({ clients: 4, receivers: 1 })).toBe(2)
  expect(othersHere({ clients: 1, receivers: 0 })).toBe(0)
  expect(othersHere(null)).toBe(0)
})

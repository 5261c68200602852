import { expect, test } from 'vitest'
import { offeredStyles, withStyleSwitched } from './kiosk-styles'

const all = ['a', 'b', 'c']

test('an empty list offers all, also the styles that come later', () => {
  expect(offeredStyles(all, [])).toEqual(all)
  expect(offeredStyles(all, ['gone'])).toEqual(all)
})

test('switching one off leaves the others, switching the last one on again means all', () => {
  expect(withStyleSwitched(all, [], 'b')).toEqual(['a', 'c'])
  expect(withStyleSwitched(all, ['a', 'c'], 'b')).toEqual([])
})

test('the last style cannot be switched off', () => {
  expect(withStyleSwitched(all, ['a'], 'a')).toEqual(['a'])
})

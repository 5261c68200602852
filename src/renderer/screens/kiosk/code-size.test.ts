import { expect, test } from 'vitest'
import { codeSidePx } from './code-size'

test('a code is ten centimetres wide wherever the display has room for it', () => {
  // 24 inches at 1920 x 1080 are 3.6 pixels a millimetre, 32 inches 2.7
  expect(codeSidePx({ widthPx: 1920, heightPx: 1080, diagonalInches: 24 })).toBe(361)
  expect(codeSidePx({ widthPx: 1920, heightPx: 1080, diagonalInches: 32 })).toBe(271)
})

test('on a small display it stays within its place, on a huge one it stays a sixth of the height', () => {
  expect(codeSidePx({ widthPx: 1280, heightPx: 800, diagonalInches: 10 })).toBe(360)
  expect(codeSidePx({ widthPx: 1920, heightPx: 1080, diagonalInches: 85 })).toBe(180)
})

test('of a display whose size nobody told it takes a quarter of the height', () => {
  expect(codeSidePx({ widthPx: 1920, heightPx: 1080, diagonalInches: null })).toBe(270)
  expect(codeSidePx({ widthPx: 600, heightPx: 1024, diagonalInches: null })).toBe(180)
})

import { expect, test } from 'vitest'
import { isRealStorage } from './real-storage'

test('keychains of Windows and macOS are real', () => {
  expect(isRealStorage('win32', null)).toBe(true)
  expect(isRealStorage('darwin', null)).toBe(true)
})

test('on Linux only a named keyring is real', () => {
  expect(isRealStorage('linux', 'gnome_libsecret')).toBe(true)
  expect(isRealStorage('linux', 'kwallet6')).toBe(true)
  expect(isRealStorage('linux', 'basic_text')).toBe(false)
  expect(isRealStorage('linux', 'unknown')).toBe(false)
  expect(isRealStorage('linux', null)).toBe(false)
})

import { expect, test } from 'vitest'
import { mayKeep } from './own-download'

const settings = {
  url: 'blob:app://photocall/0b0f7b1e-6a53-4a1f-9f0b-3a1c2f1d9e10',
  name: 'photocall-settings-2026-05-02.json',
  mediaType: 'application/json',
}

test('the console keeps the settings that its own page made, and nothing else', () => {
  expect(mayKeep('console', settings)).toBe(true)
  expect(mayKeep('console', { ...settings, url: 'https://example.com/photocall-settings-2026-05-02.json' })).toBe(false)
  expect(mayKeep('console', { ...settings, url: 'blob:https://example.com/0b0f' })).toBe(false)
  expect(mayKeep('console', { ...settings, name: 'photocall-settings-2026-05-02.json.exe' })).toBe(false)
  expect(mayKeep('console', { ...settings, mediaType: 'application/x-msdownload' })).toBe(false)
})

test('the guests’ window keeps nothing', () => {
  expect(mayKeep('kiosk', settings)).toBe(false)
})

test('the console keeps what a workflow gave besides its picture, from our own address and under our own name', () => {
  const output = {
    url: 'app://photocall/media/outputs/8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11/2',
    name: 'photocall-214-2.webm',
    mediaType: 'video/webm',
  }
  expect(mayKeep('console', output)).toBe(true)
  expect(mayKeep('kiosk', output)).toBe(false)
  expect(mayKeep('console', { ...output, name: 'evening.webm.exe' })).toBe(false)
  expect(mayKeep('console', { ...output, url: 'https://example.com/media/outputs/2' })).toBe(false)
  expect(mayKeep('console', { ...output, url: 'app://photocall/media/originals/8f14e45f' })).toBe(false)
})

test('the console keeps a ZIP of pictures, from our own address and under our own name', () => {
  const zip = {
    url: 'app://photocall/zips/8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11',
    name: 'photocall-2026-05-02-23-10.zip',
    mediaType: 'application/zip',
  }
  expect(mayKeep('console', zip)).toBe(true)
  expect(mayKeep('kiosk', zip)).toBe(false)
  expect(mayKeep('console', { ...zip, name: 'evening.zip' })).toBe(false)
  expect(mayKeep('console', { ...zip, url: 'https://example.com/zips/8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11' })).toBe(
    false,
  )
  expect(mayKeep('console', { ...zip, mediaType: 'application/x-msdownload' })).toBe(false)
})

import { expect, test } from 'vitest'
import { cameraOptions, cameraSizes, deliveryChoices, sizeLabel } from './camera-choices'

const words = { first: 'First', away: (label: string) => `${label} (away)` }

test('an unusual size that is set stays on the list, in its place', () => {
  expect(cameraSizes({ widthPx: 1600, heightPx: 1200 }).map(sizeLabel)).toEqual([
    '1280 × 720',
    '1600 × 1200',
    '1920 × 1080',
    '2560 × 1440',
    '3840 × 2160',
  ])
  expect(cameraSizes({ widthPx: 1920, heightPx: 1080 })).toHaveLength(4)
})

test('a camera that is set but unplugged stays on the list and says so', () => {
  const options = cameraOptions([{ label: 'A' }, { label: 'A' }, { label: '' }], 'B', words)
  expect(options).toEqual([
    { value: '', label: 'First' },
    { value: 'A', label: 'A' },
    { value: 'B', label: 'B (away)' },
  ])
})

test('the time to wait for a picture is offered even where it is an unusual one', () => {
  expect(deliveryChoices(3)).toEqual([3, 5, 10, 15, 30])
  expect(deliveryChoices(7)).toEqual([3, 5, 7, 10, 15, 30])
})

import { expect, test } from 'vitest'
import { fitted, fittedSize, fullSize, panned, zoomedAt } from './viewer-zoom'

const picture = { widthPx: 4000, heightPx: 2000 }
const stage = { widthPx: 1000, heightPx: 800 }

test('a picture fits as a whole', () => {
  expect(fittedSize(picture, stage)).toEqual({ widthPx: 1000, heightPx: 500 })
  expect(fittedSize({ widthPx: 0, heightPx: 0 }, stage)).toEqual({ widthPx: 0, heightPx: 0 })
})

test('full size is one pixel to one of the screen', () => {
  expect(fullSize(picture, 2)).toEqual({ widthPx: 2000, heightPx: 1000 })
})

test('the picture is never dragged off its edges', () => {
  const full = fullSize(picture, 1)
  expect(panned({ ...fitted, zoom: 'full' }, { xPx: 9999, yPx: -9999 }, full, stage)).toMatchObject({
    xPx: 1500,
    yPx: -600,
  })
  expect(panned(fitted, { xPx: 50, yPx: 50 }, fittedSize(picture, stage), stage)).toEqual(fitted)
})

test('a click zooms to where it was made', () => {
  expect(zoomedAt({ xPx: 0, yPx: 0 }, picture, stage, 1)).toMatchObject({ zoom: 'full' })
  expect(zoomedAt({ xPx: 100, yPx: -50 }, picture, stage, 1)).toEqual({ zoom: 'full', xPx: -300, yPx: 150 })
})

import sharp from 'sharp'
import { expect, test } from 'vitest'
import { pictureSize } from './picture-size'

const made = (widthPx: number, heightPx: number) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#a33' } })

const kinds: [what: string, bytes: (widthPx: number, heightPx: number) => Promise<Buffer>][] = [
  [
    'JPEG',
    (...size) =>
      made(...size)
        .jpeg()
        .toBuffer(),
  ],
  [
    'progressive JPEG',
    (...size) =>
      made(...size)
        .jpeg({ progressive: true })
        .toBuffer(),
  ],
  [
    'JPEG with a profile and a turn',
    (...size) =>
      made(...size)
        .withIccProfile('srgb')
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
  ],
  [
    'PNG',
    (...size) =>
      made(...size)
        .png()
        .toBuffer(),
  ],
  [
    'interlaced PNG',
    (...size) =>
      made(...size)
        .png({ progressive: true })
        .toBuffer(),
  ],
  [
    'lossy WebP',
    (...size) =>
      made(...size)
        .webp()
        .toBuffer(),
  ],
  [
    'lossless WebP',
    (...size) =>
      made(...size)
        .webp({ lossless: true })
        .toBuffer(),
  ],
  [
    'WebP with more than pixels',
    (...size) =>
      made(...size)
        .withMetadata({ orientation: 6 })
        .webp()
        .toBuffer(),
  ],
]

test.each(kinds)('a %s says its size', async (_what, bytesOf) => {
  for (const [widthPx, heightPx] of [
    [1, 1],
    [640, 480],
    [300, 4097],
  ] as const) {
    expect(pictureSize(await bytesOf(widthPx, heightPx))).toEqual({ widthPx, heightPx })
  }
})

test.each(kinds)('a %s that is cut anywhere says the right size or none, and never throws', async (_what, bytesOf) => {
  const whole = await bytesOf(640, 480)
  for (let length = 0; length < Math.min(whole.length, 1000); length++) {
    const size = pictureSize(whole.subarray(0, length))
    if (size) expect(size).toEqual({ widthPx: 640, heightPx: 480 })
  }
})

test('what stands in the middle of a larger buffer is read from its own beginning', async () => {
  const bytes = await made(64, 48).png().toBuffer()
  const around = Buffer.concat([Buffer.alloc(100, 0xff), bytes])
  expect(pictureSize(new Uint8Array(around.buffer, around.byteOffset + 100, bytes.length))).toEqual({
    widthPx: 64,
    heightPx: 48,
  })
})

test('fill bytes before a marker are stepped over', () => {
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0]
  expect(pictureSize(new Uint8Array([0xff, 0xd8, 0xff, 0xff, ...frame]))).toEqual({ widthPx: 64, heightPx: 48 })
})

test.each([
  ['nothing', []],
  ['text', [...Buffer.from('a letter that is long enough for every look at it')]],
  ['a JPEG of no width', [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 48, 0, 0, 1, 1, 0x11, 0]],
  ['a JPEG of a height that comes later', [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 0, 0, 64, 1, 1, 0x11, 0]],
  [
    'a JPEG whose segments have no length',
    [0xff, 0xd8, ...Array.from({ length: 50 }, () => [0xff, 0xe0, 0, 0]).flat()],
  ],
  ['a JPEG without markers', [0xff, 0xd8, ...Array.from({ length: 50 }, () => 0)]],
])('%s says none', (_what, bytes) => {
  expect(pictureSize(new Uint8Array(bytes))).toBeNull()
})

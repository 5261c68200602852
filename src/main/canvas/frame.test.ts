import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readFrame } from './frame'
import { pictureHead } from './picture-head'
import { dataUrl } from './testing/canvas-house'

const blank = sharp({ create: { width: 321, height: 123, channels: 3, background: '#fff' } })

describe('a picture', () => {
  const kinds = [
    ['image/png', () => blank.clone().png()],
    ['image/jpeg', () => blank.clone().jpeg()],
    ['image/jpeg', () => blank.clone().jpeg({ progressive: true }).withMetadata()],
    ['image/webp', () => blank.clone().webp()],
    ['image/webp', () => blank.clone().webp({ lossless: true })],
    ['image/webp', () => blank.clone().ensureAlpha(0.5).webp()],
  ] as const
  it.each(kinds)(
    'of a real encoder is read as %s with its size, from bytes and from base64',
    async (mediaType, make) => {
      const bytes = await make().toBuffer()
      const expected = { mediaType, widthPx: 321, heightPx: 123 }
      expect(pictureHead((offset, length) => bytes.subarray(offset, offset + length))).toEqual(expected)
      const text = JSON.stringify({ type: 'DRAW', payload: dataUrl(mediaType, bytes) })
      const frame = readFrame({ bytes: Buffer.from(text), isBinary: false })
      expect(frame).toMatchObject({ kind: mediaType === 'image/png' ? 'final' : 'live', picture: expected })
      if (frame.kind === 'live' || frame.kind === 'final') expect(frame.picture.bytes().equals(bytes)).toBe(true)
    },
  )

  it('is never found in anything else, and nothing makes the reader fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isBinary) => {
        expect(['other', 'refused']).toContain(readFrame({ bytes: Buffer.from(bytes), isBinary }).kind)
      }),
    )
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('draw', 'state', 'proc', 'hello', 'use', 'job', 'x'),
        (payload, type) => {
          const { kind } = readFrame({ bytes: Buffer.from(JSON.stringify({ type, payload })), isBinary: false })
          expect(['live', 'final']).not.toContain(kind)
        },
      ),
    )
  })

  it('with damaged first bytes is refused or read, and never fails', async () => {
    const bytes = await blank.clone().jpeg().toBuffer()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const damaged = Buffer.from(bytes)
        damaged[at] = value
        expect(['live', 'refused']).toContain(
          readFrame({
            bytes: Buffer.from(JSON.stringify({ type: 'draw', payload: dataUrl('image/jpeg', damaged) })),
            isBinary: false,
          }).kind,
        )
      }),
    )
  })
})

it.each([
  [
    { type: 'proc', payload: null },
    { kind: 'prompt', text: '' },
  ],
  [
    { type: 'Prompt', payload: 12 },
    { kind: 'prompt', text: '12' },
  ],
  [
    { type: 'state', payload: 'Drawing:START' },
    { kind: 'state', isDrawing: true },
  ],
  [
    { type: 'state', payload: 'drawing:end' },
    { kind: 'state', isDrawing: false },
  ],
  [{ type: 'state', payload: 'paused' }, { kind: 'other' }],
  [{ type: 'hello' }, { kind: 'refused', of: 'hello' }],
  [
    { type: 'hello', payload: { client: 'toaster' } },
    { kind: 'hello', said: { client: 'other' } },
  ],
  [{ type: 'use' }, { kind: 'use', asked: {} }],
  [
    { type: 'use', payload: { seed: -1 } },
    { kind: 'refused', of: 'use' },
  ],
])('%o is %o', (message, expected) => {
  expect(readFrame({ bytes: Buffer.from(JSON.stringify(message)), isBinary: false })).toMatchObject(expected)
})

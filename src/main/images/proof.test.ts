import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differ, prove } from './proof'
import { odd } from './testing/pictures'

const photo = resolve('e2e/pictures/astronaut.jpg')
const cover = resolve('styles/storybook/cover.jpg')

let dir: string
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'proof-'))))
afterAll(() => rm(dir, { recursive: true }))

let files = 0
async function made(picture: Sharp): Promise<string> {
  const path = join(dir, `${files++}`)
  await writeFile(path, await picture.toBuffer())
  return path
}

const plain = (background: string) => sharp({ create: { width: 640, height: 480, channels: 3, background } })
const kindOf = (path: string, unlike: string | null) =>
  prove({ kind: 'prove', path, unlike }).then(
    () => 'a picture',
    (error: { code: string; params?: { kind: string } }) => error.params?.kind ?? error.code,
  )

describe('a result', () => {
  it.each([
    ['black', () => plain('#000').png()],
    ['black with the noise of a JPEG', () => plain('#000').jpeg({ quality: 40 })],
    ['of one colour that is not grey', () => plain('#c03020').jpeg()],
    ['white', () => plain('#fff').webp()],
    ['black with one byte a pixel', () => plain('#000').greyscale().png()],
    [
      'wholly transparent',
      () => sharp({ create: { width: 64, height: 64, channels: 4, background: '#12345600' } }).png(),
    ],
  ])('that is %s is nothing', async (_what, picture) => {
    expect(await kindOf(await made(picture()), null)).toBe('uniform')
  })

  it.each([
    ['a photo', () => sharp(photo)],
    ['a dark photo', () => sharp(photo).linear(0.08, 0)],
    ['a pale drawing', () => sharp(photo).greyscale().linear(0.1, 225)],
    [
      'a black page with a small moon',
      () =>
        plain('#000')
          .composite([
            {
              input: Buffer.from('<svg width="60" height="60"><circle cx="30" cy="30" r="24" fill="#fff"/></svg>'),
              left: 40,
              top: 40,
            },
          ])
          .png(),
    ],
  ])('that is %s is a picture', async (_what, picture) => {
    expect(await kindOf(await made(picture()), cover)).toBe('a picture')
  })

  it.each([
    ['the very same', () => sharp(photo).jpeg({ quality: 100 })],
    ['encoded anew', () => sharp(photo).jpeg({ quality: 80 })],
    ['a PNG of it', () => sharp(photo).png()],
    ['made smaller', () => sharp(photo).resize(400, 400, { fit: 'inside' }).jpeg({ quality: 90 })],
  ])('that is %s is what went in', async (_what, picture) => {
    expect(await kindOf(await made(picture()), photo)).toBe('unchanged')
  })

  it.each([
    ['inverted', () => sharp(photo).negate()],
    ['mirrored', () => sharp(photo).flop()],
    ['a little warmer', () => sharp(photo).modulate({ brightness: 1.05 })],
    ['another picture', () => sharp(cover)],
    ['without its colours', () => sharp(photo).greyscale()],
  ])('that is %s is a picture', async (_what, picture) => {
    expect(await kindOf(await made(picture()), photo)).toBe('a picture')
  })

  it('may be what went in where the style allows it', async () => {
    expect(await kindOf(photo, null)).toBe('a picture')
  })

  it('that is empty or cut is told as such', async () => {
    const path = join(dir, 'odd')
    for (const [kind, code] of [
      ['empty', 'picture_empty'],
      ['truncatedPng', 'picture_unreadable'],
    ] as const) {
      await writeFile(path, await odd[kind]())
      expect(await kindOf(path, photo)).toBe(code)
    }
  })
})

describe('the picture of the job before', () => {
  const before = () => made(sharp(photo).resize(300).png())
  const repeated = { code: 'result_empty', params: { kind: 'repeated' } }

  it('is known by its pixels where its bytes are others', async () => {
    const from = await before()
    const again = await made(
      sharp(from)
        .withExif({ IFD0: { Copyright: 'x' } })
        .png({ compressionLevel: 1 }),
    )
    expect((await readFile(again)).equals(await readFile(from))).toBe(false)
    await expect(differ({ kind: 'differ', path: again, from })).rejects.toMatchObject(repeated)
  })

  it.each([
    ['another photo of one size', (from: string) => sharp(from).flop().png()],
    [
      'one point of it',
      (from: string) =>
        sharp(from)
          .composite([{ input: point, left: 9, top: 9 }])
          .png(),
    ],
    ['its size', (from: string) => sharp(from).resize(200).png()],
  ])('is not what differs from it in %s', async (_what, change) => {
    const from = await before()
    const path = await made(change(from))
    expect(await differ({ kind: 'differ', path, from })).toMatchObject({ mediaType: 'image/png' })
  })

  const point = { create: { width: 1, height: 1, channels: 3, background: '#f0f' } } as const
})

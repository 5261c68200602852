import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../lib/log'
import { createImages, type Images } from './images'
import { startNodeChild } from './node-child'
import { buildImageChild } from './testing/child-program'
import { cornerColours, odd, pictureBytes, writePicture } from './testing/pictures'

let dir: string
let images: Images

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'images-'))
  images = createImages({ startChild: startNodeChild, modulePath: await buildImageChild(), log: silentLog })
})
afterAll(async () => {
  await images.close()
  await rm(dir, { recursive: true })
})

async function file(name: string, bytes: Uint8Array) {
  const path = join(dir, name)
  await writeFile(path, bytes)
  return path
}

/** The colours in the middle of the four corner blocks, clockwise from the top left. */
async function corners(path: string) {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const inset = Math.floor(Math.min(info.width, info.height) / 8)
  const [left, right, top, bottom] = [inset, info.width - 1 - inset, inset, info.height - 1 - inset]
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ].map(([x, y]) => {
    const at = (y! * info.width + x!) * 3
    return [...data.subarray(at, at + 3)]
  })
}

const white = [255, 255, 255]

function expectNear(found: number[][], wanted: number[][], tolerance: number) {
  found.forEach((colour, i) =>
    colour.forEach((value, c) => expect(Math.abs(value - wanted[i]![c]!)).toBeLessThanOrEqual(tolerance)),
  )
}

describe('verify', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('tells the size and type of a whole %s', async (format) => {
    const path = await writePicture(join(dir, `whole.${format}`), { format, widthPx: 200, heightPx: 120 })
    expect(await images.verify(path)).toEqual({ mediaType: `image/${format}`, widthPx: 200, heightPx: 120 })
  })

  it('tells the size after turning the picture upright', async () => {
    const path = await writePicture(join(dir, 'turned.jpg'), { orientation: 6, widthPx: 200, heightPx: 120 })
    expect(await images.verify(path)).toMatchObject({ widthPx: 200, heightPx: 120 })
  })

  it.each(['cmykJpeg', 'greyJpeg', 'png16', 'alphaPng'] as const)('takes a %s', async (kind) => {
    expect(await images.verify(await file(`${kind}.bin`, await odd[kind]()))).toMatchObject({ widthPx: 320 })
  })

  it.each([
    ['empty', 'picture_empty'],
    ['text', 'picture_unsupported'],
    ['truncatedJpeg', 'picture_unreadable'],
    ['truncatedPng', 'picture_unreadable'],
    ['truncatedWebp', 'picture_unreadable'],
    ['bombPng', 'picture_too_large'],
  ] as const)('refuses a file named .jpg that is %s as %s', async (kind, code) => {
    await expect(images.verify(await file(`${kind}.jpg`, await odd[kind]()))).rejects.toMatchObject({ code })
  })

  it.each([
    ['gif', /GIF/],
    ['animatedWebp', /animated WebP/],
    ['svg', /SVG/],
    ['heic', /HEIC/],
    ['pdf', /PDF/],
    ['tiff', /TIFF/],
  ] as const)('names the format when it refuses a %s', async (kind, message) => {
    const refused = images.verify(await file(`${kind}.jpg`, await odd[kind]()))
    await expect(refused).rejects.toMatchObject({
      code: 'picture_unsupported',
      message: expect.stringMatching(message) as unknown,
    })
  })

  it.skipIf(process.platform === 'win32')(
    'reads it once: who holds the file a moment later breaks no picture',
    async () => {
      const path = join(dir, 'once.jpg')
      execFileSync('mkfifo', [path])
      const [facts] = await Promise.all([images.verify(path), writeFile(path, await pictureBytes())])
      expect(facts).toMatchObject({ mediaType: 'image/jpeg', widthPx: 320 })
    },
  )

  it('says that a file is not there', async () => {
    await expect(images.verify(join(dir, 'nowhere.jpg'))).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each(['jpeg', 'png', 'webp'] as const)('refuses a %s cut anywhere', async (format) => {
    const whole = await pictureBytes({ format, widthPx: 96, heightPx: 64 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 3 }), async (length) => {
        const path = await file(`cut.${format}`, whole.subarray(0, length))
        await expect(images.verify(path)).rejects.toMatchObject({ name: 'AppError' })
      }),
      { numRuns: 60, examples: [[whole.length - 3], [whole.length - 20], [1]] },
    )
  })

  it('takes a JPEG with something of its own after the end mark', async () => {
    const path = await file('motion.jpg', Buffer.concat([await pictureBytes(), Buffer.from('ftypmp42 and a video')]))
    expect(await images.verify(path)).toMatchObject({ widthPx: 320 })
  })

  it('refuses a JPEG whose end was reserved on disk but never written', async () => {
    const whole = await pictureBytes()
    const path = await file(
      'hole.jpg',
      Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.alloc(whole.length / 2)]),
    )
    await expect(images.verify(path)).rejects.toMatchObject({ code: 'picture_unreadable' })
  })
})

describe('convert', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('applies EXIF orientation %i to the pixel', async (orientation) => {
    const input = await writePicture(join(dir, `exif-${orientation}.png`), { orientation, format: 'png' })
    const output = join(dir, `exif-${orientation}-upright.png`)
    const facts = await images.convert(input, output, { format: 'png', quality: 95 })
    expect(facts).toEqual({ mediaType: 'image/png', widthPx: 320, heightPx: 240 })
    expect(await corners(output)).toEqual(cornerColours)
  })

  it('writes JPEG in 4:4:4 sRGB without metadata', async () => {
    const input = await file('cmyk.jpg', await odd.cmykJpeg())
    const output = join(dir, 'from-cmyk.jpg')
    await images.convert(input, output, { format: 'jpeg', quality: 95 })
    const metadata = await sharp(output).metadata()
    expect(metadata).toMatchObject({ format: 'jpeg', space: 'srgb', chromaSubsampling: '4:4:4', channels: 3 })
    expect([metadata.exif, metadata.xmp, metadata.icc, metadata.orientation]).toEqual(Array(4).fill(undefined))
    expectNear(await corners(output), cornerColours, 100)
  })

  it('brings 16-bit PNG to 8 bits with the same colours', async () => {
    const output = join(dir, 'from-16.png')
    await images.convert(await file('16.png', await odd.png16()), output, { format: 'png', quality: 95 })
    expect(await sharp(output).metadata()).toMatchObject({ depth: 'uchar', space: 'srgb' })
    expectNear(await corners(output), cornerColours, 1)
  })

  it('keeps transparency in PNG and puts white under it in JPEG', async () => {
    const input = await file('alpha.png', await odd.alphaPng())
    await images.convert(input, join(dir, 'alpha-out.png'), { format: 'png', quality: 95 })
    await images.convert(input, join(dir, 'alpha-out.jpg'), { format: 'jpeg', quality: 95 })
    expect((await sharp(join(dir, 'alpha-out.png')).metadata()).hasAlpha).toBe(true)
    expectNear(await corners(join(dir, 'alpha-out.jpg')), [white, white, white, white], 2)
  })
})

describe('thumbnail', () => {
  it('fits the upright picture into the square and leaves no other file', async () => {
    const input = await writePicture(join(dir, 'portrait.jpg'), { orientation: 8, widthPx: 300, heightPx: 600 })
    const outDir = await mkdtemp(join(dir, 'thumbs-'))
    const facts = await images.thumbnail(input, join(outDir, 'a.jpg'), 200)
    expect(facts).toEqual({ mediaType: 'image/jpeg', widthPx: 100, heightPx: 200 })
    expect(await readdir(outDir)).toEqual(['a.jpg'])
    expectNear(await corners(join(outDir, 'a.jpg')), cornerColours, 40)
  })

  it('never enlarges', async () => {
    const input = await writePicture(join(dir, 'small.jpg'), { widthPx: 100, heightPx: 50 })
    expect(await images.thumbnail(input, join(dir, 'small-thumb.jpg'), 640)).toMatchObject({ widthPx: 100 })
  })

  it('leaves nothing where the picture is broken', async () => {
    const outDir = await mkdtemp(join(dir, 'thumbs-'))
    const input = await file('broken.jpg', await odd.truncatedJpeg(0.3))
    await expect(images.thumbnail(input, join(outDir, 'a.jpg'), 200)).rejects.toMatchObject({
      code: 'picture_unreadable',
    })
    expect(await readdir(outDir)).toEqual([])
  })
})

describe('a render that goes on for long', () => {
  const program = `
    process.on('disconnect', () => process.exit())
    process.on('message', ({ type, id, operation }) => {
      if (type !== 'run') return
      if (operation.kind === 'render') return process.send({ type: 'step', id, step: 1, maxSteps: 9, name: 'Slow' })
      process.send({ type: 'done', id, facts: { mediaType: 'image/jpeg', widthPx: 1, heightPx: 1 } })
    })`

  it('keeps no verification waiting', async () => {
    const modulePath = await file('slow-render.cjs', Buffer.from(program))
    const slow = createImages({ startChild: startNodeChild, modulePath, log: silentLog })
    const begun = new Promise<void>((resolve) => {
      const request = { inputPath: 'a', outputPath: 'b', recipe: 'any', params: {}, seed: 1 }
      const hooks = { signal: new AbortController().signal, onStep: () => resolve(), onPreview: () => undefined }
      slow.render(request, hooks).catch(() => undefined)
    })
    await begun
    expect(await slow.verify('a')).toMatchObject({ widthPx: 1 })
    await slow.close()
  })
})

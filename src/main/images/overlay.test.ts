import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { overlayPlacement } from '../../contract/event'
import { silentLog } from '../lib/log'
import { createImages, type Images } from './images'
import { startNodeChild } from './node-child'
import { placeOf } from './overlay'
import { buildImageChild } from './testing/child-program'
import { writePicture } from './testing/pictures'

let dir: string
let images: Images

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'overlay-'))
  images = createImages({ startChild: startNodeChild, modulePath: await buildImageChild(), log: silentLog })
})
afterAll(async () => {
  await images.close()
  await rm(dir, { recursive: true })
})

const red = { r: 255, g: 0, b: 0, alpha: 1 }
const clear = { r: 0, g: 0, b: 0, alpha: 0 }

/** A red frame of a tenth on each side around nothing. */
async function framePng(widthPx: number, heightPx: number): Promise<string> {
  const path = join(dir, `frame-${widthPx}x${heightPx}.png`)
  const inner = { width: Math.round(widthPx * 0.8), height: Math.round(heightPx * 0.8), channels: 4 as const }
  const hole = await sharp({ create: { ...inner, background: red } })
    .png()
    .toBuffer()
  await sharp({ create: { width: widthPx, height: heightPx, channels: 4, background: red } })
    .composite([{ input: hole, blend: 'dest-out' }])
    .png()
    .toFile(path)
  return path
}

async function logoPng(): Promise<string> {
  const path = join(dir, 'logo.png')
  const dot = await sharp({ create: { width: 20, height: 10, channels: 4, background: red } })
    .png()
    .toBuffer()
  await sharp({ create: { width: 40, height: 20, channels: 4, background: clear } })
    .composite([{ input: dot, left: 10, top: 5 }])
    .png()
    .toFile(path)
  return path
}

/** Red, where the overlay lies. */
async function isRedAt(path: string, x: number, y: number): Promise<boolean> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const [r = 0, g = 0, b = 0] = data.subarray((y * info.width + x) * 3)
  return r > 230 && g < 40 && b < 40
}

test('a frame of any shape meets all four edges of the upright picture, and its middle shows the picture', async () => {
  const picture = await writePicture(join(dir, 'turned.jpg'), { widthPx: 300, heightPx: 200, orientation: 6 })
  const out = join(dir, 'framed.jpg')
  const how = { placement: 'frame', widthRatio: 0.22, format: 'jpeg', quality: 95 } as const
  const facts = await images.compose(picture, out, { ...how, overlayPath: await framePng(100, 100) })
  expect(facts).toMatchObject({ mediaType: 'image/jpeg' })
  const { width = 0, height = 0, orientation, chromaSubsampling } = await sharp(out).metadata()
  expect([width, height]).toEqual([facts.widthPx, facts.heightPx])
  expect({ orientation, chromaSubsampling }).toEqual({ orientation: undefined, chromaSubsampling: '4:4:4' })
  const middle = [Math.floor(width / 2), Math.floor(height / 2)] as const
  for (const [x, y] of [
    [2, 2],
    [width - 3, 2],
    [2, height - 3],
    [width - 3, height - 3],
    [middle[0], 2],
  ] as const)
    expect(await isRedAt(out, x, y)).toBe(true)
  expect(await isRedAt(out, ...middle)).toBe(false)
})

test('a logo stands in its corner in its own shape, as wide as asked', async () => {
  const picture = await writePicture(join(dir, 'plain.jpg'), { widthPx: 400, heightPx: 300 })
  const out = join(dir, 'logo-out.png')
  const how = { overlayPath: await logoPng(), placement: 'bottom-right', widthRatio: 0.5 } as const
  expect(await images.compose(picture, out, { ...how, format: 'png', quality: 95 })).toEqual({
    mediaType: 'image/png',
    widthPx: 400,
    heightPx: 300,
  })
  // 200 x 100 at 9 px from the edges; its red middle is the half of it
  expect(await isRedAt(out, 400 - 9 - 100, 300 - 9 - 50)).toBe(true)
  expect(await isRedAt(out, 400 - 9 - 195, 300 - 9 - 5)).toBe(false)
  expect(await isRedAt(out, 100, 50)).toBe(false)
})

test('whatever its shape and the picture’s, an overlay stays within the picture', () => {
  const size = fc.record({ widthPx: fc.integer({ min: 1, max: 8000 }), heightPx: fc.integer({ min: 1, max: 8000 }) })
  const how = fc.record({
    placement: fc.constantFrom(...overlayPlacement.options),
    widthRatio: fc.double({ min: 0.05, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(how, size, size, (wanted, picture, logo) => {
      const { leftPx, topPx, widthPx, heightPx } = placeOf(wanted, picture, logo)
      expect(Math.min(leftPx, topPx)).toBeGreaterThanOrEqual(0)
      expect(Math.min(widthPx, heightPx)).toBeGreaterThanOrEqual(1)
      expect(leftPx + widthPx).toBeLessThanOrEqual(picture.widthPx)
      expect(topPx + heightPx).toBeLessThanOrEqual(picture.heightPx)
    }),
  )
})

test('only a PNG that shows something and lets something through is taken as an overlay', async () => {
  expect(await images.verifyOverlay(await logoPng())).toEqual({ mediaType: 'image/png', widthPx: 40, heightPx: 20 })
  const solid = { width: 30, height: 30, channels: 4 as const }
  const full = join(dir, 'full.png')
  await sharp({ create: { ...solid, background: red } })
    .png()
    .toFile(full)
  const empty = join(dir, 'empty.png')
  await sharp({ create: { ...solid, background: clear } })
    .png()
    .toFile(empty)
  const opaque = join(dir, 'opaque.png')
  await sharp({ create: { ...solid, channels: 3, background: '#fff' } })
    .png()
    .toFile(opaque)
  const jpeg = await writePicture(join(dir, 'no.jpg'))
  for (const path of [full, empty, opaque, jpeg])
    await expect(images.verifyOverlay(path)).rejects.toMatchObject({ code: 'overlay_unsuitable' })
  const torn = join(dir, 'torn.png')
  await writeFile(torn, (await readFile(await framePng(200, 200))).subarray(0, 300))
  await expect(images.verifyOverlay(torn)).rejects.toMatchObject({ code: 'picture_unreadable' })
})

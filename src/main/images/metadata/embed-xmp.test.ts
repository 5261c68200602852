import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reachesEnd } from '../container-end'
import { pictureBytes } from '../testing/pictures'
import { embedXmp } from './embed-xmp'
import { jpegWithXmp } from './jpeg-xmp'
import { pngWithXmp } from './png-xmp'

const packet = (text: string) =>
  `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${text}</x:xmpmeta><?xpacket end="r"?>`

let dir: string
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'xmp-'))))
afterAll(() => rm(dir, { recursive: true }))

/** As another program reads it back. */
async function read(bytes: Buffer) {
  const { xmp, exif, icc, ...facts } = await sharp(bytes).metadata()
  return { ...facts, hasExif: exif !== undefined, hasIcc: icc !== undefined, xmp: xmp?.toString('utf8') }
}

const pixels = (bytes: Buffer) => sharp(bytes).raw().toBuffer()

const picture = (format: 'jpeg' | 'png') => pictureBytes({ format, widthPx: 96, heightPx: 64 })
const withXmp = {
  jpeg: (bytes: Buffer, text: string) => jpegWithXmp(bytes, Buffer.from(text)),
  png: (bytes: Buffer, text: string) => pngWithXmp(bytes, Buffer.from(text), { keepsGraph: true }),
}

describe.each(['jpeg', 'png'] as const)('XMP in a %s', (format) => {
  it('is read back by others, and no pixel changes', async () => {
    const before = await picture(format)
    const after = withXmp[format](before, packet('a fox'))!
    expect((await read(after)).xmp).toBe(packet('a fox'))
    expect(await pixels(after)).toEqual(await pixels(before))
    expect(reachesEnd(format, after)).toBe(true)
  })

  it('takes the place of what was there, and everything else stays', async () => {
    const rich = await sharp(await picture(format))
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .withIccProfile('srgb')
      .withXmp(packet('old'))
      .toFormat(format)
      .toBuffer()
    const after = withXmp[format](withXmp[format](rich, packet('newer'))!, packet('new'))!
    expect(await read(after)).toMatchObject({ hasExif: true, hasIcc: true, xmp: packet('new') })
    expect(after.includes('old')).toBe(false)
    expect(after.includes('newer')).toBe(false)
    expect(await pixels(after)).toEqual(await pixels(rich))
  })

  it('holds any text that XMP may hold', async () => {
    const bytes = await picture(format)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (text) => {
        expect((await read(withXmp[format](bytes, packet(text))!)).xmp).toBe(packet(text))
      }),
      { numRuns: 30 },
    )
  })

  it('is refused, not forced, into a file that is cut or no picture', async () => {
    const bytes = await sharp(await picture(format))
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .toFormat(format)
      .toBuffer()
    for (const bad of [Buffer.alloc(0), Buffer.from('GIF89a'), bytes.subarray(0, 3), bytes.subarray(0, 30)])
      expect(withXmp[format](Buffer.from(bad), packet('x'))).toBeNull()
  })

  it('never throws, whatever the bytes are', async () => {
    const bytes = await picture(format)
    fc.assert(
      fc.property(fc.nat(200), fc.uint8Array({ maxLength: 40 }), (at, garbage) => {
        const broken = Buffer.concat([bytes.subarray(0, at), garbage, bytes.subarray(at)])
        expect(() => withXmp[format](broken, packet('x'))).not.toThrow()
      }),
    )
  })
})

describe('XMP in a JPEG', () => {
  it('stands behind JFIF and Exif and before the rest', async () => {
    const jpeg = await sharp(await picture('jpeg'))
      .withExif({ IFD0: { Copyright: 'me' } })
      .withIccProfile('srgb')
      .jpeg()
      .toBuffer()
    const after = jpegWithXmp(jpeg, Buffer.from(packet('x')))!
    const places = ['Exif\0', 'http://ns.adobe.com/xap/1.0/\0', 'ICC_PROFILE\0'].map((mark) =>
      after.indexOf(mark, 0, 'latin1'),
    )
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(Math.min(...places)).toBeGreaterThan(0)
  })

  it('is refused where it does not fit into one segment', async () => {
    const jpeg = await picture('jpeg')
    expect(jpegWithXmp(jpeg, Buffer.alloc(65_504, 0x20))).not.toBeNull()
    expect(jpegWithXmp(jpeg, Buffer.alloc(65_505, 0x20))).toBeNull()
  })
})

describe('a PNG from ComfyUI', () => {
  /** Chunks as SaveImage writes them: the graph with the prompts. */
  const fromComfy = async () => {
    const png = await picture('png')
    const text = Buffer.from('tEXtprompt\0{"1":{"class_type":"KSampler"}}', 'latin1')
    const frame = Buffer.alloc(text.length + 8)
    frame.writeUInt32BE(text.length - 4)
    text.copy(frame, 4)
    return Buffer.concat([png.subarray(0, 33), frame, png.subarray(33)])
  }

  it('keeps its graph only where the prompt may be read', async () => {
    const png = await fromComfy()
    expect(pngWithXmp(png, Buffer.from(packet('x')), { keepsGraph: true })!.includes('KSampler')).toBe(true)
    const bare = pngWithXmp(png, Buffer.from(packet('x')), { keepsGraph: false })!
    expect(bare.includes('KSampler')).toBe(false)
    expect(await pixels(bare)).toEqual(await pixels(await picture('png')))
  })
})

describe('a file', () => {
  it('gets its XMP in place', async () => {
    const path = join(dir, 'a.jpg')
    await writeFile(path, await picture('jpeg'))
    expect(await embedXmp(path, { packet: packet('a'), keepsGraph: false })).toBe(true)
    expect((await read(await readFile(path))).xmp).toBe(packet('a'))
  })

  it.each([
    ['a WebP', () => pictureBytes({ format: 'webp', widthPx: 32, heightPx: 32 })],
    ['a video', () => Promise.resolve(Buffer.from('\0\0\0\x18ftypmp42 and so on'))],
    ['a cut PNG', async () => (await picture('png')).subarray(0, 60)],
  ])('that is %s stays as it was', async (_what, bytes) => {
    const path = join(dir, 'other')
    await writeFile(path, await bytes())
    expect(await embedXmp(path, { packet: packet('a'), keepsGraph: false })).toBe(false)
    expect(await readFile(path)).toEqual(Buffer.from(await bytes()))
  })
})

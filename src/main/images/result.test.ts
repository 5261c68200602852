import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ContainerBroken, type ContainerReader } from './container-reader'
import { mp4Facts } from './mp4-container'
import { prove } from './proof'
import { thumbnail } from './operations'
import { verifyResult } from './result'
import { films, odd, pictureBytes } from './testing/pictures'
import { webmFacts } from './webm-container'

let dir: string
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'results-'))))
afterAll(() => rm(dir, { recursive: true }))

let files = 0
async function check(bytes: Buffer) {
  const path = join(dir, String(files++))
  await writeFile(path, bytes)
  return verifyResult({ kind: 'verifyResult', path })
}

describe('a finished file', () => {
  it.each([
    ['webm', { mediaType: 'video/webm', widthPx: 128, heightPx: 80, durationMs: 1000 }],
    ['mp4', { mediaType: 'video/mp4', widthPx: 128, heightPx: 80, durationMs: 1000 }],
    ['gif', { mediaType: 'image/gif', widthPx: 96, heightPx: 60, durationMs: 1000 }],
    ['webp', { mediaType: 'image/webp', widthPx: 96, heightPx: 60, durationMs: 1000 }],
  ] as const)('of the kind %s is told by its bytes, with size and length', async (kind, facts) => {
    expect(await check(await films[kind]())).toEqual(facts)
  })

  it('of old QuickTime, which names no brand, is told by its boxes', async () => {
    const film = await films.mp4()
    const withoutBrand = film.subarray(film.readUInt32BE(0))
    expect(await check(withoutBrand)).toMatchObject({ mediaType: 'video/quicktime', widthPx: 128, durationMs: 1000 })
  })

  it('that is a still has no length, a GIF of one frame included', async () => {
    expect(await check(await pictureBytes())).toMatchObject({ mediaType: 'image/jpeg', durationMs: null })
    expect(await check(await odd.gif())).toMatchObject({ mediaType: 'image/gif', durationMs: null })
  })

  it.each(['webm', 'mp4', 'gif', 'webp'] as const)('of the kind %s that was cut anywhere is refused', async (kind) => {
    const bytes = await films[kind]()
    for (const part of [0.999, 0.7, 0.3, 0.02]) {
      const cut = bytes.subarray(0, Math.min(bytes.length - 1, Math.ceil(bytes.length * part)))
      await expect(check(cut), `${kind} ${part}`).rejects.toMatchObject({ code: 'picture_unreadable' })
    }
  })

  it.each(['webm', 'mp4'] as const)('of the kind %s with bytes after its end is refused', async (kind) => {
    const longer = Buffer.concat([await films[kind](), Buffer.alloc(64)])
    await expect(check(longer)).rejects.toMatchObject({ code: 'picture_unreadable' })
  })

  it.each(['gif', 'webp'] as const)('of the kind %s with a broken frame in the middle is refused', async (kind) => {
    const bytes = Buffer.from(await films[kind]())
    const at = bytes.length >> 1
    bytes.fill(0, at, at + 200)
    await expect(check(bytes)).rejects.toMatchObject({ code: 'picture_unreadable' })
  })

  it('that is empty, no picture, or a Matroska film is refused by name', async () => {
    await expect(check(Buffer.alloc(0))).rejects.toMatchObject({ code: 'picture_empty' })
    await expect(check(await odd.pdf())).rejects.toMatchObject({ code: 'picture_unsupported' })
    const matroska = Buffer.from((await films.webm()).toString('latin1').replace('webm', 'abcd'), 'latin1')
    await expect(check(matroska)).rejects.toMatchObject({ code: 'picture_unsupported' })
  })

  it('that moves gets a thumbnail of its first frame, and is nothing when it stays one colour', async () => {
    const path = join(dir, 'moving.gif')
    await writeFile(path, await films.gif())
    const outputPath = join(dir, 'thumb.jpg')
    const small = await thumbnail({ kind: 'thumbnail', inputPath: path, outputPath, maxPx: 48 })
    expect(small).toMatchObject({ mediaType: 'image/jpeg', widthPx: 48, heightPx: 30 })
    expect(await prove({ kind: 'prove', path, unlike: path })).toMatchObject({ durationMs: 1000 })
    const black = sharp(Buffer.alloc(32 * 64 * 3), { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } })
    await writeFile(path, await black.webp({ lossless: true }).toBuffer())
    await expect(prove({ kind: 'prove', path, unlike: null })).rejects.toMatchObject({ code: 'result_empty' })
  })
})

describe('the readers of containers', () => {
  const readerOf = (bytes: Buffer): ContainerReader => ({
    sizeBytes: bytes.length,
    read(at, length) {
      if (length < 0 || at + length > bytes.length) return Promise.reject(new ContainerBroken('short'))
      return Promise.resolve(bytes.subarray(at, at + length))
    },
  })

  it.each([
    ['mp4', mp4Facts],
    ['webm', webmFacts],
  ] as const)('take any changed %s without any other complaint than that it is broken', async (kind, factsOf) => {
    const film = await films[kind]()
    const change = fc.record({ at: fc.nat(film.length - 1), byte: fc.nat(255), keep: fc.nat(film.length) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(film)
        for (const { at, byte } of changes) bytes[at] = byte
        const cut = bytes.subarray(0, changes[0]!.keep)
        await factsOf(readerOf(cut)).catch((error: unknown) => expect(error).toBeInstanceOf(ContainerBroken))
      }),
      { numRuns: 300 },
    )
  })

  it('take a recording whose outer lengths are not known, and only a whole one', async () => {
    const bytes = Buffer.from(await films.webm())
    // the segment's length: eight bytes after its id
    const at = bytes.indexOf(Buffer.from([0x18, 0x53, 0x80, 0x67])) + 4
    bytes.fill(0xff, at + 1, at + 8)
    bytes[at] = 0x01
    expect(await webmFacts(readerOf(bytes))).toMatchObject({ widthPx: 128, heightPx: 80 })
    await expect(webmFacts(readerOf(bytes.subarray(0, -3)))).rejects.toBeInstanceOf(ContainerBroken)
  })

  it('refuse a film whose pictures have no length of their own: its writer was cut off', async () => {
    const bytes = Buffer.from(await films.mp4())
    bytes.writeUInt32BE(0, bytes.indexOf('mdat') - 4)
    await expect(mp4Facts(readerOf(bytes))).rejects.toBeInstanceOf(ContainerBroken)
  })
})

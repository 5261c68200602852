import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withReader } from '../container-reader'
import { mp4Facts } from '../mp4-container'
import { films } from '../testing/pictures'
import { webmFacts } from '../webm-container'
import { embedXmp } from './embed-xmp'
import { webpWithXmp } from './webp-xmp'

const packet = '<x:xmpmeta xmlns:x="adobe:ns:meta/">a record</x:xmpmeta>'
const facts = { mp4: mp4Facts, webm: webmFacts }

let dir: string
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'film-xmp-'))))
afterAll(() => rm(dir, { recursive: true }))

async function signed(bytes: Buffer, keepsGraph = false) {
  const path = join(dir, 'film')
  await writeFile(path, bytes)
  const hasPacket = await embedXmp(path, { packet, keepsGraph })
  return { path, hasPacket, after: await readFile(path) }
}

/** As ComfyUI's muxer leaves the graph: among the words about the film. */
async function withGraph(kind: 'mp4' | 'webm'): Promise<Buffer> {
  const bytes = await films[kind]()
  const at = bytes.lastIndexOf('Lavf59.27.100')
  bytes.write('prompt:a fox!', at, 'latin1')
  return bytes
}

describe('a record in a film', () => {
  it('stands in a box of its own behind an MP4, of which nothing else changes', async () => {
    const before = await films.mp4()
    const { path, hasPacket, after } = await signed(before)
    expect(hasPacket).toBe(true)
    expect(after.subarray(0, before.length).equals(before)).toBe(true)
    const box = after.subarray(before.length)
    expect([box.readUInt32BE(0), box.toString('latin1', 4, 8)]).toEqual([box.length, 'uuid'])
    expect(box.toString('hex', 8, 24)).toBe('be7acfcb97a942e89c71999491e3afac')
    expect(box.toString('utf8', 24)).toBe(packet)
    expect(await withReader(path, mp4Facts)).toEqual({ widthPx: 128, heightPx: 80, durationMs: 1000 })
  })

  it.each([
    ['a WebM', () => films.webm()],
    ['a GIF', () => films.gif()],
    [
      'a MOV',
      async () => Buffer.from((await films.mp4()).toString('latin1').replace('ftypisom', 'ftypqt  '), 'latin1'),
    ],
    ['a film whose last box is an index', async () => Buffer.concat([await films.mp4(), Buffer.from('\0\0\0\bmfra')])],
    ['a cut film', async () => (await films.mp4()).subarray(0, 3000)],
  ])('is not put into %s, which stays as it was', async (_what, bytes) => {
    const before = await bytes()
    const { hasPacket, after } = await signed(before)
    expect(hasPacket).toBe(false)
    expect(after.equals(before)).toBe(true)
  })
})

describe.each(['mp4', 'webm'] as const)('a graph that ComfyUI left in a film (%s)', (kind) => {
  it('is taken out, and the film is as whole as before', async () => {
    const before = await withGraph(kind)
    const { path, after } = await signed(before)
    expect(after.includes('a fox')).toBe(false)
    if (kind === 'webm') expect(after.length).toBe(before.length)
    expect(await withReader(path, facts[kind])).toEqual({ widthPx: 128, heightPx: 80, durationMs: 1000 })
  })

  it('stays where the prompt may be read', async () => {
    const { after } = await signed(await withGraph(kind), true)
    expect(after.includes('a fox')).toBe(true)
  })
})

describe('an animated WebP', () => {
  const withExif = async () =>
    sharp(await films.webp(), { animated: true })
      .withExif({ IFD0: { Model: 'prompt:a fox' } })
      .webp()
      .toBuffer()

  it('carries the record, and the graph only where the prompt may be read', async () => {
    const before = await withExif()
    const bare = webpWithXmp(before, Buffer.from(packet), { keepsGraph: false })!
    const kept = webpWithXmp(bare, Buffer.from(packet), { keepsGraph: true })!
    for (const bytes of [bare, kept]) {
      const { xmp, pages } = await sharp(bytes, { animated: true }).metadata()
      expect([xmp?.toString('utf8'), pages]).toEqual([packet, 4])
      expect(bytes.includes('a fox')).toBe(false)
    }
    expect(webpWithXmp(before, Buffer.from(packet), { keepsGraph: true })!.includes('a fox')).toBe(true)
    const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer()
    expect((await pixels(bare)).equals(await pixels(before))).toBe(true)
  })

  it('that is cut is left alone', async () => {
    const before = await withExif()
    for (const length of [0, 11, 13, 29, before.length - 5])
      expect(webpWithXmp(before.subarray(0, length), Buffer.from(packet), { keepsGraph: false })).toBeNull()
  })
})

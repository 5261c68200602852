import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createImages } from '../src/main/images/images'
import { startNodeChild } from '../src/main/images/node-child'
import { silentLog } from '../src/main/lib/log'
import { median, type Bench, type BenchRow } from './bench'
import { projectRoot } from './project'

const rounds = 9
const maxPx = 640
const sizes = [
  { name: '1080p', widthPx: 1920, heightPx: 1080, perRound: 12 },
  { name: '24 megapixels', widthPx: 6000, heightPx: 4000, perRound: 2 },
]

/** How fast thumbnails are made in the image child, each on disk when it counts, beside sharp in this very process. */
export const thumbnailsBench: Bench = {
  name: 'thumbnails',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const modulePath = join(projectRoot, 'out/main/image-child.js')
    const images = createImages({ startChild: startNodeChild, modulePath, log: silentLog })
    const rows: BenchRow[] = []
    for (const size of sizes) {
      const input = await madePhotograph(dir, size)
      const output = join(dir, 'thumb.jpg')
      const ours: number[] = []
      const floor: number[] = []
      const makeOurs = () => images.thumbnail(input, output, maxPx)
      const makeBare = () =>
        sharp(input)
          .autoOrient()
          .resize(maxPx, maxPx, { fit: 'inside' })
          .jpeg({ quality: 82 })
          .toFile(join(dir, 'bare.jpg'))
      await makeOurs() // starts the child
      for (let round = 0; round < rounds; round++) {
        ours.push(await perSecond(size.perRound, makeOurs))
        floor.push(await perSecond(size.perRound, makeBare))
      }
      say(`${size.name} measured`)
      rows.push(rowOf(size.name, median(ours), median(floor)))
    }
    await images.close()
    rmSync(dir, { recursive: true })
    return rows
  },
}

function rowOf(size: string, ours: number, floor: number): BenchRow {
  const aim = { kind: 'at least times the floor', limit: 0.8 } as const
  return { measure: `thumbnails of ${size}`, unit: '1/s', ours, floor, floorName: 'bare sharp', aim }
}

/** The test photograph, enlarged, with grain so that it compresses as a camera's picture does. */
async function madePhotograph(dir: string, { name, widthPx, heightPx }: (typeof sizes)[number]): Promise<string> {
  const file = join(dir, `${name.replaceAll(' ', '-')}.jpg`)
  const size = { width: widthPx, height: heightPx }
  const grain = await sharp({
    create: { ...size, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 12 } },
  })
    .png({ compressionLevel: 1 })
    .toBuffer()
  await sharp(join(projectRoot, 'e2e/pictures/astronaut.jpg'))
    .resize(widthPx, heightPx, { fit: 'cover' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 92 })
    .toFile(file)
  return file
}

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const beganAtMs = performance.now()
  for (let done = 0; done < count; done++) await work()
  return (count * 1000) / (performance.now() - beganAtMs)
}

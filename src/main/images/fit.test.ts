import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { fit } from './fit'
import { writePicture } from './testing/pictures'

it.each([
  ['grey', 128],
  ['white', 255],
  ['black', 0],
] as const)('borders are %s where they are asked for so', async (background, level) => {
  const dir = await mkdtemp(join(tmpdir(), 'fit-'))
  const [inputPath, outputPath] = [await writePicture(join(dir, 'wide.jpg')), join(dir, 'square.jpg')]
  const facts = await fit({ kind: 'fit', inputPath, outputPath, maxSidePx: 200, aspect: 1, how: 'pad', background })
  expect(facts).toMatchObject({ widthPx: 200, heightPx: 200 })
  const { data } = await sharp(outputPath).raw().toBuffer({ resolveWithObject: true })
  expect(Math.abs(data[0]! - level)).toBeLessThan(4)
})

import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import type { Images } from '../images/images'
import { dataFolderAt } from '../jobs/data-folder'
import { silentLog } from '../lib/log'
import { createGuestPictures } from './guest-pictures'

const result = { mediaType: 'image/jpeg', sha256: 'a'.repeat(64) }
const job = { id: '8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11', result } as unknown as Job

/** A guest's picture, for which this happens while its copy for the screen is made. */
async function picturesOf(whileMaking: (path: string) => Promise<void>) {
  const folder = dataFolderAt(await mkdtemp(join(tmpdir(), 'photocall-screen-')))
  let isErased = false
  const thumbnail = async (_source: string, target: string) => {
    await writeFile(target, 'small')
    isErased = true
    await whileMaking(target)
  }
  const pictures = createGuestPictures({
    folder,
    pictures: () => ({
      original: () => null,
      result: () => join(folder.dir, 'result.jpg'),
      thumb: () => Promise.resolve(null),
      preview: () => null,
    }),
    images: { thumbnail } as unknown as Images,
    shareIsHere: () => true,
    isErased: () => isErased,
    log: silentLog,
  })
  return { pictures, left: () => readdir(join(folder.thumbs, '8f')) }
}

test('nothing stays of a picture that is erased while its copy for a screen is made', async () => {
  const { pictures, left } = await picturesOf(() => Promise.resolve())
  expect(await pictures.screen(job)).toBeNull()
  expect(await left()).toEqual([])
})

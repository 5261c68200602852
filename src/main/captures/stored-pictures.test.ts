import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import type { Images } from '../images/images'
import { openDataFolder } from '../jobs/data-folder'
import { createJobBoard } from '../jobs/job-board'
import type { Journal } from '../jobs/journal'
import { silentLog } from '../lib/log'
import type { Styles } from '../styles/styles'
import type { CaptureIndex, CaptureRow } from './capture-index'
import { createPictures } from './stored-pictures'

const jobId = '8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11'

/** A booth of one job, whose finished picture lies in the spool until `share` is called. */
async function boothOfOne(onMaking: (source: string) => Promise<void> = () => Promise.resolve()) {
  const folder = openDataFolder(await mkdtemp(join(tmpdir(), 'photocall-pictures-')))
  const spoolFile = folder.spoolName(jobId, 'jpg')
  const original = { file: 'original.jpg' }
  const result = { spoolFile: spoolFile as string | null, name: 'a.jpg', mediaType: 'image/jpeg' }
  await writeFile(folder.resolve(spoolFile), 'finished')
  await writeFile(folder.resolve(original.file), 'taken')
  const captured = join(folder.dir, 'a.jpg')
  let row: CaptureRow | null = null
  const made: string[] = []
  const images = {
    async thumbnail(source: string, target: string) {
      made.push(source)
      await onMaking(source)
      if (!existsSync(source)) throw new Error('it is gone')
      await writeFile(target, 'thumbnail')
    },
  } as unknown as Images
  let isKnown = true
  const find = () => (isKnown ? ({ id: jobId, original, result } as unknown as Job) : null)
  const journal = { find } as unknown as Journal
  const captures = { find: () => row, findByJob: () => row, pathOf: () => captured } as unknown as CaptureIndex
  let hanging = ''
  const pictures = createPictures({
    folder,
    journal,
    board: createJobBoard(),
    captures,
    images,
    styles: { all: () => [] } as unknown as Styles,
    outputs: { pathOf: () => Promise.resolve(null), posterOf: () => null },
    overlayPath: () => null,
    serverTest: () => null,
    guestCode: () => null,
    hangs: (root) => root === hanging,
    log: silentLog,
  })
  async function share({ isTold = true } = {}) {
    await writeFile(captured, 'finished')
    row = { mediaType: 'image/jpeg', root: '/share' } as CaptureRow
    if (isTold) result.spoolFile = null
    await rm(folder.resolve(spoolFile))
  }
  const forget = () => void (isKnown = false)
  const hang = () => void (hanging = '/share')
  return { folder, pictures, made, captured, share, forget, hang, spooled: folder.resolve(spoolFile) }
}

test('a thumbnail is made once, also when two ask at the same time', async () => {
  const { pictures, made, folder } = await boothOfOne()
  const [first, second] = await Promise.all([pictures.thumb(jobId), pictures.thumb(jobId)])
  expect(first).toBe(second)
  expect(await pictures.thumb(jobId)).toBe(first)
  expect(made).toHaveLength(1)
  expect(await readdir(join(folder.thumbs, '8f'))).toHaveLength(1)
})

test('a picture that moves from the spool to the share while its thumbnail is made is found there', async () => {
  const booth = await boothOfOne((source) => (source === booth.spooled ? booth.share() : Promise.resolve()))
  expect(await booth.pictures.thumb(jobId)).not.toBeNull()
  expect(booth.made).toEqual([booth.spooled, booth.captured])
})

test('a finished picture that has left the spool before its job says so is found in the share', async () => {
  const booth = await boothOfOne()
  expect(booth.pictures.result(jobId)).toBe(booth.spooled)
  await booth.share({ isTold: false })
  expect(booth.pictures.result(jobId)).toBe(booth.captured)
})

test('while the share is away the kept thumbnail is shown, not the original', async () => {
  const { pictures, made, captured, share } = await boothOfOne()
  await share()
  const kept = await pictures.thumb(jobId)
  await rm(captured)
  expect(await pictures.thumb(jobId)).toBe(kept)
  expect(made).toHaveLength(1)
})

test('a share that does not answer is asked for nothing: the kept thumbnail is shown, and the picture is not there', async () => {
  const { pictures, captured, share, hang } = await boothOfOne()
  await share()
  const kept = await pictures.thumb(jobId)
  // other bytes would ask for another thumbnail: nobody looks
  await writeFile(captured, 'finished, and longer')
  hang()
  expect(await pictures.thumb(jobId)).toBe(kept)
  expect([pictures.capture(jobId), pictures.result(jobId)]).toEqual([null, null])
})

test('nothing stays of a picture that is erased while its thumbnail is made', async () => {
  const booth = await boothOfOne(() => Promise.resolve(booth.forget()))
  expect(await booth.pictures.thumb(jobId)).toBeNull()
  expect(booth.made).toHaveLength(1)
  expect(await readdir(join(booth.folder.thumbs, '8f'))).toEqual([])
})

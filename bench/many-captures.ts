import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { createCaptureIndex } from '../src/main/captures/capture-index'
import { openDataFolder } from '../src/main/jobs/data-folder'
import { migrations } from '../src/main/jobs/schema'
import { migrate, openDatabase } from '../src/main/lib/sqlite'
import { cameraPicture } from './pictures'

const differentPictures = 40
const secondMs = 1000

/** What a booth leaves after many events: files on the share, thumbnails, rows. Answers the thumbnails, newest first. */
export async function leaveCaptures(options: { dataDir: string; shareDir: string; count: number }): Promise<string[]> {
  const { dataDir, shareDir, count } = options
  const folder = openDataFolder(dataDir)
  const database = openDatabase(folder.journal)
  migrate(database, folder.journal, migrations)
  const captures = createCaptureIndex({ database })
  const models = await makeModels(dataDir)
  const newestAtMs = Date.now() - 60 * 60 * secondMs
  const thumbs: string[] = []
  database.transaction(() => {
    for (let place = 0; place < count; place++) {
      const id = randomUUID()
      const { picture, thumb } = models[place % models.length]!
      const name = `PhotoCall-${id}.jpg`
      linkSync(picture, join(shareDir, name))
      const { size, mtimeMs } = statSync(picture)
      const thumbDir = join(folder.thumbs, id.slice(0, 2))
      mkdirSync(thumbDir, { recursive: true })
      const cached = join(thumbDir, `${id}-finished-${size}-${Math.round(mtimeMs)}.jpg`)
      linkSync(thumb, cached)
      thumbs.push(cached)
      const takenAtMs = newestAtMs - place * 20 * secondMs
      captures.add({
        id,
        jobId: null,
        eventId: 'first',
        root: shareDir,
        name,
        style: null,
        seed: null,
        takenAtMs,
        savedAtMs: takenAtMs,
        widthPx: 1920,
        heightPx: 1080,
        sizeBytes: size,
        mediaType: 'image/jpeg',
        durationMs: null,
        favourite: 0,
        publication: 'published',
      })
    }
  })
  database.close()
  return thumbs
}

/** Each in a colour of its own, so that no two beside one another are the same file to the browser's decoder. */
async function makeModels(dir: string): Promise<{ picture: string; thumb: string }[]> {
  const plain = await cameraPicture(1920, 1080)
  const models = []
  for (let number = 0; number < differentPictures; number++) {
    const [picture, thumb] = [join(dir, `model-${number}.jpg`), join(dir, `model-${number}-thumb.jpg`)]
    const tinted = sharp(plain).modulate({ hue: number * 9 })
    writeFileSync(picture, await tinted.jpeg({ quality: 90 }).toBuffer())
    await sharp(picture).resize(640, 640, { fit: 'inside' }).jpeg({ quality: 82 }).toFile(thumb)
    models.push({ picture, thumb })
  }
  return models
}

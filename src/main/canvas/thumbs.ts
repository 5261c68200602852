import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Images } from '../images/images'
import type { Log } from '../lib/log'
import type { RoomPicture } from './room'
import type { Rooms } from './rooms'

export interface Thumb {
  bytes: Uint8Array
  mediaType: string
}

const thumbSidePx = 480
/** What a tablet draws live is small enough as it is; a large final picture is made small in the image child. */
const asItIsPx = 2_100_000
const asItIsBytes = 300_000

/** A room's newest picture, small: one at a time of each room, and the one before while the next is made. */
export function createThumbs(deps: { rooms: Rooms; images: Pick<Images, 'thumbnail'>; dir: string; log: Log }) {
  const { rooms, images, dir, log } = deps
  const made = new Map<string, { revision: number; thumb: Promise<Thumb | null> }>()

  async function make(picture: RoomPicture): Promise<Thumb | null> {
    const path = join(dir, randomUUID())
    const small = `${path}.thumb`
    try {
      await writeFile(path, picture.bytes(), { mode: 0o600 })
      await images.thumbnail(path, small, thumbSidePx)
      return { bytes: await readFile(small), mediaType: 'image/jpeg' }
    } catch (error) {
      log.info('a drawing gives no thumbnail', { error: String(error) })
      return null
    } finally {
      await Promise.all([rm(path, { force: true }), rm(small, { force: true })])
    }
  }

  // what a room forgot is not kept here either
  rooms.onChange(() => {
    for (const name of made.keys()) if (!rooms.find(name)?.revision()) made.delete(name)
  })

  return async (name: string): Promise<Thumb | null> => {
    const picture = rooms.find(name)?.picture()
    if (!picture) return null
    const { widthPx, heightPx, mediaType } = picture
    if (widthPx * heightPx <= asItIsPx) {
      const bytes = picture.bytes()
      if (bytes.length <= asItIsBytes) return { bytes, mediaType }
    }
    const known = made.get(name)
    if (known?.revision === picture.revision) return known.thumb
    if (known) await known.thumb
    const thumb = make(picture)
    made.set(name, { revision: picture.revision, thumb })
    return thumb
  }
}

import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Job } from '../../contract/job'
import { isVideo } from '../../contract/media'
import type { Images } from '../images/images'
import type { DataFolder } from '../jobs/data-folder'
import type { Log } from '../lib/log'
import type { Pictures } from '../pictures'

/** Of the picture that a phone shows first: three of its pixels for each of a page's. */
const screenPx = 1280

/** The files that guests get of a job that is theirs; null where there is none now. */
export interface GuestPictures {
  /** A picture for a phone's screen, kept here, so that it is seen also while the share is away. */
  screen(job: Job): Promise<string | null>
  /** Whole, as it was saved; null while the share that has it is away. */
  whole(job: Job): string | null
  original(job: Job): string | null
  preview(jobId: string): { bytes: Uint8Array; mediaType: string } | null
}

export function createGuestPictures(deps: {
  folder: DataFolder
  pictures: () => Pick<Pictures, 'original' | 'result' | 'thumb' | 'preview'>
  images: Images
  /** A drive that is gone may hold whoever opens a file on it. */
  shareIsHere: () => boolean
  isErased: (jobId: string) => boolean
  log: Log
}): GuestPictures {
  const { folder, pictures, images, shareIsHere, isErased, log } = deps
  const making = new Map<string, Promise<string | null>>()

  function whole(job: Job): string | null {
    const path = pictures().result(job.id)
    return path !== null && (path.startsWith(folder.dir) || shareIsHere()) ? path : null
  }

  async function screen(job: Job): Promise<string | null> {
    if (!job.result) return null
    if (isVideo(job.result)) return pictures().thumb(job.id)
    const target = join(folder.thumbs, job.id.slice(0, 2), `${job.id}-screen-${job.result.sha256.slice(0, 12)}.jpg`)
    if (existsSync(target)) return target
    const source = whole(job)
    if (source === null) return pictures().thumb(job.id)
    const known = making.get(target)
    if (known) return known
    const made = make(job.id, source, target).finally(() => making.delete(target))
    making.set(target, made)
    return made
  }

  /** What was erased meanwhile leaves nothing behind. */
  async function make(jobId: string, source: string, target: string): Promise<string | null> {
    try {
      await mkdir(dirname(target), { recursive: true })
      await images.thumbnail(source, target, screenPx)
      if (!isErased(jobId)) return target
      await rm(target, { force: true })
      return null
    } catch (error) {
      log.warn('no picture for phones could be made', { target, error: String(error) })
      return null
    }
  }

  return {
    screen,
    whole,
    original: (job) => pictures().original(job.id),
    preview: (jobId) => pictures().preview(jobId),
  }
}

import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Job, OriginalFacts } from '../../contract/job'
import type { Images } from '../images/images'
import { copyDurably, moveDurably } from '../lib/files'
import { jobOfShot } from '../lib/incoming-name'
import type { DataFolder } from './data-folder'
import type { Sidecars } from './sidecars'

export const extensionOf: Record<OriginalFacts['mediaType'], string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

/** The pictures as they were taken: checked whole, then kept under the job's id. */
export interface Originals {
  /** Takes the file over, decodes all of it and files it away; on a bad picture (AppError `picture_*`) it is deleted. */
  keep(job: Pick<Job, 'id' | 'pressedAtMs'>, incomingPath: string): Promise<OriginalFacts>
  /** Of a job that came to nothing; with its sidecar. */
  discard(original: OriginalFacts): Promise<void>
  /** Puts what is known of its job beside a job's original; see `Sidecars.write`. */
  describe(job: Job): Promise<boolean>
  /** A copy of another job's original. */
  copy(job: Pick<Job, 'id' | 'pressedAtMs'>, from: OriginalFacts): Promise<OriginalFacts>
  /** Of a job that was cancelled meanwhile, with its sidecar: nobody will ask for it. */
  remove(original: OriginalFacts): Promise<void>
  /** What a cut `keep` left behind, or a camera delivered right before, checked again; null where there is no whole picture. */
  recover(job: Pick<Job, 'id' | 'pressedAtMs'>): Promise<OriginalFacts | null>
}

export function createOriginals(deps: { folder: DataFolder; images: Images; sidecars: Sidecars }): Originals {
  const { folder, images, sidecars } = deps

  async function keep(job: Pick<Job, 'id' | 'pressedAtMs'>, incomingPath: string): Promise<OriginalFacts> {
    try {
      const picture = await images.verify(incomingPath)
      const name = folder.originalName(job.id, job.pressedAtMs, extensionOf[picture.mediaType])
      await moveDurably(incomingPath, folder.resolve(name))
      return { file: name, sizeBytes: (await stat(folder.resolve(name))).size, ...picture }
    } catch (error) {
      await rm(incomingPath, { force: true })
      throw error
    }
  }

  /** Absolute path of what the camera delivered for a job; null where nothing came. */
  async function shotOf(jobId: string): Promise<string | null> {
    const name = (await readdir(folder.incoming)).find((one) => jobOfShot(one) === jobId)
    return name === undefined ? null : join(folder.incoming, name)
  }

  async function remove({ file }: OriginalFacts): Promise<void> {
    await rm(folder.resolve(file), { force: true })
    await sidecars.remove(file)
  }

  return {
    keep,
    discard: remove,
    describe: sidecars.write,
    async copy(job, from) {
      const name = folder.originalName(job.id, job.pressedAtMs, extensionOf[from.mediaType])
      await copyDurably(folder.resolve(from.file), folder.resolve(name))
      return { ...from, file: name }
    },
    remove,
    async recover(job) {
      for (const extension of Object.values(extensionOf)) {
        const name = folder.originalName(job.id, job.pressedAtMs, extension)
        const path = folder.resolve(name)
        if (!existsSync(path)) continue
        return { file: name, sizeBytes: (await stat(path)).size, ...(await images.verify(path)) }
      }
      const shot = await shotOf(job.id)
      return shot === null ? null : keep(job, shot)
    },
  }
}

import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError, type ErrorCode } from '../../contract/errors'
import type { Job, OriginalFacts } from '../../contract/job'
import type { Images } from '../images/images'
import { copyDurably, moveDurably, syncFolder } from '../lib/files'
import { renamePatiently, whenLetGo } from '../lib/held-file'
import { incomingName, jobOfShot } from '../lib/incoming-name'
import type { DataFolder } from './data-folder'
import type { Sidecars } from './sidecars'

export const extensionOf: Record<OriginalFacts['mediaType'], string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

/** The pictures as they were taken: checked whole, then kept under the job's id. */
export interface Originals {
  /**
   * Takes the file over, decodes all of it and files it away; may be repeated. It is deleted where the bytes are no picture
   * (see `isVerdict`): any other error says nothing about them, and the file stays.
   */
  keep(job: Pick<Job, 'id' | 'pressedAtMs'>, incomingPath: string): Promise<OriginalFacts>
  /** Names an incoming file as the picture of this job, so that it outlives a crash; answers its path from then on. */
  claim(jobId: string, incomingPath: string): Promise<string>
  /** Of a job that came to nothing; with its sidecar. */
  discard(original: OriginalFacts): Promise<void>
  /** Puts what is known of its job beside a job's original; see `Sidecars.write`. */
  describe(job: Job): Promise<boolean>
  /** A copy of another job's original. */
  copy(job: Pick<Job, 'id' | 'pressedAtMs'>, from: OriginalFacts): Promise<OriginalFacts>
  /**
   * All that lies here of the picture of a job that was cancelled while it was kept: nobody will ask for it. Rejects when
   * a file stays; all others are gone then.
   */
  remove(job: Pick<Job, 'id' | 'pressedAtMs'>): Promise<void>
  /** Whether a picture that was delivered for this job lies here and is no original yet. */
  wasDelivered(jobId: string): Promise<boolean>
  /** What a cut `keep` left behind, or a camera delivered right before, checked again; null where nothing is. Throws as `keep`. */
  recover(job: Pick<Job, 'id' | 'pressedAtMs'>): Promise<OriginalFacts | null>
}

const verdicts: readonly ErrorCode[] = [
  'picture_empty',
  'picture_unreadable',
  'picture_too_large',
  'picture_unsupported',
]

/** Whether an error is about the bytes themselves, so that no further try would mend it. */
export function isVerdict(error: unknown): error is AppError {
  return error instanceof AppError && verdicts.includes(error.code)
}

export function createOriginals(deps: { folder: DataFolder; images: Images; sidecars: Sidecars }): Originals {
  const { folder, images, sidecars } = deps

  async function keep(job: Pick<Job, 'id' | 'pressedAtMs'>, incomingPath: string): Promise<OriginalFacts> {
    const kept = await keptBefore(job)
    if (kept) return kept
    try {
      const picture = await images.verify(incomingPath)
      const name = folder.originalName(job.id, job.pressedAtMs, extensionOf[picture.mediaType])
      await moveDurably(incomingPath, folder.resolve(name))
      return { file: name, sizeBytes: (await stat(folder.resolve(name))).size, ...picture }
    } catch (error) {
      if (isVerdict(error)) await rm(incomingPath, { force: true })
      throw error
    }
  }

  const namesOf = (job: Pick<Job, 'id' | 'pressedAtMs'>) =>
    Object.values(extensionOf).map((extension) => folder.originalName(job.id, job.pressedAtMs, extension))

  /** What was moved to its place by a try that did not come to its end. */
  async function keptBefore(job: Pick<Job, 'id' | 'pressedAtMs'>): Promise<OriginalFacts | null> {
    const name = namesOf(job).find((one) => existsSync(folder.resolve(one)))
    if (name === undefined) return null
    const path = folder.resolve(name)
    await syncFolder(dirname(path))
    return { file: name, sizeBytes: (await stat(path)).size, ...(await images.verify(path)) }
  }

  /** Absolute paths of what was delivered for a job: a camera may have sent its picture twice. */
  async function shotsOf(jobId: string): Promise<string[]> {
    const names = (await readdir(folder.incoming)).filter((name) => jobOfShot(name) === jobId)
    return names.map((name) => join(folder.incoming, name))
  }

  return {
    keep,
    async claim(jobId, incomingPath) {
      if (jobOfShot(basename(incomingPath)) === jobId) return incomingPath
      const path = join(folder.incoming, incomingName(jobId))
      await renamePatiently(incomingPath, path)
      await syncFolder(folder.incoming)
      return path
    },
    async discard({ file }) {
      await rm(folder.resolve(file), { force: true })
      await sidecars.remove(file)
    },
    describe: sidecars.write,
    async copy(job, from) {
      const name = folder.originalName(job.id, job.pressedAtMs, extensionOf[from.mediaType])
      await copyDurably(folder.resolve(from.file), folder.resolve(name))
      return { ...from, file: name }
    },
    async remove(job) {
      const originals = namesOf(job)
      const names = [...new Set([...originals, ...originals.map(folder.sidecarName)])]
      const paths = [...names.map(folder.resolve), ...(await shotsOf(job.id))]
      const ends = await Promise.allSettled(paths.map((path) => whenLetGo(() => rm(path, { force: true }))))
      const stayed = ends.find((end) => end.status === 'rejected')
      if (stayed) throw stayed.reason as Error
    },
    wasDelivered: async (jobId) => (await shotsOf(jobId)).length > 0,
    async recover(job) {
      const kept = await keptBefore(job)
      if (kept) return kept
      let verdict: AppError | null = null
      for (const shot of await shotsOf(job.id)) {
        try {
          return await keep(job, shot)
        } catch (error) {
          if (!isVerdict(error)) throw error
          verdict = error
        }
      }
      if (verdict) throw verdict
      return null
    },
  }
}

import type { Job } from '../../contract/job'
import type { GeneratedFile } from '../backends/backend'
import type { Log } from '../lib/log'
import type { FoundFile } from '../share/share'
import { writeFramePicture, type FramePicture } from './frame-file'
import type { ClaimedFile } from './td-run'

/** Pictures of jobs that have failed: the machine was away or slow, and made them all the same. */
export interface LatePictures {
  /** On the share, with the job's id in its name. Resolves when it has been judged. */
  file(job: Job, file: FoundFile): Promise<void>
  /** Over a wire; false: nobody waits for it, and it is dropped. */
  frame(jobId: string, picture: FramePicture): boolean
}

export interface LatePicturesDeps {
  log: Log
  jobOf(jobId: string): Job | null
  /** Its guest's pictures were erased: none may come back. */
  isErased(jobId: string): boolean
  /** Absolute path of the job's work folder. */
  workDirOf(jobId: string): string
  examine(file: FoundFile, jobId: string): Promise<ClaimedFile | null>
  setAside(file: FoundFile, job: Job): void
  /** Not claimed by any job: it enters the gallery, or is erased where its guest's pictures were. */
  letGo(file: FoundFile): void
  /** A file on the share for a job that had failed: its picture is there after all. */
  settleLate(job: Job, claimed: ClaimedFile): void
  /** Saves a picture of a job that had failed as one that was made in time. */
  saveLate(job: Job, file: GeneratedFile): Promise<void>
}

export function createLatePictures(deps: LatePicturesDeps): LatePictures {
  const { log, jobOf } = deps
  /** Being saved; the machine may say it once more meanwhile. */
  const inHand = new Set<string>()

  function isMissed(job: Job | null): job is Job {
    return job?.state === 'failed' && job.backend === 'touchdesigner' && !deps.isErased(job.id)
  }

  async function file(job: Job, found: FoundFile): Promise<void> {
    try {
      const claimed = await deps.examine(found, job.id)
      if (claimed && isMissed(jobOf(job.id))) deps.settleLate(job, claimed)
      else if (deps.isErased(job.id)) deps.letGo(found)
      else deps.setAside(found, job)
    } catch (error) {
      log.warn('a late file is no whole picture', { jobId: job.id, name: found.name, error: String(error) })
    }
  }

  function frame(jobId: string, picture: FramePicture): boolean {
    if (inHand.has(jobId)) return true
    const job = jobOf(jobId)
    // with a result it failed later: what waits for a retry is this picture, or a newer one
    if (!isMissed(job) || job.result) {
      log.warn('a finished picture that nobody waits for was dropped', { jobId, state: job?.state ?? 'unknown' })
      return false
    }
    inHand.add(jobId)
    void save(job, picture).finally(() => inHand.delete(jobId))
    return true
  }

  async function save(job: Job, picture: FramePicture): Promise<void> {
    try {
      await deps.saveLate(job, await writeFramePicture(deps.workDirOf(job.id), picture))
    } catch (error) {
      log.warn('a late picture could not be saved', { jobId: job.id, error: String(error) })
    }
  }

  return { file, frame }
}

import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../contract/errors'
import type { Job } from '../contract/job'
import type { CaptureIndex } from './captures/capture-index'
import type { Images } from './images/images'
import type { Journal } from './jobs/journal'
import { captureRowOf } from './jobs/saving'
import type { Clock } from './lib/clock'
import { sha256OfFile } from './lib/files'
import type { Log } from './lib/log'
import { withRetries } from './share/retry'
import type { FoundFile, Share } from './share/share'
import type { TdWorkDeps } from './td/td-work'

const lastResult = z.object({ jobId: z.string(), sha256: z.string() })
const lastKey = 'td.last'

/** Judges files that TouchDesigner wrote: whole, decodable, and not the picture of the guests before. */
export function createTdResults(deps: {
  journal: Journal
  captures: CaptureIndex
  images: Images
  share: () => Share
  clock: Clock
  log: Log
}): Pick<TdWorkDeps, 'examine' | 'setAside'> & { close(): void } {
  const { journal, captures, images, share, clock, log } = deps

  const closing = new AbortController()

  /** The last picture that TouchDesigner made of another job. */
  function lastOther(jobId: string): { sha256: string; path: string | null } | null {
    const text = journal.remembered(lastKey)
    const last = text === null ? null : lastResult.parse(JSON.parse(text))
    if (!last || last.jobId === jobId) return null
    const row = captures.findByJob(last.jobId)
    return { sha256: last.sha256, path: row && captures.pathOf(row) }
  }

  /** Scanners, indexers and sync programs hold a file that has just come: it is read when they let go. */
  const read = (path: string) => withRetries({ clock, signal: closing.signal }, () => readOnce(path))

  async function readOnce(path: string) {
    const sha256 = await sha256OfFile(path)
    try {
      return { sha256, picture: await images.verifyResult(path) }
    } catch (error) {
      // what cannot be opened looks damaged from there: here it says which of both it is
      await sha256OfFile(path)
      throw error
    }
  }

  /** The same pixels in other bytes; a picture before that cannot be read any more proves nothing. */
  async function isRepeated(path: string, before: string): Promise<boolean> {
    try {
      await images.differ(path, before)
      return false
    } catch (error) {
      if (error instanceof AppError && error.params?.['kind'] === 'repeated') return true
      log.debug('the picture before cannot be compared', { error: String(error) })
      return false
    }
  }

  return {
    async examine(file, jobId) {
      const { sha256, picture } = await read(file.path)
      const before = lastOther(jobId)
      if (before?.sha256 === sha256) return null
      if (before?.path && (await isRepeated(file.path, before.path))) return null
      journal.remember(lastKey, JSON.stringify({ jobId, sha256 }))
      return { file, sha256, sizeBytes: file.sizeBytes, picture }
    },
    /** Kept out of view, and known from now on, so that no listing brings it back under a guest's name. */
    setAside(file: FoundFile, job: Job) {
      const shown = file.picture ?? { widthPx: 0, heightPx: 0, mediaType: 'image/jpeg', durationMs: null }
      const facts = { spoolFile: null, name: file.name, sha256: '', handedTo: null, sizeBytes: file.sizeBytes }
      const result = { ...facts, ...shown }
      const row = captureRowOf(job, result, share().view().dir, clock.nowMs())
      captures.add({ ...row, id: randomUUID(), publication: 'rejected' })
      log.info('a file of TouchDesigner was set aside', { jobId: job.id, name: file.name })
    },
    close: () => closing.abort(),
  }
}

import { stat } from 'node:fs/promises'
import type { Job, ResultFacts } from '../../contract/job'
import { captureRowOf } from './saving'
import type { CaptureIndex } from '../captures/capture-index'
import type { Images } from '../images/images'
import { sha256OfFile } from '../lib/files'
import type { Log } from '../lib/log'
import type { FoundFile } from '../share/share'
import type { JobBoard } from './job-board'
import type { Journal } from './journal'

/**
 * Ends jobs whose end a restored journal does not know: a file on the share that bears the job's id, or has the bytes
 * that the backup promised, is read in full and decoded there, and then counts as saved. Answers whether one did.
 */
export type SettleRestored = (file: FoundFile, root: string) => Promise<boolean>

export function createSettleRestored(deps: {
  journal: Journal
  board: JobBoard
  captures: CaptureIndex
  images: Images
  log: Log
}): SettleRestored {
  const { journal, board, captures, images, log } = deps

  const isUncertain = (job: Job) => job.state === 'failed' && job.error?.code === 'restored'

  /** By the id in its name, else by size: then the hash decides. */
  function candidatesOf(file: FoundFile): Job[] {
    const named = file.jobId === null ? null : journal.find(file.jobId)
    if (named) return isUncertain(named) ? [named] : []
    return board.all().filter((job) => isUncertain(job) && job.error?.params?.['sizeBytes'] === file.sizeBytes)
  }

  async function settle(file: FoundFile, root: string): Promise<boolean> {
    const candidates = candidatesOf(file)
    if (candidates.length === 0) return false
    const sha256 = await sha256OfFile(file.path)
    const job = candidates.find(({ id, error }) => id === file.jobId || error?.params?.['sha256'] === sha256)
    if (!job) return false
    const picture = await images.verifyResult(file.path)
    const { size } = await stat(file.path)
    const result: ResultFacts = {
      spoolFile: null,
      name: file.name,
      handedTo: null,
      sha256,
      sizeBytes: size,
      ...picture,
    }
    // somebody may have retried it meanwhile
    if (!isUncertain(journal.get(job.id))) return false
    const row = captureRowOf(job, result, root, Math.round(file.modifiedAtMs))
    board.put(journal.settle(job.id, result, () => captures.add(row)))
    log.info('a restored job was finished: its file is on the share', { jobId: job.id, name: file.name })
    return true
  }

  return async (file, root) => {
    try {
      return await settle(file, root)
    } catch (error) {
      log.warn('a file of a restored job is no whole picture', { name: file.name, error: String(error) })
      return false
    }
  }
}

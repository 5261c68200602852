import { publication, type CaptureView } from '../../contract/capture'
import type { Database } from '../lib/sqlite'
import type { Erasures } from '../retention/erasures'
import type { CaptureIndex, CaptureRow } from './capture-index'

/** Who may see a job's picture outlives its file's name: a file that was moved on the share goes from it and is found anew. */
export interface Publications {
  /** As what a file of this job enters the gallery that was found; of an erased job it is to be erased again. */
  ofFound(jobId: string): CaptureView['publication']
  /** Takes what is no longer on the share out of the gallery; what is being erased stays known until that is done. */
  vanished(row: CaptureRow): void
}

/** Nothing is written for the many that are as usual. */
const keepLast = `UPDATE jobs SET lastPublication = :last
  WHERE id = :jobId AND coalesce(lastPublication, 'published') <> :last`

export function createPublications(deps: {
  database: Database
  captures: CaptureIndex
  erasures: Pick<Erasures, 'foundAgain'>
  /** Its guest wants it deleted. */
  isWished: (jobId: string) => boolean
}): Publications {
  const { database, captures, erasures, isWished } = deps

  function lastOf(jobId: string) {
    const row = database.get('SELECT lastPublication FROM jobs WHERE id = :jobId', { jobId })
    return captures.findByJob(jobId)?.publication ?? publication.safeParse(row?.['lastPublication']).data
  }

  return {
    ofFound(jobId) {
      if (erasures.foundAgain(jobId)) return 'erased'
      if (lastOf(jobId) === 'rejected') return 'rejected'
      return isWished(jobId) ? 'held' : 'published'
    },
    vanished({ id, jobId, publication: last }) {
      if (last === 'erased') return
      if (jobId !== null) database.run(keepLast, { last, jobId })
      captures.remove(id)
    },
  }
}

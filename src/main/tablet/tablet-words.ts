import type { Job } from '../../contract/job'
import type { TabletStatusWord } from '../../contract/tablet-protocol'

/** A job's state in the tablet's words; what is verified is ready, also while it waits for a share that is away. */
export function tabletWordOf(job: Pick<Job, 'state' | 'result'>, waitsForShare: boolean): TabletStatusWord {
  switch (job.state) {
    case 'counting':
    case 'capturing':
    case 'queued':
      return 'pending'
    case 'generating':
      return 'processing'
    case 'saving':
      return job.result !== null && waitsForShare ? 'ready' : 'processing'
    case 'saved':
      return 'ready'
    case 'failed':
    case 'cancelled':
      return 'error'
  }
}

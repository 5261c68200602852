import type { Job } from '../../contract/job'

/** Of jobs that are long over: programs ask for the same few again and again, and a row of the journal is parsed each time. */
export interface AskedJobs {
  get(jobId: string): Job | null
  /** Whatever changed of it, or where it is gone: it is read again when it is next asked for. */
  forget(jobId: string): void
}

/** At most so many are kept, some kilobytes each: those that were asked for last. */
const usualLimit = 500

export function createAskedJobs(find: (jobId: string) => Job | null, limit = usualLimit): AskedJobs {
  // a Map keeps the order of insertion: what is asked for goes to the end
  const kept = new Map<string, Job>()

  return {
    get(jobId) {
      const job = kept.get(jobId) ?? find(jobId)
      if (!job) return null
      kept.delete(jobId)
      kept.set(jobId, job)
      const [oldest] = kept.keys()
      if (kept.size > limit && oldest !== undefined) kept.delete(oldest)
      return job
    },
    forget: (jobId) => void kept.delete(jobId),
  }
}

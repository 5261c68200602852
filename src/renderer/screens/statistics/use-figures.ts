import { useEffect, useMemo, useState } from 'react'
import type { JobView } from '../../../contract/job'
import { useAppState, useConnection, useServerNowMs } from '../../connection/use-app-state'
import { useErrorToast } from '../../connection/use-command'
import { figuresOf, startOfDay, type Figures } from './figures'

/** As many as one page of jobs may have. */
export const jobLimit = 500

/** Today's figures, anew whenever a job ends; null until the first are here. */
export function useFigures(): Figures | null {
  const jobs = useNewestJobs()
  const sinceMs = startOfDay(useServerNowMs(60_000))
  return useMemo(() => (jobs === null ? null : figuresOf(jobs, sinceMs)), [jobs, sinceMs])
}

function useNewestJobs(): readonly JobView[] | null {
  const { client } = useConnection()
  const tellError = useErrorToast()
  const ends = useAppState(({ queue, jobs }) => `${queue.savedToday} ${queue.failed} ${Object.keys(jobs).length}`)
  const [jobs, setJobs] = useState<readonly JobView[] | null>(null)
  useEffect(() => {
    let isLatest = true
    client.command('jobs.list', { limit: jobLimit, ownOnly: true }).then(
      (page) => isLatest && setJobs(page.jobs),
      (error: unknown) => isLatest && tellError(error),
    )
    return () => {
      isLatest = false
    }
  }, [client, tellError, ends])
  return jobs
}

import { useCallback, useRef, useState } from 'react'
import type { JobView } from '../../../contract/job'
import { useCommand } from '../../connection/use-command'

const pageSize = 100

export interface OlderJobs {
  jobs: JobView[]
  /** False once the beginning was reached. */
  hasMore: boolean
  /** Fetches the page below the given number; does nothing while one is on its way. */
  fetchBelow(number: number): void
}

/** Jobs that the state no longer holds, page by page as the operator scrolls down. */
export function useOlderJobs(): OlderJobs {
  const run = useCommand()
  const [jobs, setJobs] = useState<JobView[]>([])
  const [hasMore, setHasMore] = useState(true)
  const isFetching = useRef(false)

  const fetchBelow = useCallback(
    (number: number) => {
      if (isFetching.current) return
      isFetching.current = true
      void run('jobs.list', { states: ['saved', 'cancelled', 'failed'], limit: pageSize, beforeNumber: number })
        .then((page) => {
          if (page === null || page.jobs.length < pageSize) setHasMore(false)
          if (page !== null) setJobs((before) => [...before, ...page.jobs])
        })
        .finally(() => (isFetching.current = false))
    },
    [run],
  )
  return { jobs, hasMore, fetchBelow }
}

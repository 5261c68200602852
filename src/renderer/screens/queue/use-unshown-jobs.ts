import { useEffect, useState } from 'react'
import type { JobState, JobView } from '../../../contract/job'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { fetchAllIn, unshownStates } from './unshown-jobs'

/** What is not in the state is told by nobody: it is asked for again so long after each hundred of it. */
const againMs = 2000
const none: readonly JobView[] = []

/** Unfinished jobs that the state has no room for, as they were a moment ago; empty while it holds them all. */
export function useUnshownJobs(): readonly JobView[] {
  const { client } = useConnection()
  const [fetched, setFetched] = useState(none)
  const missing = useAppState(({ jobs, queue }) => unshownStates(Object.values(jobs), queue).join(' '))

  useEffect(() => {
    if (missing === '') return
    let isCurrent = true
    let timer: ReturnType<typeof setTimeout> | undefined

    async function fetchAgain(): Promise<void> {
      const states = missing.split(' ') as JobState[] // as they were joined
      let jobs = none
      try {
        jobs = await fetchAllIn(states, (query) => client.command('jobs.list', query))
        if (isCurrent) setFetched(jobs)
      } catch (error) {
        console.warn('The rest of the line could not be fetched.', error)
      }
      if (isCurrent) timer = setTimeout(() => void fetchAgain(), againMs * Math.max(1, jobs.length / 100))
    }

    void fetchAgain()
    return () => {
      isCurrent = false
      clearTimeout(timer)
      setFetched(none)
    }
  }, [client, missing])

  return missing === '' ? none : fetched
}

import { useEffect, useState } from 'react'
import type { ReplayRecord } from '../../contract/replay'
import { useCommand } from './use-command'

/** How a job's picture was made, once it is known; null for a file that others made, and while it is asked for. */
export function useReplayRecord(jobId: string | null): ReplayRecord | null {
  const run = useCommand()
  const [record, setRecord] = useState<ReplayRecord | null>(null)
  useEffect(() => {
    if (jobId === null) return
    let isCurrent = true
    void run('jobs.replay', { jobId }).then((answer) => {
      if (isCurrent) setRecord(answer?.record ?? null)
    })
    return () => {
      isCurrent = false
    }
  }, [run, jobId])
  return record?.jobId === jobId ? record : null
}

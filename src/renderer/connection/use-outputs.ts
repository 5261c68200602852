import { useEffect, useState } from 'react'
import type { OutputView } from '../../contract/output'
import { useCommand } from './use-command'

const none: readonly OutputView[] = []

/** What a job's workflow gave besides the capture; empty while it is asked for, and for a file that others made. */
export function useOutputs(jobId: string | null): readonly OutputView[] {
  const run = useCommand()
  const [known, setKnown] = useState<{ jobId: string; outputs: readonly OutputView[] } | null>(null)
  useEffect(() => {
    if (jobId === null) return
    let isCurrent = true
    void run('jobs.outputs', { jobId }).then((answer) => {
      if (isCurrent && answer !== null) setKnown({ jobId, outputs: answer.outputs })
    })
    return () => {
      isCurrent = false
    }
  }, [run, jobId])
  return known !== null && known.jobId === jobId ? known.outputs : none
}

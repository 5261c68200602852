import type { CanvasJobFacts } from '../../../contract/canvas-protocol'

const key = 'photocall-canvas-dismissed'

/** Results that were put aside in this tab: the room tells every job again to whoever comes back. */
export interface DismissedJobs {
  add(job: CanvasJobFacts): void
  /** Not any more once the job has gone on, as after a retry at the console. */
  has(job: CanvasJobFacts): boolean
}

export function createDismissedJobs(storage: Pick<Storage, 'getItem' | 'setItem'>): DismissedJobs {
  const states = new Map(JSON.parse(storage.getItem(key) ?? '[]') as [jobId: string, state: string][])
  const keep = () => storage.setItem(key, JSON.stringify([...states]))
  return {
    add({ jobId, state }) {
      states.set(jobId, state)
      keep()
    },
    has({ jobId, state }) {
      if (states.get(jobId) === state) return true
      if (states.delete(jobId)) keep()
      return false
    },
  }
}

import type { CanvasJobFacts } from '../../../contract/canvas-protocol'

/** The picture is on its way: neither there nor given up. */
export function isMaking(job: CanvasJobFacts | null): boolean {
  return job !== null && job.state !== 'saved' && job.state !== 'failed' && job.state !== 'cancelled'
}

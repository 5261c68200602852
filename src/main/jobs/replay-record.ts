import type { Job } from '../../contract/job'
import { replayRecord, type MadeWith, type ReplayRecord } from '../../contract/replay'

/** Put together when a picture is finished at `nowMs`; without a backend's own facts style and seed say all. */
export function replayRecordOf(job: Job, made: MadeWith | null, nowMs: number): ReplayRecord {
  const startedAtMs = lastTime(job, 'generating') ?? nowMs
  const queuedAtMs = lastTime(job, 'queued') ?? startedAtMs
  return replayRecord.parse({
    ...(made ?? { seed: job.seed, values: {}, workflowHash: null, models: [], server: null }),
    version: 1,
    jobId: job.id,
    style: job.style,
    backend: job.backend,
    prompt: job.prompt,
    original: job.original,
    takenAtMs: job.takenAtMs ?? job.pressedAtMs,
    zoneOffsetMin: job.zoneOffsetMin,
    waitedMs: Math.max(0, startedAtMs - queuedAtMs),
    generatedMs: Math.max(0, nowMs - startedAtMs),
  })
}

function lastTime({ timeline }: Job, state: Job['state']): number | null {
  return timeline.filter((step) => step.state === state).at(-1)?.atMs ?? null
}

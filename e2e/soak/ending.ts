import type { ProgramClient } from '../program-client'

const unfinishedStates = ['counting', 'capturing', 'queued', 'generating', 'saving'] as const
const endWithinMs = 480_000
const retryRounds = 4
const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

/** Waits until no job is left, and retries what failed by name; answers the names and how often each was there. */
export async function endJobs(client: ProgramClient): Promise<Record<string, number>> {
  const failures: Record<string, number> = {}
  for (let round = 0; round < retryRounds; round++) {
    await untilNothingIsUnfinished(client)
    const failed = await retryable(client)
    for (const { id, error } of failed) {
      const code = error?.code ?? 'unnamed'
      failures[code] = (failures[code] ?? 0) + 1
      await client.command('jobs.retry', { jobId: id })
    }
    if (failed.length === 0) break
  }
  return failures
}

async function untilNothingIsUnfinished(client: ProgramClient) {
  const untilMs = performance.now() + endWithinMs
  const left = async () => (await client.command('jobs.list', { states: [...unfinishedStates] })).total
  for (let total = await left(); total > 0; total = await left()) {
    if (performance.now() > untilMs) throw new Error(`${total} jobs are still not ended.`)
    await pause(100)
  }
}

async function retryable(client: ProgramClient) {
  const { jobs } = await client.command('jobs.list', { states: ['failed'], limit: 500 })
  return jobs.filter(({ canRetry }) => canRetry)
}

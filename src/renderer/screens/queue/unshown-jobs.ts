import type { AppState } from '../../../contract/app-state'
import type { CommandOutput } from '../../../contract/commands'
import type { JobState, JobView } from '../../../contract/job'
import { isInHand } from './queue-rows'

const pageSize = 100

/** The states of which the core has more jobs than its state holds: it holds everything that is taken or made. */
export function unshownStates(
  jobs: readonly JobView[],
  { inHand, waiting }: Pick<AppState['queue'], 'inHand' | 'waiting'>,
): JobState[] {
  const isLineWhole = jobs.filter(({ state }) => state === 'queued').length >= waiting
  const isRestWhole = jobs.filter(isInHand).length >= inHand
  return [...(isLineWhole ? [] : ['queued' as const]), ...(isRestWhole ? [] : ['saving' as const])]
}

export interface PageQuery {
  states: JobState[]
  limit: number
  beforeNumber?: number
}

type AskPage = (query: PageQuery) => Promise<CommandOutput<'jobs.list'>>

/** All jobs in these states, page by page: one answer of a thousand would hold up the core for everybody. */
export async function fetchAllIn(states: JobState[], ask: AskPage): Promise<JobView[]> {
  const jobs: JobView[] = []
  for (;;) {
    const beforeNumber = jobs.at(-1)?.number
    const page = await ask({ states, limit: pageSize, ...(beforeNumber !== undefined && { beforeNumber }) })
    jobs.push(...page.jobs)
    if (page.jobs.length < pageSize) return jobs
  }
}

import type { Job } from '../../contract/job'
import type { Database, SqlRow } from '../lib/sqlite'
import { selectJobs } from './job-row'
import { stateCondition } from './job-states'
import type { JobQuery, Journal } from './journal'

/** Of the booth's own jobs, in SQL. */
export const isOwn = 'jobs.request IS NULL'

/** The journal's jobs by their states, page by page; `jobsOf` leaves rows out that hold no job. */
export function createJobLists(deps: {
  database: Database
  jobsOf: (rows: readonly SqlRow[]) => Job[]
}): Pick<Journal, 'list' | 'count'> {
  const { database, jobsOf } = deps

  return {
    list({ states, beforeNumber, limit, ownOnly }) {
      const sql = `${selectJobs} WHERE ${wanted(states, ownOnly)} AND number < :before
        ORDER BY jobs.number DESC LIMIT :asked OFFSET :read`
      const before = beforeNumber ?? Number.MAX_SAFE_INTEGER
      const jobs: Job[] = []
      // a row that holds no job leaves its place to the next
      for (let read = 0, asked = limit; ; asked = limit - jobs.length) {
        const rows = database.all(sql, { before, asked, read })
        jobs.push(...jobsOf(rows))
        if (rows.length < asked || jobs.length === limit) return jobs
        read += rows.length
      }
    },
    count(states, ownOnly) {
      return Number(database.get(`SELECT count(*) AS n FROM jobs WHERE ${wanted(states, ownOnly)}`)?.['n'] ?? 0)
    },
  }
}

function wanted(states: JobQuery['states'], ownOnly = false): string {
  return `${stateCondition(states)}${ownOnly ? ` AND ${isOwn}` : ''}`
}

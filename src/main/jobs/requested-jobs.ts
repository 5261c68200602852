import type { Job, JobRequest, JobState } from '../../contract/job'
import type { Database } from '../lib/sqlite'
import { readRow, selectJobs, selectTimeline } from './job-row'
import { finalStates, stateCondition } from './job-states'

/** The jobs that other programs asked for, and what their repeated submits are told by. */
export interface RequestedJobs {
  find(jobId: string): Job | null
  /** Newest first. */
  list(query: { requester: string; words: JobRequest['words']; states: readonly JobState[]; limit: number }): Job[]
  /** By state; null of every requester. Costs the same however many jobs there are. */
  counts(words: JobRequest['words'], requester: string | null): Partial<Record<JobState, number>>
  /** What was submitted with a key; null for an unused one. */
  known(requester: string, key: string): { jobId: string; fingerprint: string } | null
  /** Within the transaction that adds the job. */
  keepKey(use: { requester: string; key: string; jobId: string; fingerprint: string }): void
  /** ComfyUI's id of the newest prompt; null where none was handed over. */
  promptId(jobId: string): string | null
  ids(): Set<string>
  /** Finished ones whose files stay here, oldest first. */
  finished(limit: number, offset: number): Job[]
  /** Bytes of pictures and results of finished ones. */
  finishedBytes(): number
}

const finishedHere = `requester IS NOT NULL AND json_extract(request, '$.staysHere') = 1 AND ${stateCondition(finalStates)}`

export function createRequestedJobs({ database }: { database: Database }): RequestedJobs {
  function jobsOf(sql: string, params: Record<string, string | number>): Job[] {
    return database.all(`${selectJobs} WHERE ${sql}`, params).flatMap((row) => {
      const read = readRow(row, database.all(selectTimeline, { jobId: String(row['id']) }))
      return 'job' in read ? [read.job] : []
    })
  }

  return {
    find: (jobId) => jobsOf('id = :jobId', { jobId })[0] ?? null,
    list({ requester, words, states, limit }) {
      const sql =
        'requester = :requester AND requestWords = :words AND state = :state ORDER BY jobs.number DESC LIMIT :limit'
      // one look into the index for each state: a rare one is found at once among a hundred thousand
      const found = states.flatMap((state) => jobsOf(sql, { requester, words, state, limit }))
      return found.sort((a, b) => b.number - a.number).slice(0, limit)
    },
    counts(words, requester) {
      const whose = requester === null ? '' : ' AND requester = :requester'
      const sql = `SELECT state, sum(jobs) AS jobs FROM requestCounts WHERE words = :words${whose} GROUP BY state`
      const rows = database.all(sql, { words, ...(requester !== null && { requester }) })
      return Object.fromEntries(rows.map(({ state, jobs }) => [String(state), Number(jobs)]))
    },
    known(requester, key) {
      const sql = 'SELECT jobId, fingerprint FROM requestKeys WHERE requester = :requester AND key = :key'
      const row = database.get(sql, { requester, key })
      return row ? { jobId: String(row['jobId']), fingerprint: String(row['fingerprint']) } : null
    },
    keepKey(use) {
      const sql =
        'INSERT INTO requestKeys (requester, key, jobId, fingerprint) VALUES (:requester, :key, :jobId, :fingerprint)'
      database.run(sql, use)
    },
    promptId(jobId) {
      const sql = 'SELECT promptId FROM prompts WHERE jobId = :jobId ORDER BY startedAtMs DESC LIMIT 1'
      const row = database.get(sql, { jobId })
      return row ? String(row['promptId']) : null
    },
    ids: () => new Set(database.all('SELECT id FROM jobs WHERE requester IS NOT NULL').map(({ id }) => String(id))),
    finished: (limit, offset) =>
      jobsOf(`${finishedHere} ORDER BY jobs.number LIMIT :limit OFFSET :offset`, { limit, offset }),
    finishedBytes() {
      const sizes = ['original', 'result'].map((file) => `coalesce(json_extract(${file}, '$.sizeBytes'), 0)`)
      const row = database.get(`SELECT sum(${sizes.join(' + ')}) AS bytes FROM jobs WHERE ${finishedHere}`)
      return Number(row?.['bytes'] ?? 0)
    },
  }
}

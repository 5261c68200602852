import { replayRecord, type ReplayRecord } from '../../contract/replay'
import type { Database } from '../lib/sqlite'

/** The replay records in the journal; they stay as long as their jobs. */
export interface ReplayRecords {
  /** Call inside the transaction of the step that finishes the picture; a new one takes the place of the last. */
  put(record: ReplayRecord): void
  /** Null for a job without a finished picture, and for one that an older console finished. */
  find(jobId: string): ReplayRecord | null
}

export function createReplayRecords({ database }: { database: Database }): ReplayRecords {
  return {
    put(record) {
      const sql = `INSERT INTO replays (jobId, record) VALUES (:jobId, :record)
                   ON CONFLICT (jobId) DO UPDATE SET record = :record`
      database.run(sql, { jobId: record.jobId, record: JSON.stringify(replayRecord.parse(record)) })
    },
    find(jobId) {
      const row = database.get('SELECT record FROM replays WHERE jobId = :jobId', { jobId })
      return row ? replayRecord.parse(JSON.parse(String(row['record']))) : null
    },
  }
}

import type { Clock } from '../lib/clock'
import type { Database } from '../lib/sqlite'

/** A prompt that was handed to a server, as the journal holds it. */
export interface LedgerEntry {
  jobId: string
  promptId: string
  /** Our mark on it: the id that we asked for. */
  mark: string
  serverUrl: string
  clientId: string
}

/** The prompts that are out, on disk before they are submitted: a picture is never paid for twice. */
export interface PromptLedger {
  /** The one that is still open for a job; null: none. */
  open(jobId: string): LedgerEntry | null
  begin(entry: Omit<LedgerEntry, 'mark'>): void
  rename(mark: string, promptId: string): void
  end(mark: string, outcome: string): void
}

export function createPromptLedger({ database, clock }: { database: Database; clock: Clock }): PromptLedger {
  return {
    open(jobId) {
      const sql = `SELECT jobId, promptId, mark, serverUrl, clientId FROM prompts
                   WHERE jobId = :jobId AND endedAtMs IS NULL ORDER BY startedAtMs DESC, mark LIMIT 1`
      const row = database.get(sql, { jobId })
      if (!row) return null
      const { promptId, mark, serverUrl, clientId } = row
      return {
        jobId,
        promptId: String(promptId),
        mark: String(mark),
        serverUrl: String(serverUrl),
        clientId: String(clientId),
      }
    },
    begin({ jobId, promptId, serverUrl, clientId }) {
      database.run(
        `INSERT INTO prompts (mark, jobId, promptId, serverUrl, clientId, startedAtMs)
         VALUES (:promptId, :jobId, :promptId, :serverUrl, :clientId, :atMs)`,
        { jobId, promptId, serverUrl, clientId, atMs: clock.nowMs() },
      )
    },
    rename(mark, promptId) {
      database.run('UPDATE prompts SET promptId = :promptId WHERE mark = :mark', { mark, promptId })
    },
    end(mark, outcome) {
      const sql = 'UPDATE prompts SET endedAtMs = :atMs, outcome = :outcome WHERE mark = :mark AND endedAtMs IS NULL'
      database.run(sql, { mark, outcome, atMs: clock.nowMs() })
    },
  }
}

/** For servers that are tried without a journal. */
export const noLedger: PromptLedger = {
  open: () => null,
  begin: () => undefined,
  rename: () => undefined,
  end: () => undefined,
}

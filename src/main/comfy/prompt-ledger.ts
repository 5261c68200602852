import { z } from 'zod'
import type { Clock } from '../lib/clock'
import { createGroupCommit } from '../lib/group-commit'
import type { Database } from '../lib/sqlite'

const ledgerEntry = z.object({
  jobId: z.string(),
  /** What it makes: a job that was given another style since must not get this one's picture. */
  style: z.string(),
  promptId: z.string(),
  /** Our mark on it: the id that we asked for. */
  mark: z.string(),
  serverUrl: z.string(),
  clientId: z.string(),
  /** Null: an older console began it. */
  seed: z.number().nullable(),
})
/** A prompt that was handed to a server, as the journal holds it. */
export type LedgerEntry = z.infer<typeof ledgerEntry>

/**
 * The prompts that are out, on disk before they are submitted: a picture is never paid for twice. One whose picture came
 * stays open: whether the picture was kept is the job's to journal, and until then the server still has it.
 */
export interface PromptLedger {
  /** The newest that is still open for a job; null: none. */
  open(jobId: string): LedgerEntry | null
  /** Resolves when it is on disk. */
  begin(entry: Omit<LedgerEntry, 'mark'>): Promise<void>
  rename(mark: string, promptId: string): void
  /** It brought nothing, or nobody wants it any more. */
  end(mark: string, outcome: string): void
}

export function createPromptLedger({ database, clock }: { database: Database; clock: Clock }): PromptLedger {
  const commit = createGroupCommit(database)
  return {
    open(jobId) {
      const sql = `SELECT jobId, style, promptId, mark, serverUrl, clientId, seed FROM prompts
                   WHERE jobId = :jobId AND endedAtMs IS NULL ORDER BY startedAtMs DESC, mark LIMIT 1`
      const row = database.get(sql, { jobId })
      return row ? ledgerEntry.parse(row) : null
    },
    begin(entry) {
      const sql = `INSERT INTO prompts (mark, jobId, style, promptId, serverUrl, clientId, seed, startedAtMs)
                   VALUES (:promptId, :jobId, :style, :promptId, :serverUrl, :clientId, :seed, :atMs)`
      return commit(() => database.run(sql, { ...entry, atMs: clock.nowMs() }))
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
  begin: () => Promise.resolve(),
  rename: () => undefined,
  end: () => undefined,
}

import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../lib/sqlite'

/** The secret part of a guest's link, one for each job from its press on. */
export interface GuestTokens {
  /** Within the transaction that adds the job. */
  keep(jobId: string): void
  /** Of a job that is older than guests' links, it is made now; null for an unknown job and for an erased one. */
  tokenOf(jobId: string): string | null
  /** Nobody is told it any more; who has it still finds what became of the picture. */
  forget(jobId: string): void
  /** Null for what nobody was given, after the same work. */
  jobOf(token: string): string | null
}

/** 128 bits, in letters that an address may hold as they are. */
export const guestTokenForm = /^[A-Za-z0-9_-]{22}$/
const tokenBytes = 16

export function createGuestTokens({ database }: { database: Database }): GuestTokens {
  function keep(jobId: string): void {
    const token = randomBytes(tokenBytes).toString('base64url')
    const sql =
      'INSERT INTO guestLinks (jobId, token, hash) VALUES (:jobId, :token, :hash) ON CONFLICT (jobId) DO NOTHING'
    database.run(sql, { jobId, token, hash: hashOf(token) })
  }

  const find = (jobId: string) => {
    const row = database.get('SELECT token FROM guestLinks WHERE jobId = :jobId', { jobId })
    return row ? (row['token'] as string | null) : undefined
  }

  return {
    keep,
    tokenOf(jobId) {
      const known = find(jobId)
      if (known !== undefined) return known
      if (!database.get('SELECT 1 AS n FROM jobs WHERE id = :jobId', { jobId })) return null
      keep(jobId)
      return find(jobId) ?? null
    },
    forget: (jobId) => database.run('UPDATE guestLinks SET token = NULL WHERE jobId = :jobId', { jobId }),
    jobOf(token) {
      const row = database.get('SELECT jobId FROM guestLinks WHERE hash = :hash', { hash: hashOf(token) })
      return row ? String(row['jobId']) : null
    },
  }
}

/** Looked up by this, so that the time of the search tells nothing about how much of a guess was right. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

import { z } from 'zod'
import type { Clock } from '../lib/clock'
import type { Database, SqlRow } from '../lib/sqlite'

/** What is still to be done somewhere else for a picture that goes. */
export const wishTask = z.discriminatedUnion('at', [
  /** `unsaved`: what was begun there and never journaled as saved; it is ours only where the bytes are. */
  z.object({
    at: z.literal('share'),
    unsaved: z.object({ root: z.string(), name: z.string(), sha256: z.string() }).nullable(),
  }),
  z.object({ at: z.literal('server'), url: z.string(), promptId: z.string() }),
  z.object({ at: z.literal('touchdesigner') }),
  z.object({ at: z.literal('backups') }),
])
export type WishTask = z.infer<typeof wishTask>

/** Copies that nobody here reaches; the receipt names them. */
export const beyondReach = z.enum(['downloads', 'synced-bin', 'server-temp', 'touchdesigner-disk', 'damaged-journal'])
export type BeyondReach = z.infer<typeof beyondReach>

const wish = z.object({
  jobId: z.string(),
  /** The job whose guest asked: others of the same picture go with it. */
  askedBy: z.string(),
  askedAtMs: z.number(),
  dueAtMs: z.number(),
  /** From here on it cannot be undone. */
  begunAtMs: z.number().nullable(),
  doneAtMs: z.number().nullable(),
  tasks: z.array(wishTask),
  beyond: z.array(beyondReach),
})
/** A guest's wish that their picture be deleted, as the journal holds it. */
export type Wish = z.infer<typeof wish>

/** How long a guest may change their mind. */
export const undoMs = 10 * 60_000

/** The guests' wishes on disk: what was asked for is done also after a crash. */
export interface GuestWishes {
  of(jobId: string): Wish | null
  /** For a job and others that show the same; what was asked for before stays as it was. */
  ask(jobIds: readonly string[], askedBy: string): void
  /** The jobs that come back; none once it has begun. */
  undo(askedBy: string): string[]
  begin(jobId: string, beyond: readonly BeyondReach[], tasks: readonly WishTask[]): void
  setTasks(jobId: string, tasks: readonly WishTask[]): void
  /** Not done, oldest first. */
  open(): Wish[]
  /** The newest, for the operator. */
  newest(limit: number): Wish[]
}

const columns = `jobId, askedBy, CAST(askedAtMs AS REAL) AS askedAtMs, CAST(dueAtMs AS REAL) AS dueAtMs,
  CAST(begunAtMs AS REAL) AS begunAtMs, CAST(doneAtMs AS REAL) AS doneAtMs, tasks, beyond`

export function createGuestWishes({ database, clock }: { database: Database; clock: Clock }): GuestWishes {
  const isBegun = (askedBy: string) =>
    database.get('SELECT 1 AS n FROM guestWishes WHERE askedBy = :askedBy AND begunAtMs IS NOT NULL', { askedBy })

  return {
    of(jobId) {
      const row = database.get(`SELECT ${columns} FROM guestWishes WHERE jobId = :jobId`, { jobId })
      return row ? wishOf(row) : null
    },
    ask(jobIds, askedBy) {
      const sql = `INSERT INTO guestWishes (jobId, askedBy, askedAtMs, dueAtMs) VALUES (:jobId, :askedBy, :atMs, :dueAtMs)
        ON CONFLICT (jobId) DO NOTHING`
      const atMs = clock.nowMs()
      database.transaction(() => {
        for (const jobId of jobIds) database.run(sql, { jobId, askedBy, atMs, dueAtMs: atMs + undoMs })
      })
    },
    undo: (askedBy) =>
      database.transaction(() => {
        if (isBegun(askedBy)) return []
        const rows = database.all('SELECT jobId FROM guestWishes WHERE askedBy = :askedBy', { askedBy })
        database.run('DELETE FROM guestWishes WHERE askedBy = :askedBy', { askedBy })
        return rows.map(({ jobId }) => String(jobId))
      }),
    begin(jobId, beyond, tasks) {
      const sql = `UPDATE guestWishes SET begunAtMs = :atMs, beyond = :beyond, tasks = :tasks
        WHERE jobId = :jobId AND begunAtMs IS NULL`
      const texts = { beyond: JSON.stringify(beyond), tasks: JSON.stringify(tasks) }
      database.run(sql, { jobId, atMs: clock.nowMs(), ...texts })
    },
    setTasks(jobId, tasks) {
      const doneAtMs = tasks.length === 0 ? clock.nowMs() : null
      const sql = 'UPDATE guestWishes SET tasks = :tasks, doneAtMs = :doneAtMs WHERE jobId = :jobId'
      database.run(sql, { jobId, tasks: JSON.stringify(tasks), doneAtMs })
    },
    open: () => database.all(`SELECT ${columns} FROM guestWishes WHERE doneAtMs IS NULL ORDER BY dueAtMs`).map(wishOf),
    newest: (limit) =>
      database.all(`SELECT ${columns} FROM guestWishes ORDER BY askedAtMs DESC LIMIT :limit`, { limit }).map(wishOf),
  }
}

function wishOf(row: SqlRow): Wish {
  const listIn = (column: string) => JSON.parse(String(row[column])) as unknown
  return wish.parse({ ...row, tasks: listIn('tasks'), beyond: listIn('beyond') })
}

import type { CaptureIndex } from '../captures/capture-index'
import type { Clock } from '../lib/clock'
import type { Database, SqlRow } from '../lib/sqlite'

/** A job whose pictures are being erased, or were; one row stays for ever as the proof. */
export interface Erasure {
  jobId: string
  eventId: string
  pressedAtMs: number
  /** The booth's own files of the job are gone. */
  isDone: boolean
  /** kept: not asked for. due: still to go. gone: erased, or nobody's any more. */
  share: 'kept' | 'due' | 'gone'
}

/** What is erased, journaled before the first file goes: after a crash the rest goes at the next run. */
export interface Erasures {
  /** Finished jobs of an event that are older and not erased yet, oldest first; `notBeforeMs` is exclusive. */
  dueJobs(eventId: string, olderThanMs: number, limit: number): { id: string; pressedAtMs: number }[]
  countDue(eventId: string, olderThanMs: number): number
  /** Takes the pictures and the prompt out of the journal and the gallery; null when the job goes on again meanwhile. */
  plan(jobId: string, fromShare: boolean): Erasure | null
  /** Null where nothing was planned. */
  find(jobId: string): Erasure | null
  /** Planned and not done. */
  open(limit: number): Erasure[]
  /** Files of this job on shares, as the gallery knew them. */
  shareFiles(jobId: string): { captureId: string; root: string; name: string }[]
  done(jobId: string, erased: { files: number; bytes: number }): void
  shareDone(jobId: string): void
  forgetCapture(captureId: string): void
}

const finished = `state IN ('saved', 'failed', 'cancelled')`
const ageSql = `FROM jobs WHERE eventId = :eventId AND ${finished} AND coalesce(takenAtMs, pressedAtMs) < :olderThanMs
  AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.jobId = jobs.id)`

export function createErasures(deps: { database: Database; captures: CaptureIndex; clock: Clock }): Erasures {
  const { database, captures, clock } = deps

  return {
    dueJobs: (eventId, olderThanMs, limit) =>
      database
        .all(`SELECT id, pressedAtMs ${ageSql} ORDER BY number LIMIT :limit`, { eventId, olderThanMs, limit })
        .map((row) => ({ id: String(row['id']), pressedAtMs: Number(row['pressedAtMs']) })),
    countDue: (eventId, olderThanMs) =>
      Number(database.get(`SELECT count(*) AS n ${ageSql}`, { eventId, olderThanMs })?.['n'] ?? 0),
    plan: (jobId, fromShare) =>
      database.transaction(() => {
        const job = database.get(`SELECT eventId, pressedAtMs FROM jobs WHERE id = :jobId AND ${finished}`, { jobId })
        if (!job) return null
        const onShare = captures.findByJob(jobId) !== null
        const share = fromShare && onShare ? 'due' : 'kept'
        const { eventId = null, pressedAtMs = null } = job
        database.run(insertSql, { jobId, eventId, pressedAtMs, plannedAtMs: clock.nowMs(), share })
        database.run(forgetSql, { jobId })
        // they hold the prompt too
        database.run('DELETE FROM replays WHERE jobId = :jobId', { jobId })
        captures.erase(jobId)
        return erasureOf(database.get('SELECT * FROM erasures WHERE jobId = :jobId', { jobId })!)
      }),
    find(jobId) {
      const row = database.get('SELECT * FROM erasures WHERE jobId = :jobId', { jobId })
      return row ? erasureOf(row) : null
    },
    open: (limit) =>
      database
        .all(`SELECT * FROM erasures WHERE doneAtMs IS NULL OR share = 'due' ORDER BY plannedAtMs LIMIT :limit`, {
          limit,
        })
        .map(erasureOf),
    shareFiles: (jobId) =>
      database
        .all('SELECT id, root, name FROM captures WHERE jobId = :jobId', { jobId })
        .map(({ id, root, name }) => ({ captureId: String(id), root: String(root), name: String(name) })),
    done(jobId, { files, bytes }) {
      const sql =
        'UPDATE erasures SET doneAtMs = :atMs, files = files + :files, bytes = bytes + :bytes WHERE jobId = :jobId'
      database.run(sql, { jobId, files, bytes, atMs: clock.nowMs() })
    },
    shareDone: (jobId) => database.run(`UPDATE erasures SET share = 'gone' WHERE jobId = :jobId`, { jobId }),
    forgetCapture: (captureId) => captures.remove(captureId),
  }
}

/** The code of an error stays for the statistics; its words may quote the prompt. */
const forgetSql = `UPDATE jobs SET original = NULL, result = NULL, prompt = '', inputs = '{}', consentAtMs = NULL, consent = NULL,
  error = CASE WHEN error IS NULL THEN NULL
    ELSE json_object('code', json_extract(error, '$.code'), 'message', 'The picture was erased.', 'hint', '') END
  WHERE id = :jobId`

const insertSql = `INSERT INTO erasures (jobId, eventId, pressedAtMs, plannedAtMs, share)
  VALUES (:jobId, :eventId, :pressedAtMs, :plannedAtMs, :share) 
  ON CONFLICT (jobId) DO UPDATE SET share = 'due' WHERE share = 'kept' AND excluded.share = 'due'`

function erasureOf(row: SqlRow): Erasure {
  return {
    jobId: String(row['jobId']),
    eventId: String(row['eventId']),
    pressedAtMs: Number(row['pressedAtMs']),
    isDone: row['doneAtMs'] !== null,
    share: row['share'] as Erasure['share'], // the table's own CHECK lets nothing else in
  }
}

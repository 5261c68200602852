import type { Job } from '../../contract/job'
import type { CaptureIndex } from '../captures/capture-index'
import type { Clock } from '../lib/clock'
import type { Database, SqlRow } from '../lib/sqlite'

/** A job whose pictures are being erased, or were; one row stays for ever as the proof. */
export interface Erasure {
  jobId: string
  plannedAtMs: number
  /** The booth's own files of the job are gone. */
  isDone: boolean
  /** kept: not asked for. due: still to go. gone: erased, or nobody's any more. */
  share: 'kept' | 'due' | 'gone'
}

/** Open erasures in the order of their planning; `after`: the last of the page before. */
type Page = (after: Erasure | null, limit: number) => Erasure[]

/** What is erased, journaled before the first file goes: after a crash the rest goes at the next run. */
export interface Erasures {
  /** Finished jobs of an event that are older and not erased yet, oldest first; `olderThanMs` is exclusive. */
  dueJobs(eventId: string, olderThanMs: number): string[]
  /** Takes the pictures and the prompt out of the journal and the gallery; null when the job goes on again meanwhile. */
  plan(jobId: string, fromShare: boolean): Erasure | null
  /** Null where nothing was planned. */
  find(jobId: string): Erasure | null
  /** The booth's own files are still to go. */
  openHere: Page
  /** Only what lies on a share is still to go. */
  openOnShare: Page
  /** Files of this job on shares, as the gallery knew them. */
  shareFiles(jobId: string): { captureId: string; root: string; name: string }[]
  done(jobId: string, erased: { files: number; bytes: number }): void
  shareDone(jobId: string): void
  /** Of an erased job there is a file on a share again: it goes as the others went. False where the job is not erased. */
  foundAgain(jobId: string): boolean
  forgetCapture(captureId: string): void
}

const selectErasures = 'SELECT jobId, plannedAtMs, doneAtMs, share FROM erasures'
const finished = `state IN ('saved', 'failed', 'cancelled')`
/** No job counts as older than its own times say; whether a clock was wrong then is seen after. */
const agedSql = `SELECT id, CAST(number AS REAL) AS number, CAST(pressedAtMs AS REAL) AS pressedAtMs,
    CAST(takenAtMs AS REAL) AS takenAtMs
  FROM jobs WHERE eventId = :eventId AND ${finished} AND coalesce(takenAtMs, pressedAtMs) < :olderThanMs
  AND NOT EXISTS (SELECT 1 FROM erasures WHERE erasures.jobId = jobs.id) ORDER BY jobs.number`

export function createErasures(deps: {
  database: Database
  captures: CaptureIndex
  clock: Clock
  /** From when on a picture ages: not before a clock that was wrong was set right. */
  agesFromMs: (job: Pick<Job, 'number' | 'pressedAtMs' | 'takenAtMs'>) => number
}): Erasures {
  const { database, captures, clock, agesFromMs } = deps

  const pageOf =
    (condition: string): Page =>
    (after, limit) => {
      const place = { plannedAtMs: after?.plannedAtMs ?? -1, jobId: after?.jobId ?? '' }
      const sql = `${selectErasures} WHERE ${condition} AND (plannedAtMs, jobId) > (:plannedAtMs, :jobId)
        ORDER BY plannedAtMs, jobId LIMIT :limit`
      return database.all(sql, { ...place, limit }).map(erasureOf)
    }

  function find(jobId: string): Erasure | null {
    const row = database.get(`${selectErasures} WHERE jobId = :jobId`, { jobId })
    return row ? erasureOf(row) : null
  }

  const shareFiles = (jobId: string) =>
    database
      .all('SELECT id, root, name FROM captures WHERE jobId = :jobId', { jobId })
      .map(({ id, root, name }) => ({ captureId: String(id), root: String(root), name: String(name) }))

  return {
    dueJobs: (eventId, olderThanMs) =>
      database
        .all(agedSql, { eventId, olderThanMs })
        .filter((row) => agesFromMs(timesOf(row)) < olderThanMs)
        .map(({ id }) => String(id)),
    plan: (jobId, fromShare) =>
      database.transaction(() => {
        if (!database.get(`SELECT 1 AS n FROM jobs WHERE id = :jobId AND ${finished}`, { jobId })) return null
        const onShare = shareFiles(jobId).length > 0
        const share = fromShare ? (onShare ? 'due' : 'gone') : 'kept'
        database.run(insertSql, { jobId, plannedAtMs: clock.nowMs(), share })
        database.run(forgetSql, { jobId })
        // they hold the prompt too
        database.run('DELETE FROM replays WHERE jobId = :jobId', { jobId })
        captures.erase(jobId)
        return find(jobId)
      }),
    find,
    openHere: pageOf('doneAtMs IS NULL'),
    openOnShare: pageOf(`doneAtMs IS NOT NULL AND share = 'due'`),
    shareFiles,
    done(jobId, { files, bytes }) {
      const sql =
        'UPDATE erasures SET doneAtMs = :atMs, files = files + :files, bytes = bytes + :bytes WHERE jobId = :jobId'
      database.run(sql, { jobId, files, bytes, atMs: clock.nowMs() })
    },
    shareDone: (jobId) => database.run(`UPDATE erasures SET share = 'gone' WHERE jobId = :jobId`, { jobId }),
    foundAgain(jobId) {
      const erasure = find(jobId)
      if (erasure?.share === 'gone') database.run(`UPDATE erasures SET share = 'due' WHERE jobId = :jobId`, { jobId })
      return erasure !== null
    },
    forgetCapture: (captureId) => captures.remove(captureId),
  }
}

/** The code of an error stays for the statistics; its words may quote the prompt. Damaged, it has none. */
const forgetSql = `UPDATE jobs SET original = NULL, result = NULL, prompt = '', inputs = '{}', consentAtMs = NULL, consent = NULL,
  error = CASE WHEN error IS NULL THEN NULL
    ELSE json_object('code', coalesce(iif(json_valid(error), json_extract(error, '$.code'), NULL), 'internal'),
      'message', 'The picture was erased.', 'hint', '') END
  WHERE id = :jobId`

const insertSql = `INSERT INTO erasures (jobId, eventId, pressedAtMs, plannedAtMs, share)
  SELECT id, eventId, pressedAtMs, :plannedAtMs, :share FROM jobs WHERE id = :jobId
  ON CONFLICT (jobId) DO UPDATE SET share = excluded.share WHERE share = 'kept'`

function timesOf({ number, pressedAtMs, takenAtMs }: SqlRow) {
  return {
    number: Number(number),
    pressedAtMs: Number(pressedAtMs),
    takenAtMs: takenAtMs === null ? null : Number(takenAtMs),
  }
}

function erasureOf(row: SqlRow): Erasure {
  return {
    jobId: String(row['jobId']),
    plannedAtMs: Number(row['plannedAtMs']),
    isDone: row['doneAtMs'] !== null,
    share: row['share'] as Erasure['share'], // the table's own CHECK lets nothing else in
  }
}

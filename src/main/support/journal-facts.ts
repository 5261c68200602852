import { existsSync, statSync } from 'node:fs'
import { errorFacts } from '../../contract/errors'
import { endedUnclean, inspectDatabase, openDatabaseToRead, type Database } from '../lib/sqlite'

const newestErrors = 50
/** Guests' words beyond this many are so old that they are in no log any more. */
const newestPrompts = 5000

/** What a journal can say about itself without a picture and without a guest's words. */
export interface JournalFacts {
  sizeBytes: number
  /** A log of changes lies beside it: it is in use, or its last process was killed. */
  unclean: boolean
  /** SQLite's own check of the whole file: `ok`, or its words for the damage. */
  integrity: string
  schemaVersion: number
  jobsByState: Record<string, number>
  captures: number
  unfinishedAttempts: { step: string; starts: number }[]
  newestErrors: { number: number; state: string; style: string; backend: string; code: string; message: string }[]
}

/** Null where there is no journal yet. Throws what is no damage: a disk that cannot be read. */
export function readJournalFacts(path: string): JournalFacts | null {
  if (!existsSync(path)) return null
  const sizeBytes = statSync(path).size
  const unclean = endedUnclean(path)
  const { damage, version } = inspectDatabase(path, true)
  const known = { sizeBytes, unclean, integrity: damage ?? 'ok', schemaVersion: version }
  const nothing = { jobsByState: {}, captures: 0, unfinishedAttempts: [], newestErrors: [] }
  if (damage !== null || version === 0) return { ...known, ...nothing }
  return withDatabase(path, (database) => ({ ...known, ...countsOf(database), newestErrors: errorsOf(database) }))
}

/** Words of guests, to be taken out of everything else. */
export function readPrompts(path: string): string[] {
  if (!existsSync(path)) return []
  return withDatabase(path, (database) =>
    database
      .all(
        `SELECT prompt FROM jobs WHERE prompt <> '' GROUP BY prompt ORDER BY max(number) DESC LIMIT ${newestPrompts}`,
      )
      .map(({ prompt }) => String(prompt)),
  )
}

function withDatabase<T>(path: string, read: (database: Database) => T): T {
  const database = openDatabaseToRead(path)
  try {
    return read(database)
  } finally {
    database.close()
  }
}

function countsOf(database: Database) {
  const states = database.all('SELECT state, count(*) AS jobs FROM jobs GROUP BY state ORDER BY state')
  const attempts = database.all('SELECT step, count(*) AS starts FROM attempts WHERE endedAtMs IS NULL GROUP BY step')
  return {
    jobsByState: Object.fromEntries(states.map(({ state, jobs }) => [String(state), Number(jobs)])),
    captures: Number(database.get('SELECT count(*) AS n FROM captures')?.['n'] ?? 0),
    unfinishedAttempts: attempts.map(({ step, starts }) => ({ step: String(step), starts: Number(starts) })),
  }
}

function errorsOf(database: Database): JournalFacts['newestErrors'] {
  const rows = database.all(
    `SELECT number, state, style, backend, error FROM jobs WHERE error IS NOT NULL ORDER BY number DESC LIMIT ${newestErrors}`,
  )
  return rows.map(({ number, state, style, backend, error }) => {
    const { code, message } = errorFacts.parse(JSON.parse(String(error)))
    return {
      number: Number(number),
      state: String(state),
      style: String(style),
      backend: String(backend),
      code,
      message,
    }
  })
}

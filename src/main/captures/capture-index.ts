import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { addresses } from '../../contract/addresses'
import {
  captureView,
  publication,
  type CaptureFilter,
  type CaptureOverview,
  type CaptureView,
} from '../../contract/capture'
import { AppError } from '../../contract/errors'
import { resultFacts, standIn as standInShape } from '../../contract/job'
import { readableColumns, type Database, type SqlRow } from '../lib/sqlite'

/** A finished picture as the journal's captures table holds it. */
export const captureRow = z.object({
  id: z.string(),
  jobId: z.string().nullable(),
  eventId: z.string().nullable(),
  /** The share's folder at the time, absolute: after another folder is chosen the old pictures are still found. */
  root: z.string(),
  /** Relative to `root`, with forward slashes. */
  name: z.string(),
  style: z.string().nullable(),
  seed: z.number().nullable(),
  takenAtMs: z.number(),
  savedAtMs: z.number(),
  widthPx: z.number(),
  heightPx: z.number(),
  sizeBytes: z.number(),
  mediaType: z.string(),
  durationMs: z.number().nullable(),
  favourite: z.number(),
  publication,
})
export type CaptureRow = z.infer<typeof captureRow>

/** The gallery's index: what is on the share, newest first. Runs in the journal's database, so that both change together. */
export interface CaptureIndex {
  /** Adds or, for a name that is known, renews; call inside the transaction of the job's last step. */
  add(row: CaptureRow): void
  /** The same for many, in a transaction of their own. */
  addAll(rows: readonly CaptureRow[]): void
  find(id: string): CaptureRow | null
  findByName(root: string, name: string): CaptureRow | null
  findByJob(jobId: string): CaptureRow | null
  view(row: CaptureRow): CaptureView
  page(filter: CaptureFilter, offset: number, limit: number): { total: number; captures: CaptureView[] }
  /** Local hours are UTC plus `zoneOffsetMin`. */
  overview(filter: CaptureFilter, zoneOffsetMin: number): CaptureOverview
  /** Every name under a share's root. */
  namesUnder(root: string): string[]
  /** Every folder under which a picture was saved or found. */
  roots(): string[]
  /** The folder stands elsewhere now; where both hold a name, the picture that was known first stays. */
  reroot(from: string, to: string): void
  total(): number
  /** Rises with every change. */
  revision(): number
  /** As `setRejected`, leaves alone what is erased or gone: it may still be chosen somewhere. `not_found` where all are gone. */
  setFavourite(ids: readonly string[], favourite: boolean): void
  setRejected(ids: readonly string[], rejected: boolean): void
  remove(id: string): void
  /** All of a job leave the gallery, and the names stay known, so that they are not found again; within a transaction. */
  erase(jobId: string): void
  /** Absolute path of the file; whether it is there now is another question. */
  pathOf(row: CaptureRow): string
  /** A job's pictures are kept from guests' eyes until `release`; the operator sees them. */
  hold(jobId: string): void
  release(jobId: string): void
  onChange(listen: () => void): void
}

const columns = Object.keys(captureRow.shape)
const wholeNumbers = ['seed', 'takenAtMs', 'savedAtMs', 'widthPx', 'heightPx', 'sizeBytes', 'favourite']
const selectCaptures = `SELECT ${readableColumns(columns, wholeNumbers)} FROM captures`
const renewed = columns.filter((name) => name !== 'id' && name !== 'favourite' && name !== 'publication')
const resultOfJob =
  'SELECT CAST(number AS REAL) AS number, original IS NOT NULL AS hasOriginal, result, standIn FROM jobs' +
  ` WHERE id = :jobId AND (original IS NOT NULL OR source = 'text')`
/** By the time of the picture; by the order of the presses where the clock was set back between them. */
const orderOfJob = `SELECT coalesce(max(orderMs), 0) AS orderMs, coalesce(max(number), 0) AS number FROM jobs WHERE id = :jobId`
const upsert = `INSERT INTO captures (${columns.join(', ')}, orderMs, orderNumber)
  SELECT ${columns.map((name) => `:${name}`).join(', ')}, max(:takenAtMs, job.orderMs), job.number FROM (${orderOfJob}) AS job WHERE true
  ON CONFLICT (root, name) DO UPDATE SET ${renewed.map((name) => `${name} = :${name}`).join(', ')}`

export function createCaptureIndex({ database }: { database: Database }): CaptureIndex {
  const listeners: (() => void)[] = []
  let revision = 0

  function changed(): void {
    revision++
    listeners.forEach((listen) => listen())
  }

  function one(sql: string, params: SqlRow): CaptureRow | null {
    const row = database.get(sql, params)
    return row ? (captureRow.safeParse(row).data ?? null) : null
  }

  function setEach(ids: readonly string[], column: 'favourite' | 'publication', value: string | number): void {
    const sql = `UPDATE captures SET ${column} = :value WHERE id = :id AND publication <> 'erased'`
    const known = ids.filter((id) => one(`${selectCaptures} WHERE id = :id`, { id }) !== null)
    if (known.length === 0) throw missing(ids)
    database.transaction(() => known.forEach((id) => database.run(sql, { id, value })))
    changed()
  }

  function write(row: CaptureRow): void {
    // another file of the same job that was found before: the id is for the job's own picture
    const elsewhere = 'UPDATE captures SET id = :fresh WHERE id = :id AND NOT (root = :root AND name = :name)'
    database.run(elsewhere, { fresh: randomUUID(), id: row.id, root: row.root, name: row.name })
    database.run(upsert, captureRow.parse(row))
  }

  const factsOfJob = (jobId: string | null) => {
    const row = jobId && database.get(resultOfJob, { jobId })
    if (!row) return { jobNumber: null, hasOriginal: false, result: null, standIn: null }
    return {
      jobNumber: captureView.shape.jobNumber.safeParse(row['number']).data ?? null,
      hasOriginal: row['hasOriginal'] === 1,
      result: jsonIn(resultFacts, row['result']),
      standIn: jsonIn(standInShape, row['standIn']),
    }
  }

  /** Empty for a row that holds no picture: something else wrote there, and one damaged row must not hide the rest. */
  function viewed(row: SqlRow): CaptureView[] {
    const read = captureRow.safeParse(row)
    const shown = read.success ? captureView.safeParse(view(read.data)) : null
    return shown?.success ? [shown.data] : []
  }

  function view({ root: _root, ...row }: CaptureRow): CaptureView {
    const { jobNumber, hasOriginal, result, standIn } = factsOfJob(row.jobId)
    const isOwn = result?.name === row.name
    return {
      ...row,
      jobNumber,
      // a copy that somebody made of it was not handed over by us
      handedTo: isOwn ? result.handedTo : null,
      standIn: isOwn ? standIn : null,
      favourite: row.favourite === 1,
      url: addresses.capture(row.id),
      thumbUrl: addresses.thumb(row.id, row.savedAtMs),
      originalUrl: hasOriginal && row.jobId ? addresses.original(row.jobId) : null,
    }
  }

  return {
    view,
    add(row) {
      write(row)
      changed()
    },
    addAll(rows) {
      database.transaction(() => rows.forEach(write))
      changed()
    },
    find: (id) => one(`${selectCaptures} WHERE id = :id`, { id }),
    findByName: (root, name) => one(`${selectCaptures} WHERE root = :root AND name = :name`, { root, name }),
    findByJob: (jobId) => one(`${selectCaptures} WHERE jobId = :jobId ORDER BY id = :jobId DESC`, { jobId }),
    page(filter, offset, limit) {
      const { sql, params } = conditionOf(filter)
      const total = Number(database.get(`SELECT count(*) AS n FROM captures WHERE ${sql}`, params)?.['n'] ?? 0)
      const rows = database.all(
        `${selectCaptures} WHERE ${sql} ORDER BY orderMs DESC, orderNumber DESC, id LIMIT :limit OFFSET :offset`,
        { ...params, limit, offset },
      )
      return { total, captures: rows.flatMap(viewed) }
    },
    overview: (filter, zoneOffsetMin) => ({
      hours: hoursOf(database, filter, zoneOffsetMin),
      counts: countsOf(database, filter.event),
    }),
    namesUnder: (root) =>
      database.all('SELECT name FROM captures WHERE root = :root', { root }).map((row) => String(row['name'])),
    roots: () => database.all('SELECT DISTINCT root FROM captures', {}).map((row) => String(row['root'])),
    reroot(from, to) {
      const both = 'DELETE FROM captures WHERE root = :to AND name IN (SELECT name FROM captures WHERE root = :from)'
      database.transaction(() => {
        database.run(both, { from, to })
        database.run('UPDATE captures SET root = :to WHERE root = :from', { from, to })
      })
      changed()
    },
    total: () => Number(database.get('SELECT count(*) AS n FROM captures')?.['n'] ?? 0),
    revision: () => revision,
    setFavourite(ids, favourite) {
      setEach(ids, 'favourite', favourite ? 1 : 0)
    },
    setRejected(ids, rejected) {
      setEach(ids, 'publication', rejected ? 'rejected' : 'published')
    },
    pathOf: ({ root, name }) => join(root, ...name.split('/')),
    erase(jobId) {
      database.run(`UPDATE captures SET publication = 'erased', favourite = 0 WHERE jobId = :jobId`, { jobId })
      changed()
    },
    remove(id) {
      database.run('DELETE FROM captures WHERE id = :id', { id })
      changed()
    },
    hold(jobId) {
      database.run(`UPDATE captures SET publication = 'held' WHERE jobId = :jobId AND publication = 'published'`, {
        jobId,
      })
      changed()
    },
    release(jobId) {
      database.run(`UPDATE captures SET publication = 'published' WHERE jobId = :jobId AND publication = 'held'`, {
        jobId,
      })
      changed()
    },
    onChange: (listen) => void listeners.push(listen),
  }
}

function hoursOf(database: Database, filter: CaptureFilter, zoneOffsetMin: number): CaptureOverview['hours'] {
  const { sql, params } = conditionOf(filter)
  // the cast: a bound number may arrive as a real, and then `/` would not cut
  const rows = database.all(
    `SELECT CAST((orderMs + :zoneMs) / 3600000 AS INTEGER) AS hour, count(*) AS n
     FROM captures WHERE ${sql} GROUP BY hour ORDER BY hour DESC`,
    { ...params, zoneMs: zoneOffsetMin * 60_000 },
  )
  return rows.map((row) => ({
    startMs: Number(row['hour']) * 3_600_000 - zoneOffsetMin * 60_000,
    count: Number(row['n']),
  }))
}

function countsOf(database: Database, event: string | null): CaptureOverview['counts'] {
  const rows = database.all(
    `SELECT eventId, style, publication = 'rejected' AS rejected, count(*) AS n, sum(favourite) AS favourites
     FROM captures WHERE publication <> 'erased' GROUP BY eventId, style, rejected`,
  )
  const counts: CaptureOverview['counts'] = { all: 0, favourites: 0, rejected: 0, styles: {}, events: {} }
  for (const { eventId, style, rejected, n, favourites } of rows) {
    const count = Number(n)
    if (typeof eventId === 'string' && rejected === 0) counts.events[eventId] = (counts.events[eventId] ?? 0) + count
    if (event !== null && eventId !== event) continue
    if (rejected === 1) counts.rejected += count
    else {
      counts.all += count
      counts.favourites += Number(favourites)
      if (typeof style === 'string') counts.styles[style] = (counts.styles[style] ?? 0) + count
    }
  }
  return counts
}

/** Pure: the filter as SQL. Text is matched as it stands, `%` and `_` included. */
export function conditionOf(filter: CaptureFilter): { sql: string; params: SqlRow } {
  const parts: string[] = [
    filter.rejectedOnly ? `publication = 'rejected'` : `publication NOT IN ('rejected', 'erased')`,
  ]
  const params: SqlRow = {}
  if (filter.favouritesOnly) parts.push('favourite = 1')
  if (filter.event !== null) {
    parts.push('eventId = :event')
    params['event'] = filter.event
  }
  if (filter.style !== null) {
    parts.push('style = :style')
    params['style'] = filter.style
  }
  if (filter.text.trim()) {
    parts.push(`(name LIKE :text ESCAPE '\\' OR style LIKE :text ESCAPE '\\'
      OR jobId IN (SELECT id FROM jobs WHERE CAST(number AS TEXT) = :number))`)
    params['text'] = `%${filter.text.trim().replace(/[\\%_]/g, '\\$&')}%`
    params['number'] = filter.text.trim().replace(/^#/, '')
  }
  return { sql: parts.join(' AND '), params }
}

/** Null also where the row holds something else: one damaged job must not hide the gallery. */
function jsonIn<T>(shape: z.ZodType<T>, text: unknown): T | null {
  if (typeof text !== 'string') return null
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function missing(ids: readonly string[]): AppError {
  const what = ids.length === 1 ? `There is no capture ${ids[0]}.` : `None of these ${ids.length} captures is there.`
  return new AppError('not_found', what, 'Reload the gallery.')
}

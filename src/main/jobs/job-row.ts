import { z } from 'zod'
import { errorFacts } from '../../contract/errors'
import { jobOutput } from '../../contract/event'
import { styleInputs } from '../../contract/style'
import { givenConsent, job as jobShape, jobRequest, originalFacts } from '../../contract/job'
import { resultFacts, standIn, type Job } from '../../contract/job'
import { readableColumns, type SqlRow } from '../lib/sqlite'

/** A row of the jobs table that holds no job: something else than this program wrote to the file, or the disk did. */
export interface UnreadableRow {
  id: string
  /** Of the job, as far as it can be told. */
  number: number
  reason: string
}

export const jobColumns = Object.keys(jobShape.shape).filter((name) => name !== 'timeline')

const insertColumns = [...jobColumns, 'orderMs']
/** The whole row of a new job, from `rowOf`, and its `orderMs`. */
export const insertJob = `INSERT INTO jobs (${insertColumns.join(', ')}) VALUES (${insertColumns.map((name) => `:${name}`).join(', ')})`

const wholeNumbers = [
  'number',
  'seed',
  'pressedAtMs',
  'zoneOffsetMin',
  'takenAtMs',
  'consentAtMs',
  'attempts',
  'priority',
]
/** What `readRow` reads, followed by conditions. */
export const selectJobs = `SELECT ${readableColumns(jobColumns, wholeNumbers)} FROM jobs`
/** Of one job, `:jobId`, in order. */
export const selectTimeline =
  'SELECT state, CAST(atMs AS REAL) AS atMs FROM transitions WHERE jobId = :jobId ORDER BY place'

const jsonColumns = {
  original: originalFacts,
  result: resultFacts,
  error: errorFacts,
  output: jobOutput,
  standIn,
  inputs: styleInputs,
  consent: givenConsent,
  request: jobRequest,
} as const

/** A job as its row; the whole is checked against the contract before it reaches the driver. */
export function rowOf(job: Job): SqlRow {
  const { timeline: _timeline, original, result, error, output, ...kept } = jobShape.parse(job)
  const { standIn, inputs, consent, request, ...plain } = kept
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const parts = { original: json(original), result: json(result), error: json(error), output: json(output) }
  const more = { standIn: json(standIn), inputs: json(inputs), consent: json(consent), request: json(request) }
  return { ...plain, ...parts, ...more }
}

/** The job of a row, or why there is none in it; never throws. */
export function readRow(row: SqlRow, timeline: SqlRow[]): { job: Job } | { unreadable: UnreadableRow } {
  try {
    return { job: jobOf(row, timeline) }
  } catch (error) {
    if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error
    return { unreadable: { id: String(row['id']), number: Number(row['number']), reason: reasonOf(error) } }
  }
}

function jobOf(row: SqlRow, timeline: SqlRow[]): Job {
  const parsed: Record<string, unknown> = { ...row, timeline }
  for (const [name, shape] of Object.entries(jsonColumns)) {
    const text = row[name]
    parsed[name] = typeof text === 'string' ? (shape as z.ZodType).parse(JSON.parse(text)) : null
  }
  return jobShape.parse(parsed)
}

function reasonOf(error: z.ZodError | SyntaxError): string {
  if (error instanceof SyntaxError) return error.message
  const [issue] = error.issues
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`
}

import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { ZodError } from 'zod'
import { AppError, type ErrorCode } from '../../contract/errors'
import { statusOfError } from './error-reply'

/** Where the broker's clients expect another status than the console's. */
const brokerStatusOf: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  invalid_input: 422,
  picture_empty: 422,
  not_possible_now: 400,
  paused: 503,
  // a full disk is no fault of the sender: it comes again
  disk_low: 503,
  td_scripts_needed: 503,
}

/** Seconds after which somebody may come again: one too many now, and while nothing is taken on at all. */
const retryAfterSec = { busy: 2, closed: 15 }

/** `{"detail"}` as the broker's clients read it, in one line. */
export function brokerReply(thrown: unknown): Response {
  const code = thrown instanceof AppError ? thrown.code : 'internal'
  const answered = thrown instanceof ZodError ? 422 : (brokerStatusOf[code] ?? statusOfError(code))
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  const waitSec = code === 'too_busy' ? retryAfterSec.busy : retryAfterSec.closed
  if (answered === 503) headers.set('retry-after', String(waitSec))
  return new Response(JSON.stringify({ detail: detailOf(thrown) }), { status: answered, headers })
}

function detailOf(thrown: unknown): string {
  if (thrown instanceof AppError) return `${thrown.message} ${thrown.hint}`
  if (!(thrown instanceof ZodError)) return 'Something went wrong here; the log of the console knows more.'
  const [issue] = thrown.issues
  const place = issue?.path.join('.') ?? ''
  return place === '' ? `${issue?.message ?? 'Not valid'}.` : `${place}: ${issue?.message ?? 'not valid'}.`
}

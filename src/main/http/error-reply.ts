import { ZodError } from 'zod'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, errorFactsOf, type ErrorCode } from '../../contract/errors'

const statusOf: Record<ErrorCode, ContentfulStatusCode> = {
  invalid_input: 400,
  unknown_command: 404,
  not_allowed: 403,
  not_found: 404,
  not_possible_now: 409,
  internal: 500,
  paused: 409,
  closing: 503,
  disk_low: 507,
  no_camera: 409,
  camera_busy: 409,
  camera_denied: 409,
  camera_lost: 409,
  camera_silent: 409,
  interrupted_countdown: 409,
  suspended: 409,
  picture_empty: 400,
  picture_unreadable: 422,
  picture_too_large: 413,
  picture_unsupported: 415,
  picture_timeout: 408,
  picture_not_kept: 503,
  original_missing: 404,
  style_unknown: 422,
  style_broken: 422,
  input_unknown: 422,
  input_unfit: 422,
  picture_needed: 422,
  backend_unknown: 422,
  backend_unavailable: 503,
  generation_failed: 502,
  generation_timeout: 504,
  generation_interrupted: 502,
  result_empty: 502,
  td_absent: 503,
  td_chosen_absent: 503,
  td_busy: 503,
  td_occupied: 503,
  td_scripts_needed: 409,
  td_gone: 502,
  td_lost: 502,
  td_failed: 502,
  td_silent: 504,
  td_same_picture: 502,
  td_no_file: 504,
  room_full: 409,
  room_unknown: 404,
  rooms_full: 409,
  drawing_missing: 409,
  server_unset: 409,
  server_unreachable: 503,
  server_refused: 502,
  server_failed: 502,
  server_stalled: 503,
  workflow_invalid: 422,
  workflow_refused: 422,
  model_missing: 502,
  out_of_memory: 503,
  poison: 500,
  node_missing: 502,
  share_away: 503,
  share_full: 507,
  share_read_only: 503,
  share_verify_failed: 500,
  spool_unreadable: 500,
  name_invalid: 422,
  settings_invalid: 422,
  settings_foreign: 422,
  settings_newer: 422,
  settings_changed: 409,
  event_unknown: 404,
  event_in_use: 409,
  event_active: 409,
  consent_missing: 409,
  overlay_unsuitable: 422,
  overlay_missing: 409,
  clock_jumped: 409,
  date_unsure: 409,
  data_folder_owned: 409,
  data_folder_remote: 409,
  restored: 409,
  journal_restored: 409,
  journal_rows_unreadable: 409,
  journal_emptied: 409,
  backup_failed: 507,
  port_taken: 409,
  certificate_unusable: 422,
  console_certificate: 422,
  guests_unreachable: 502,
  guests_elsewhere: 502,
  unwanted: 410,
  guest_wish: 409,
  guest_erased: 410,
  pin_wrong: 403,
  pin_locked: 429,
  pin_unset: 409,
  no_kiosk_display: 409,
  login_unavailable: 409,
  support_failed: 507,
  too_busy: 503,
  too_many_requests: 429,
  token_name_taken: 409,
}

/** The status by which an error is told over HTTP. */
export const statusOfError = (code: ErrorCode): ContentfulStatusCode => statusOf[code]

/** Seconds after which somebody who was refused for being one too many may come again. */
const retryAfterSec = 2

/** An error body `{code, message, hint}` that no cache keeps. `status` overrules the code's own where a rule names one. */
export function errorReply(thrown: unknown, status?: ContentfulStatusCode): Response {
  const facts = errorFactsOf(thrown instanceof ZodError ? invalidInput(thrown) : thrown)
  const headers = new Headers({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  if (facts.code === 'too_busy') headers.set('retry-after', String(retryAfterSec))
  return new Response(JSON.stringify(facts), { status: status ?? statusOf[facts.code], headers })
}

function invalidInput(error: ZodError): AppError {
  const issue = error.issues[0]
  const place = issue?.path.join('.') ?? ''
  const message = `The request is not as expected${place === '' ? '' : ` at "${place}"`}: ${issue?.message ?? 'invalid'}.`
  return new AppError('invalid_input', message, 'Compare the request with docs/protocols.md.', { cause: error })
}

export const notFound = (what: string): AppError =>
  new AppError('not_found', `There is no ${what}.`, 'It may have been removed, or the address is wrong.')

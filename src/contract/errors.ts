import { z } from 'zod'

/** Every way in which something can fail by name; screens translate by this code. */
export const errorCode = z.enum([
  // asking
  'invalid_input',
  'unknown_command',
  'not_allowed',
  'not_found',
  'not_possible_now',
  'internal',
  // pressing and taking
  'paused',
  'closing',
  'disk_low',
  'no_camera',
  'camera_busy',
  'camera_denied',
  'camera_lost',
  'camera_silent',
  'interrupted_countdown',
  'suspended',
  // pictures
  'picture_empty',
  'picture_unreadable',
  'picture_too_large',
  'picture_unsupported',
  'picture_timeout',
  'picture_not_kept',
  'original_missing',
  // styles and backends
  'style_unknown',
  'style_broken',
  'input_unknown',
  'input_unfit',
  'picture_needed',
  'backend_unknown',
  'backend_unavailable',
  'generation_failed',
  'generation_timeout',
  'generation_interrupted',
  // TouchDesigner
  'td_absent',
  'td_chosen_absent',
  'td_busy',
  'td_occupied',
  'td_scripts_needed',
  'td_gone',
  'td_lost',
  'td_failed',
  'td_silent',
  'td_same_picture',
  'td_no_file',
  // drawing rooms
  'room_full',
  'room_unknown',
  'rooms_full',
  'drawing_missing',
  // ComfyUI servers
  'server_unset',
  'server_unreachable',
  'server_refused',
  'server_failed',
  'server_stalled',
  'out_of_memory',
  'poison',
  // a ComfyUI style's graph
  'workflow_invalid',
  'workflow_refused',
  'node_missing',
  'model_missing',
  'result_empty',
  // share and settings
  'share_away',
  'share_full',
  'share_read_only',
  'share_verify_failed',
  'spool_unreadable',
  'name_invalid',
  'settings_invalid',
  'settings_foreign',
  'settings_newer',
  'settings_changed',
  // events
  'event_unknown',
  'event_in_use',
  'event_active',
  'consent_missing',
  'overlay_unsuitable',
  'overlay_missing',
  'clock_jumped',
  'date_unsure',
  'data_folder_owned',
  'data_folder_remote',
  // the journal
  'restored',
  'journal_restored',
  'journal_rows_unreadable',
  'journal_emptied',
  'backup_failed',
  'port_taken',
  // guests' pages
  'certificate_unusable',
  'console_certificate',
  'guests_unreachable',
  'guests_elsewhere',
  'unwanted',
  'guest_wish',
  'guest_erased',
  // people
  'pin_wrong',
  'pin_locked',
  'pin_unset',
  'no_kiosk_display',
  'login_unavailable',
  'support_failed',
  'too_busy',
  // programs that ask
  'too_many_requests',
  'token_name_taken',
])
export type ErrorCode = z.infer<typeof errorCode>

/** An error as it crosses a boundary: what happened, and what the reader can do now. `params` fill a translation. */
export const errorFacts = z.object({
  code: errorCode,
  message: z.string(),
  hint: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** Another program's own words on it, for whoever looks closer; never translated. */
  details: z.string().optional(),
})
export type ErrorFacts = z.infer<typeof errorFacts>

/** Letters of another program's words that are kept: a traceback fits, a whole page does not. */
const detailsLimit = 8000

/** The only error that features throw on purpose. `message` says what happened, `hint` what the operator can do. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly params: Record<string, string | number> | undefined
  readonly details: string | undefined

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    options: { cause?: unknown; params?: Record<string, string | number>; details?: string } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.params = options.params
    this.details = options.details?.slice(0, detailsLimit)
  }
}

/** What may be shown and stored of any thrown value; an unexpected one becomes `internal` without its stack. */
export function errorFactsOf(thrown: unknown): ErrorFacts {
  if (thrown instanceof AppError) {
    const { code, message, hint, params, details } = thrown
    return { code, message, hint, ...(params && { params }), ...(details && { details }) }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', message, hint: 'Try again. If it happens again, open the logs folder and report it.' }
}

import type { ErrorCode } from '../../contract/errors'

/** What the shell is told: 0 done, 2 usage, 3 unreachable, 4 refused or failed, 5 timed out, 130 interrupted. */
export const exitCodes = { done: 0, usage: 2, unreachable: 3, failed: 4, timedOut: 5, interrupted: 130 } as const

const special: Partial<Record<ErrorCode, number>> = {
  invalid_input: exitCodes.usage,
  style_unknown: exitCodes.usage,
  input_unknown: exitCodes.usage,
  input_unfit: exitCodes.usage,
  picture_needed: exitCodes.usage,
  backend_unavailable: exitCodes.unreachable,
  server_unreachable: exitCodes.unreachable,
  generation_timeout: exitCodes.timedOut,
  picture_timeout: exitCodes.timedOut,
}

export function exitCodeOf(code: ErrorCode): number {
  return special[code] ?? exitCodes.failed
}

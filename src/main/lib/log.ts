/** Structured log of one feature; `facts` must never hold secrets, guest tokens or picture bytes. */
export interface Log {
  debug(message: string, facts?: Record<string, unknown>): void
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}

const nothing = () => undefined

/** For tests and short-lived commands. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

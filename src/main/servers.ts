import type { ServerCheck, ServerView } from '../contract/server'

/** What the operator can ask of the ComfyUI servers. Each throws AppError `not_found` for an unknown id. */
export interface Servers {
  views(): ServerView[]
  /** What it is and what it lacks; throws `server_*` where it does not answer. */
  check(id: string): Promise<ServerCheck>
  /** Makes a picture on it with the style `connection-test`. */
  test(id: string): Promise<{ durationMs: number }>
  /** Runs its start command anew; throws `not_possible_now` where it has none. */
  restart(id: string): Promise<void>
  /** Null removes them. */
  setHeaders(id: string, headers: Record<string, string> | null): Promise<void>
  /** Servers on this machine that are not set up yet. */
  find(): Promise<{ urls: string[] }>
  onChange(listen: () => void): void
}

import type { ServerCheck, ServerTest, ServerView, WarmUp } from '../contract/server'

/** What the operator can ask of the ComfyUI servers. Each throws AppError `not_found` for an unknown id. */
export interface Servers {
  views(): ServerView[]
  /** What it is and what it lacks; throws `server_*` where it does not answer. */
  check(id: string): Promise<ServerCheck>
  /** Makes a picture on it with the style `connection-test`. */
  test(id: string): Promise<ServerTest>
  /** The picture of the newest test, a JPEG; null: none since the start. */
  testPicture(id: string): Uint8Array | null
  /** Runs its start command anew; throws `not_possible_now` where it has none. */
  restart(id: string): Promise<void>
  /** Null removes them. */
  setHeaders(id: string, headers: Record<string, string> | null): Promise<void>
  /** Servers on this machine that are not set up yet. */
  find(): Promise<{ urls: string[] }>
  /** Starts anew; throws `server_unset`, or `not_possible_now` where the event has no ComfyUI style. */
  warm(): void
  stopWarming(): void
  warmUp(): WarmUp | null
  onChange(listen: () => void): void
  close(): Promise<void>
}

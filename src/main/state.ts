import type { Role, ServerMessage } from '../contract/app-state'

/** A window or browser that mirrors the state. */
export interface Viewer {
  role: Role
  send(message: ServerMessage): void
  /** Bytes not yet taken by the peer; above 1 MB patches are held back and a snapshot follows. */
  unsentBytes(): number
}

export interface Connection {
  clientId: string
  /** A parsed-or-not message from the peer (any JSON value); never throws, answers by `send`. */
  receive(message: unknown): void
  close(): void
}

/** What consoles see: a snapshot on connect, then patches with `seq`. */
export interface Hub {
  connect(viewer: Viewer): Connection
}

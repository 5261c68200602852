import type { WebSocket } from 'ws'
import type { Tablet } from './tablet'
import type { TabletPeer } from './tablet-socket'

/** Where tablets' pages come in. */
export interface TabletDoor extends Tablet {
  accept(socket: WebSocket, peer: TabletPeer): void
  frameLimitBytes: number
  /** The folder of the operator's own page; null where there is none. */
  pageDir(): string | null
  /** Addresses that need no code: the operator's list as it is now. */
  admitted(): readonly string[]
}

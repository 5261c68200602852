import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Access } from './access'

export type Admitted = Extract<Access, { allow: true }>

/** An upgrade that may come in as far as its credential goes. */
export interface AdmittedUpgrade {
  request: IncomingMessage
  url: URL
  access: Admitted
}

/** Answered with plain HTTP. */
export interface RefusedUpgrade {
  status: number
  message: string
}

/** Takes the WebSocket over; `connection` is what it came by. */
export type TakeOver = (socket: WebSocket, connection: Duplex) => void

/** One kind of WebSocket of the port. */
export interface UpgradeRoute {
  sockets: WebSocketServer
  /** Null where the address is another route's. */
  judge(upgrade: AdmittedUpgrade): TakeOver | RefusedUpgrade | null
}

/** No compression: pictures do not shrink, and its memory per socket is a way to be filled up. */
export function createSockets(frameLimitBytes: number): WebSocketServer {
  return new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: frameLimitBytes })
}

import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Certificate } from './certificate'

/** Against senders who open much and say little. `headersMs`: until the last header, and for the handshake of TLS before; `requestMs`: until the body's last byte. */
export interface ServerTimeouts {
  headersMs: number
  requestMs: number
  /** A connection on which nothing moves in either direction. */
  idleMs: number
  checkMs: number
}

export const serverTimeouts: ServerTimeouts = { headersMs: 10_000, requestMs: 300_000, idleMs: 120_000, checkMs: 2_000 }

const connectionLimit = 512
/** Room for what is in flight, within the second that closing may take. */
const closePatienceMs = 600

/** A server that is not listening yet, with the limits that every listener has. */
export function createLimitedServer(
  timeouts: ServerTimeouts,
  certificate: Pick<Certificate, 'cert' | 'key'> | null,
  respond: RequestListener,
): HttpServer {
  const limits = {
    maxHeaderSize: 16_384,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: timeouts.checkMs,
    keepAliveTimeout: 5_000,
  }
  const server = certificate
    ? createHttpsServer(
        { ...limits, cert: certificate.cert, key: certificate.key, handshakeTimeout: timeouts.headersMs },
        respond,
      )
    : createHttpServer(limits, respond)
  server.setTimeout(timeouts.idleMs)
  server.maxConnections = connectionLimit
  return server
}

/** Returns what ends the server within a second: `goodbye` first, then what is in flight has a moment. */
export function createShutdown(server: HttpServer, goodbye: () => void): () => Promise<void> {
  const destroySockets = trackSockets(server)
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    goodbye()
    server.closeIdleConnections()
    // Real time on purpose: this bounds how long the process lives on.
    const patience = setTimeout(destroySockets, closePatienceMs)
    await closed
    clearTimeout(patience)
  }
}

/** Returns what destroys every connection that is still there, upgraded ones included. */
function trackSockets(server: HttpServer): () => void {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return () => sockets.forEach((socket) => socket.destroy())
}

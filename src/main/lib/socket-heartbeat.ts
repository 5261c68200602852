import type { WebSocket } from 'ws'
import type { Clock } from './clock'
import { afterLastLook } from './last-look'

/** A dead laptop is noticed after two of these. */
const heartbeatMs = 15_000

/** Pings a browser, which answers by itself; closes it with 4401 once it is no longer admitted. Returns what ends the pings. */
export function startHeartbeat(socket: WebSocket, clock: Clock, isStillAdmitted: () => boolean): () => void {
  let heard = true
  let stop = (): void => undefined
  socket.on('pong', () => (heard = true))
  // A pong waits its turn behind what the peer is still sending.
  socket.on('message', () => (heard = true))
  const beat = (): void => {
    if (!isStillAdmitted()) return socket.close(4401, 'pairing ended')
    if (!heard) return socket.terminate()
    heard = false
    socket.ping()
    stop = afterLastLook(clock, heartbeatMs, beat)
  }
  stop = afterLastLook(clock, heartbeatMs, beat)
  return () => stop()
}

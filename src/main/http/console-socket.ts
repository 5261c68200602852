import type { RawData, WebSocket } from 'ws'
import type { Role, ServerMessage } from '../../contract/app-state'
import { AppError, errorFactsOf } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { startHeartbeat } from '../lib/socket-heartbeat'
import type { Hub } from '../state'

/** Larger frames close the socket (1009): no command is this long, pictures come by PUT and POST. */
export const frameLimitBytes = 1_000_000
const messageBurst = 200
const messagesPerSec = 50
const unsentLimitBytes = 1_000_000
/** How often a held socket is looked at again. */
const holdMs = 250

export interface ConsoleSocketDeps {
  role: Role
  /** The named token that opened it; null for any other credential. */
  tokenId: string | null
  hub: Pick<Hub, 'connect'>
  clock: Clock
  log: Log
  /** Asked at every heartbeat: a browser that was sent away or whose pairing ran out is closed. */
  stillAllowed(): boolean
}

function badFrame(why: string): ServerMessage {
  const error = errorFactsOf(
    new AppError('invalid_input', why, 'Send one JSON object a frame, as docs/protocols.md says.'),
  )
  // Nothing was read that could name the command: 0 is nobody's id.
  return { type: 'reply', id: 0, ok: false, error }
}

/** Makes a browser's WebSocket a viewer of the hub: JSON text frames both ways, one bad frame closes nothing. */
export function attachConsoleSocket(socket: WebSocket, deps: ConsoleSocketDeps): void {
  const { hub, role, tokenId, clock, log } = deps
  const send = (message: ServerMessage): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const connection = hub.connect({ role, tokenId, send, unsentBytes: () => socket.bufferedAmount })
  const admit = createBrake(socket, clock)
  const stopHeartbeat = startHeartbeat(socket, clock, deps.stillAllowed)

  socket.on('message', (data, isBinary) => {
    admit()
    if (isBinary) return send(badFrame('Binary frames are not understood here.'))
    const message = parsed(data)
    if (message === undefined) return send(badFrame('The frame is no JSON.'))
    connection.receive(message)
  })
  // The library closes the socket itself after a frame against the protocol or over the limit.
  socket.on('error', (error) => log.warn('a console socket failed', { error: error.message }))
  socket.on('close', () => {
    stopHeartbeat()
    connection.close()
  })
}

/** Undefined where it is no JSON. */
function parsed(data: RawData): unknown {
  try {
    return JSON.parse((data as Buffer).toString('utf8')) as unknown // binaryType is nodebuffer
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Who sends more than 50 messages a second, or takes no answers, is read more slowly instead of being cut off: the peer's
 * own send buffer fills up, nothing is lost, and our memory stays bounded.
 */
function createBrake(socket: WebSocket, clock: Clock): () => void {
  let allowance = messageBurst
  let countedAtMs = clock.monotonicMs()

  function refill(): void {
    const nowMs = clock.monotonicMs()
    allowance = Math.min(messageBurst, allowance + ((nowMs - countedAtMs) / 1000) * messagesPerSec)
    countedAtMs = nowMs
  }

  function look(): void {
    if (socket.readyState !== socket.OPEN) return
    refill()
    const held = allowance < 1 || socket.bufferedAmount > unsentLimitBytes
    if (!held) return socket.resume()
    socket.pause()
    clock.after(holdMs, look)
  }

  return () => {
    refill()
    allowance -= 1
    if (!socket.isPaused) look()
  }
}

import type { RawData, WebSocket } from 'ws'
import { errorFactsOf } from '../../contract/errors'
import { fromTablet, type FromTablet, type ToTablet } from '../../contract/tablet-protocol'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createSocketBrake } from '../lib/socket-brake'
import { startHeartbeat } from '../lib/socket-heartbeat'
import type { Tablet, TabletViewer } from './tablet'

/** A page says a few words for each picture. */
export const tabletFrameLimitBytes = 64_000
const pace = { perSec: 20, burst: 60 }
/** A page that reads nothing misses progress, and then is cut off: it would miss its picture anyway. */
const progressLimitBytes = 64_000
const unsentLimitBytes = 1_000_000

export interface TabletPeer extends TabletViewer {
  /** Asked at every heartbeat: a tablet that was sent away is closed. */
  isStillAdmitted(): boolean
}

/** Makes a WebSocket a page of the tablet's protocol; one bad message closes nothing. */
export function attachTabletSocket(
  socket: WebSocket,
  peer: TabletPeer,
  { tablet, clock, log }: { tablet: Tablet; clock: Clock; log: Log },
): void {
  const brake = createSocketBrake(socket, pace, clock)
  const stopHeartbeat = startHeartbeat(socket, clock, peer.isStillAdmitted)

  function send(message: ToTablet): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > unsentLimitBytes) return socket.terminate()
    if (message.type === 'progress' && socket.bufferedAmount > progressLimitBytes) return
    socket.send(JSON.stringify(message))
  }

  function obey(message: FromTablet): void {
    const { type: received, jobId } = message
    if (message.type === 'capture') {
      const { type: _type, ...wish } = message
      const pressed = tablet.capture({ ...wish, countdownSec: 0 })
      return send({ type: 'ack', received, ...pressed })
    }
    if (message.type === 'cancel' && jobId !== undefined) tablet.cancel(jobId)
    send({ type: 'ack', received, ...(jobId !== undefined && { jobId }) })
  }

  send({ type: 'connected', message: 'Photocall Console' })
  const forget = tablet.listen({ origin: peer.origin, seesLinks: peer.seesLinks, hear: send })

  socket.on('message', (data: RawData, isBinary) => {
    brake(1)
    const read = isBinary ? null : readMessage((data as Buffer).toString('utf8')) // binaryType is nodebuffer
    if (!read?.message)
      return send({ type: 'error', message: read?.fault ?? 'Binary messages are not understood here.' })
    try {
      obey(read.message)
    } catch (error) {
      const { jobId } = read.message
      send({ type: 'error', ...(jobId !== undefined && { jobId }), message: errorFactsOf(error).message })
    }
  })
  // the library closes the socket itself after a frame against the protocol or over the limit
  socket.on('error', (error) => log.info("a tablet's socket failed", { error: error.message }))
  socket.on('close', () => {
    stopHeartbeat()
    forget()
  })
}

function readMessage(text: string): { message: FromTablet; fault: null } | { message: null; fault: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { message: null, fault: 'The message is no JSON.' }
  }
  const parsed = fromTablet.safeParse(json)
  if (parsed.success) return { message: parsed.data, fault: null }
  const [issue] = parsed.error.issues
  return { message: null, fault: `The message is not understood: ${issue?.path.join('.') || 'type'} is not valid.` }
}

import type { RawData, WebSocket } from 'ws'
import { tdProtocolVersion, type FromTouchDesigner, type ToTouchDesigner } from '../../contract/td-protocol'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createSocketBrake } from '../lib/socket-brake'
import { readFrame, type TdFrame } from './frame'
import type { Hello, Machine, Machines, Seat, TdWire } from './machines'
import { readMessage } from './message'

/** Who knocks: where from, and whether it may come in as it is or must show the token in its hello. */
export interface TdPeer {
  address: string
  isTrusted: boolean
  /** Counts the wrong tokens of its address, also those that came by other ways. */
  guesses: {
    /** 0: its token may be looked at. */
    waitMs(): number
    wrong(): void
  }
  /** Whether what let it in still holds; asked at every heartbeat, also of scripts that never said hello. */
  isStillAdmitted?(): boolean
  /** It said hello, and may. */
  onHello?(): void
}

/** Binary messages may be whole pictures, lossless ones of a large stage. */
export const tdFrameLimitBytes = 40_000_000
export const tdHeartbeatMs = 5000
/** Whoever must say hello has this long. */
const helloWithinMs = 10_000
/** Progress comes with every frame of some projects; more than this is read more slowly, and nothing is lost. */
const pace = { perSec: 300, burst: 600 }
/** What a machine that reads nothing may have waiting; then it is cut off, for it would miss the capture anyway. */
const unsentLimitBytes = 60_000_000

type Refusal = Pick<Extract<ToTouchDesigner, { type: 'refused' }>, 'reason' | 'message'>

export interface TdSocketDeps {
  machines: Machines
  clock: Clock
  log: Log
  isToken(token: string): boolean
  onHello(machine: Machine): void
  onMessage(machine: Machine, message: FromTouchDesigner): void
  onFrame(machine: Machine, frame: TdFrame): void
}

/** Makes a WebSocket a seat among the machines: it hears `connected` first, and one bad message closes nothing. */
export function attachTdSocket(socket: WebSocket, peer: TdPeer, deps: TdSocketDeps): void {
  const { machines, clock, log } = deps
  const wire: TdWire = {
    ...{ send, sendBinary },
    close: (code, reason) => socket.close(code, reason),
    hold: () => beats?.hold(),
    goOn: () => beats?.goOn(),
  }
  let seat: Seat | null = null
  let beats: Beats | null = null
  let stopHello = (): void => undefined
  const brake = createSocketBrake(socket, pace, clock)
  const stopAdmission = watchAdmission(socket, peer, clock)

  function send(message: ToTouchDesigner): void {
    if (canTake()) socket.send(JSON.stringify(message))
  }

  function sendBinary(bytes: Uint8Array): void {
    if (canTake()) socket.send(bytes)
  }

  function canTake(): boolean {
    if (socket.bufferedAmount > unsentLimitBytes) socket.terminate()
    return socket.readyState === socket.OPEN
  }

  function hello(said: Hello): void {
    const refusal = refusalOf(said)
    if (refusal) {
      send({ type: 'refused', ...refusal })
      return socket.close(1008, refusal.reason)
    }
    peer.onHello?.()
    stopHello()
    beats?.stop()
    seat ??= machines.seat(wire, peer.address)
    const machine = seat.hello(said)
    beats = startBeats(socket, clock, send)
    deps.onHello(machine)
  }

  function refusalOf(said: Hello): Refusal | null {
    if (said.protocol !== tdProtocolVersion)
      return { reason: 'protocol', message: `Protocol ${tdProtocolVersion} only.` }
    return peer.isTrusted ? null : refusalOfToken(said.token ?? '')
  }

  /** Who has guessed too much is not answered whether this one would have been right; who shows none has not guessed. */
  function refusalOfToken(token: string): Refusal | null {
    const waitMs = token === '' ? 0 : peer.guesses.waitMs()
    if (waitMs > 0) return tooManyGuesses(waitMs)
    if (deps.isToken(token)) return null
    if (token !== '') peer.guesses.wrong()
    return { reason: 'token', message: 'The token is missing or wrong.' }
  }

  function receiveText(text: string): void {
    const message = readMessage(text)
    if (!message) return log.debug('a message of TouchDesigner is not understood', { start: text.slice(0, 80) })
    if (message.type === 'hello') return hello(message)
    if (seat && message.type !== 'heartbeat-ack') deps.onMessage(seat.machine(), message)
  }

  function receiveBinary(bytes: Buffer): void {
    const frame = readFrame(bytes)
    if (!frame) return log.debug('a binary message of TouchDesigner is no picture', { sizeBytes: bytes.length })
    if (seat) deps.onFrame(seat.machine(), frame)
  }

  send({ type: 'connected', message: 'Photocall Console', protocol: tdProtocolVersion })
  if (peer.isTrusted) seat = machines.seat(wire, peer.address)
  else stopHello = clock.after(helloWithinMs, () => socket.close(1008, 'no hello'))

  socket.on('message', (data: RawData, isBinary) => {
    brake(1)
    // after a refusal the rest of what was sent still comes in
    if (socket.readyState !== socket.OPEN) return
    const bytes = data as Buffer // binaryType is nodebuffer
    if (isBinary) receiveBinary(bytes)
    else receiveText(bytes.toString('utf8'))
  })
  // the library closes the socket itself after a frame against the protocol or over the limit
  socket.on('error', (error) => log.info('a socket of TouchDesigner failed', { error: error.message }))
  socket.on('close', () => {
    stopHello()
    stopAdmission()
    beats?.stop()
    seat?.left()
  })
}

function tooManyGuesses(waitMs: number): Refusal {
  const waitSec = Math.max(1, Math.ceil(waitMs / 1000))
  const message = `Too many wrong tokens came from this address. Wait ${waitSec} s, then connect with the right one.`
  return { reason: 'guesses', message }
}

/** An address that the operator took off the list is out, whatever its scripts understand. */
function watchAdmission(socket: WebSocket, { isStillAdmitted }: TdPeer, clock: Clock): () => void {
  if (!isStillAdmitted) return () => undefined
  const look = (): void => {
    if (!isStillAdmitted()) return socket.close(1008, 'not admitted any more')
    stop = clock.after(tdHeartbeatMs, look)
  }
  let stop = clock.after(tdHeartbeatMs, look)
  return () => stop()
}

interface Beats {
  hold(): void
  goOn(): void
  stop(): void
}

/** Scripts that said hello answer; three beats without a word end the connection, which frees the place for the next. */
function startBeats(socket: WebSocket, clock: Clock, send: (message: ToTouchDesigner) => void): Beats {
  let silentBeats = 0
  const heard = () => (silentBeats = 0)
  socket.on('message', heard)
  const beat = (): void => {
    if (silentBeats >= 3) return socket.terminate()
    silentBeats++
    send({ type: 'heartbeat', ts: clock.nowMs() })
    stopTimer = clock.after(tdHeartbeatMs, beat)
  }
  let stopTimer = clock.after(tdHeartbeatMs, beat)
  return {
    hold: () => stopTimer(),
    goOn() {
      stopTimer()
      silentBeats = 0
      stopTimer = clock.after(tdHeartbeatMs, beat)
    },
    stop() {
      stopTimer()
      socket.off('message', heard)
    },
  }
}

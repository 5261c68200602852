import { randomUUID } from 'node:crypto'
import type { RawData, WebSocket } from 'ws'
import { canvasClose, defaultRoom, roomNameOf, type FromCanvasRooms } from '../../contract/canvas-protocol'
import { AppError, errorFactsOf } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createSocketBrake } from '../lib/socket-brake'
import type { CanvasClient, CanvasPeer } from './canvas-client'
import { readFrame, type CanvasFrame, type RawFrame } from './frame'
import { createOutbox } from './outbox'
import type { Member, Room } from './room'
import type { Rooms } from './rooms'

/** A client that says nothing of itself is in the room DEFAULT after this; TouchDesigner names its room in its hello. */
export const helloGraceMs = 1000
/** Whoever must say hello has this long. */
export const helloWithinMs = 10_000
export const pingEveryMs = 15_000
/** What a receiver that takes nothing may have waiting: one final picture of the largest size, and then some. */
export const unsentLimitBytes = 32_000_000
/** Drawing is 12 frames a second of 50 to 100 kB: five times that, and a large final picture at once. */
const pace = { perSec: 80, burst: 400 }
const costOf = (sizeBytes: number): number => 1 + sizeBytes / 100_000
/** A closing that is not answered. */
const goodbyeMs = 2000

export interface CanvasSocketDeps {
  rooms: Rooms
  clock: Clock
  log: Log
  isToken(token: string, address: string): boolean
  isGiven(room: string, address: string): boolean
  /** It said hello, now in this room. */
  onHello(client: CanvasClient): void
  onGone(client: CanvasClient): void
  /** Throws AppError where no job is made. */
  use(client: CanvasClient, asked: Extract<CanvasFrame, { kind: 'use' }>['asked']): Promise<void>
}

/** Makes a WebSocket a member of a room: it hears `hello` first, and one bad frame closes nothing. */
export function attachCanvasSocket(socket: WebSocket, peer: CanvasPeer, deps: CanvasSocketDeps): void {
  const { rooms, clock, log } = deps
  const outbox = createOutbox({
    wire: {
      send: ({ bytes, isBinary }, sent) => socket.send(bytes, { binary: isBinary }, sent),
      unsentBytes: () => socket.bufferedAmount,
    },
    limitBytes: unsentLimitBytes,
    onOverfull() {
      log.info('a canvas client takes nothing', { address: peer.address })
      end(canvasClose.tooSlow, 'too slow')
    },
  })
  const client: CanvasClient = {
    key: randomUUID(),
    room: '',
    isGuest: peer.isGuest,
    kind: 'other',
    tell: tellGreeted,
    replace: () => end(canvasClose.replaced, 'it came back by another connection'),
  }
  const member: Member = {
    isReceiver: () => client.kind === 'touchdesigner',
    send: (frame) => isOpen() && outbox.push(frame),
    dismiss: () => end(canvasClose.roomClosed, 'the room is closed'),
  }
  const brake = createSocketBrake(socket, pace, clock)
  let room: Room | null = null
  let isGreeted = false
  let mayEnter = peer.rights
  let stopWaiting = (): void => undefined
  const watch = watchSocket(socket, clock, () => {
    if (!peer.isStillAdmitted()) end(canvasClose.unpaired, 'what let it in is over')
  })

  function isOpen(): boolean {
    return socket.readyState === socket.OPEN
  }

  function tell(message: FromCanvasRooms): void {
    const bytes = Buffer.from(JSON.stringify(message))
    if (isOpen()) outbox.push({ bytes, isBinary: false, when: 'keep', isFinal: false })
  }

  function tellGreeted(message: FromCanvasRooms): void {
    if (isGreeted) tell(message)
  }

  function refuse(of: Extract<FromCanvasRooms, { type: 'refused' }>['payload']['of'], error: unknown): void {
    const facts = errorFactsOf(error)
    if (facts.code === 'internal') log.error('a canvas client was not served', { of, message: facts.message })
    tellGreeted({ type: 'refused', payload: { of, error: facts } })
  }

  function end(code: number, reason: string): void {
    leave()
    socket.close(code, reason)
    clock.after(goodbyeMs, () => socket.terminate())
  }

  function leave(): void {
    stopWaiting()
    if (room) rooms.leave(room, member)
    room = null
  }

  /** False where it may not, or cannot: then the connection ends. */
  function enter(name: string): boolean {
    if (room?.name === name) return true
    if (mayEnter === 'hello' || (mayEnter === 'given' && !deps.isGiven(name, peer.address))) {
      end(1008, 'this room needs its code or a token')
      return false
    }
    leave()
    client.room = name
    tell({ type: 'hello', payload: { room: name } })
    try {
      room = rooms.enter(name, member)
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      end(1013, error.message.slice(0, 120))
      return false
    }
  }

  function hello(said: Extract<CanvasFrame, { kind: 'hello' }>['said']): void {
    const name = said.room === undefined ? (room?.name ?? peer.room ?? defaultRoom) : roomNameOf(said.room)
    if (name === null) return end(1008, 'that is no name of a room')
    if (mayEnter === 'hello') {
      mayEnter = deps.isToken(said.token ?? '', peer.address) ? 'any' : 'given'
      // a code alone makes nobody an operator, whichever way it is shown
      client.isGuest ||= mayEnter === 'given'
    }
    client.kind = said.client
    if (said.id !== undefined) client.key = said.id
    if (!enter(name)) return
    peer.onHello?.()
    if (!isGreeted) watch.ask()
    isGreeted = true
    deps.onHello(client)
  }

  function receive(raw: RawFrame): void {
    const frame = readFrame(raw)
    if (frame.kind === 'hello') return hello(frame.said)
    if (mayEnter === 'hello') return
    if (!room && !enter(peer.room ?? defaultRoom)) return
    if (frame.kind === 'use') return use(frame.asked)
    if (frame.kind === 'refused') return refuse(frame.of, frame.error)
    const before = room?.revision()
    room?.relay(member, frame, raw)
    if (room && (frame.kind === 'state' || frame.kind === 'prompt' || room.revision() !== before)) {
      rooms.touched(room)
    }
  }

  function use(asked: Extract<CanvasFrame, { kind: 'use' }>['asked']): void {
    if (isGreeted) deps.use(client, asked).catch((error: unknown) => refuse('use', error))
  }

  if (mayEnter === 'hello') stopWaiting = clock.after(helloWithinMs, () => end(1008, 'no hello'))
  else if (peer.room !== null) enter(peer.room)
  else stopWaiting = clock.after(helloGraceMs, () => enter(defaultRoom))

  socket.on('message', (data: RawData, isBinary) => {
    const bytes = data as Buffer // binaryType is nodebuffer
    brake(costOf(bytes.length))
    if (isOpen()) receive({ bytes, isBinary })
  })
  // the library closes the socket itself after a frame against the protocol or over the limit
  socket.on('error', (error) => log.info('a socket of the canvas failed', { error: error.message }))
  socket.on('close', () => {
    watch.stop()
    leave()
    if (isGreeted) deps.onGone(client)
  })
}

/** Who once answered a ping and is silent over two has lost its network; who never answers, or is not asked, is left alone. */
function watchSocket(socket: WebSocket, clock: Clock, check: () => void): { ask(): void; stop(): void } {
  let isAsked = false
  let hasAnswered = false
  let silentPings = 0
  socket.on('message', () => (silentPings = 0))
  socket.on('pong', () => {
    hasAnswered = true
    silentPings = 0
  })

  function look(): void {
    stop = clock.after(pingEveryMs, look)
    check()
    if (!isAsked || socket.readyState !== socket.OPEN) return
    if (hasAnswered && silentPings >= 2) return socket.terminate()
    silentPings++
    socket.ping()
  }

  let stop = clock.after(pingEveryMs, look)
  return { ask: () => (isAsked = true), stop: () => stop() }
}

import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { canvasFrameLimitBytes } from '../../../contract/canvas-protocol'
import { systemClock, type Clock } from '../../lib/clock'
import { silentLog } from '../../lib/log'
import { createCanvas, type Canvas } from '../canvas-door'
import type { CanvasPeer } from '../canvas-client'
import { createIsGivenRoom } from '../given-rooms'
import { createGuessBrake } from '../guess-brake'
import { createRoomCodes } from '../room-codes'
import { createRooms } from '../rooms'

export const tdToken = 'the-token-of-touchdesigner'

/** The first bytes of a picture of that size, and something after them; nobody here decodes it. */
export function pngOf(widthPx: number, heightPx: number, filling = 'png'): Buffer {
  const head = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const size = Buffer.alloc(8)
  size.writeUInt32BE(widthPx, 0)
  size.writeUInt32BE(heightPx, 4)
  return Buffer.concat([head, size, Buffer.from(filling)])
}

export function jpegOf(widthPx: number, heightPx: number, filling = 'jpeg'): Buffer {
  const head = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108000000000301', 'hex')
  head.writeUInt16BE(heightPx, head.length - 6)
  head.writeUInt16BE(widthPx, head.length - 4)
  return Buffer.concat([head, Buffer.from(filling)])
}

export const dataUrl = (mediaType: string, bytes: Buffer): string =>
  `data:${mediaType};base64,${bytes.toString('base64')}`

export const drawOf = (filling: string): string =>
  JSON.stringify({ type: 'draw', payload: dataUrl('image/jpeg', jpegOf(640, 480, filling)) })

type Heard = { text: string } | { binary: Buffer }

export interface Guest {
  socket: WebSocket
  /** Everything that came, oldest first. */
  heard: Heard[]
  texts(): string[]
  /** The payloads of the console's own messages of that type. */
  told(type: string): unknown[]
  closed: Promise<number>
  say(message: unknown): void
}

/** Rooms behind a real port; each connection comes as `peer` says. */
export async function openHouse(options: { clock?: Clock; use?: Parameters<typeof createCanvas>[0]['use'] } = {}) {
  const { clock = systemClock, use = () => Promise.reject(new Error('nothing is made here')) } = options
  const kept = new Map<string, string>()
  const memory = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
  }
  const codes = createRoomCodes({ memory, nowMs: clock.nowMs })
  const rooms = createRooms({ codes, clock, thumbUrl: (room, revision) => `${room}?${revision}` })
  const canvas: Canvas = createCanvas({
    ...{ rooms, clock, log: silentLog, use },
    isToken: (token) => token === tdToken,
    isGiven: createIsGivenRoom(codes, createGuessBrake(clock)),
    boothFacts: () => ({ joinUrl: null, blocked: null, consent: null, language: null }),
    jobFacts: () => null,
  })
  const peers: Partial<CanvasPeer>[] = []
  const server: Server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: canvasFrameLimitBytes })
  sockets.on('connection', (socket) => {
    const peer = { address: '127.0.0.1', room: null, rights: 'any' as const, isGuest: false }
    canvas.accept(socket, { ...peer, isStillAdmitted: () => true, ...peers.shift() })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const guests: WebSocket[] = []

  async function come(peer: Partial<CanvasPeer> = {}): Promise<Guest> {
    peers.push(peer)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
    guests.push(socket)
    const heard: Heard[] = []
    socket.on('message', (data, isBinary) => {
      heard.push(isBinary ? { binary: data as Buffer } : { text: (data as Buffer).toString() })
    })
    socket.on('error', () => undefined)
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    await once(socket, 'open')
    const texts = () => heard.flatMap((one) => ('text' in one ? [one.text] : []))
    const told = (type: string) =>
      texts().flatMap((text) => {
        const message = parsed(text)
        return message?.type === type ? [message.payload] : []
      })
    return { socket, heard, texts, told, closed, say: (message) => socket.send(JSON.stringify(message)) }
  }

  return {
    ...{ rooms, codes, canvas, come, sockets, memory },
    async close() {
      for (const socket of guests) socket.terminate()
      for (const socket of sockets.clients) socket.terminate()
      canvas.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function parsed(text: string): { type?: string; payload?: unknown } | null {
  try {
    return JSON.parse(text) as { type?: string; payload?: unknown }
  } catch {
    return null
  }
}

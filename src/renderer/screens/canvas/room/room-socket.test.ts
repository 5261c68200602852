import { beforeEach, describe, expect, test, vi } from 'vitest'
import { canvasBeatMs, canvasClose } from '../../../../contract/canvas-protocol'
import { createHandClock } from '../testing/hand-clock'
import { backoffMs } from './backoff'
import { createRoomSocket, type Link } from './room-socket'

/** A browser's socket whose other end the test holds. */
class HeldSocket {
  readyState = 0
  bufferedAmount = 0
  binaryType = ''
  readonly sent: unknown[] = []
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  send = (data: unknown) => void this.sent.push(data)
  close = () => void (this.readyState = 3)
  open() {
    this.readyState = 1
    this.onopen?.()
  }
  hear(message: unknown) {
    this.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) })
  }
  end(code: number) {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

const room = {
  type: 'room',
  payload: {
    room: 'ABC234',
    nowMs: 1,
    clients: 1,
    receivers: 0,
    joinUrl: null,
    hasPicture: false,
    blocked: null,
    consent: null,
    language: null,
  },
}

function setUp({ mayEnter = true } = {}) {
  const clock = createHandClock()
  const sockets: HeldSocket[] = []
  const links: Link[] = []
  const heard: unknown[] = []
  const socket = createRoomSocket({
    url: 'ws://here/canvas/ws?room=ABC234',
    room: 'ABC234',
    id: () => 'page1',
    clock,
    random: () => 1,
    createSocket: () => {
      sockets.push(new HeldSocket())
      return sockets.at(-1) as unknown as WebSocket
    },
    mayEnter: async () => mayEnter,
    onLink: (link) => void links.push(link),
    onFacts: (message) => void heard.push(message.type),
    onRelayed: (message) => void heard.push(message),
    onFinal: (bytes) => void heard.push(bytes.length),
  })
  const last = () => sockets.at(-1)!
  socket.connect()
  return { clock, sockets, links, heard, socket, last }
}

beforeEach(() => void vi.stubGlobal('WebSocket', { OPEN: 1 }))

describe('the way to the room', () => {
  test('is up when the room has answered the hello', () => {
    const { last, links, socket } = setUp()
    last().open()
    expect(JSON.parse(last().sent[0] as string)).toEqual({
      type: 'hello',
      payload: { room: 'ABC234', client: 'page', id: 'page1' },
    })
    expect(socket.isOpen()).toBe(false)
    last().hear(room)
    expect(links).toEqual([{ state: 'up' }])
    expect(socket.say({ type: 'proc', payload: 'x' })).toBe(true)
  })

  test('gives what the room remembers before it is up', () => {
    const { last, links, heard } = setUp()
    last().open()
    last().hear({ type: 'hello', payload: { room: 'ABC234' } })
    last().hear(new ArrayBuffer(5))
    last().hear({ type: 'proc', payload: 'a dragon' })
    expect(links).toEqual([])
    last().hear(room)
    expect(heard).toEqual(['hello', 5, { type: 'proc', payload: 'a dragon' }, 'room'])
  })

  test('comes back by itself, and keeps nothing to say for later', async () => {
    const { clock, last, sockets, links, socket } = setUp()
    last().open()
    last().hear(room)
    last().end(1001)
    expect(links.at(-1)).toEqual({ state: 'away' })
    expect(socket.say({})).toBe(false)
    expect(socket.sendFinal(new Uint8Array(1))).toBe(false)
    await clock.advance(500)
    expect(sockets).toHaveLength(2)
    last().open()
    last().hear(room)
    expect(links.at(-1)).toEqual({ state: 'up' })
  })

  test('waits longer after each try in vain, to an end, and thirty tablets not all alike', () => {
    expect([0, 1, 2, 3, 20].map((tries) => backoffMs(tries, 1))).toEqual([500, 1000, 2000, 4000, 10_000])
    expect(backoffMs(3, 0)).toBe(2000)
  })

  test('is tried anew when the line is silent for long, or does not open', async () => {
    const { clock, last, sockets, links } = setUp()
    last().open()
    last().hear(room)
    await clock.advance(3 * canvasBeatMs)
    expect(links.at(-1)).toEqual({ state: 'away' })
    await clock.advance(500 + 6000 + 1000)
    expect(sockets).toHaveLength(3)
  })

  test.each([
    [canvasClose.replaced, 'replaced'],
    [canvasClose.roomClosed, 'closed'],
    [1008, 'refused'],
  ] as const)('is over after %i: %s', async (code, why) => {
    const { clock, last, sockets, links } = setUp()
    last().open()
    last().end(code)
    await clock.advance(60_000)
    expect(links.at(-1)).toEqual({ state: 'over', why })
    expect(sockets).toHaveLength(1)
  })

  test('is tried again while the room is full', async () => {
    const { clock, last, sockets, links } = setUp()
    last().open()
    last().end(1013)
    expect(links.at(-1)).toEqual({ state: 'full' })
    await clock.advance(1000)
    expect(sockets).toHaveLength(2)
  })

  test('is over where this browser is no longer admitted', async () => {
    const { clock, last, sockets, links } = setUp({ mayEnter: false })
    last().end(1006)
    await clock.advance(60_000)
    expect(links.at(-1)).toEqual({ state: 'over', why: 'unpaired' })
    expect(sockets).toHaveLength(1)
  })

  test('is not closed by a message that nobody understands', () => {
    const { last, heard, links } = setUp()
    last().open()
    last().onmessage?.({ data: '{"type":' })
    last().hear({ type: 'later', payload: 1 })
    last().hear([1])
    last().hear(room)
    expect(heard).toEqual(['room'])
    expect(links).toEqual([{ state: 'up' }])
  })
})

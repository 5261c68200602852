import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createComfySocket, type ComfySocket } from './comfy-socket'
import { until } from './testing/comfy-bench'

const status = JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: 0 } } } })

/** A server whose sockets are the test's. */
let server: Server
let refuses = false
let greets = true
let knocks: (string | undefined)[]
let peers: { socket: WebSocket; first: Promise<string> }[]
/** Sockets that were still open when the next one came. */
let overlaps: number
const clients: ComfySocket[] = []

beforeEach(async () => {
  ;[refuses, greets, overlaps] = [false, true, 0]
  ;[knocks, peers] = [[], []]
  const sockets = new WebSocketServer({ noServer: true, autoPong: false })
  server = createServer()
  server.on('upgrade', (request, stream, head) => {
    knocks.push(request.url)
    if (refuses) return void stream.destroy()
    sockets.handleUpgrade(request, stream, head, (socket) => {
      overlaps += peers.filter((peer) => peer.socket.readyState === 1).length
      const first = new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())))
      peers.push({ socket, first })
      if (greets) socket.send(status)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const { socket } of peers) socket.terminate()
  for (const client of clients.splice(0)) await client.close()
  await new Promise((resolve) => server.close(resolve))
})

function open() {
  const clock = createManualClock()
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const common = { headers: () => ({ 'x-booth': 'ours' }), clock, log: silentLog }
  const client = createComfySocket({ baseUrl, clientId: 'booth 1', ...common, random: () => 0.5 })
  clients.push(client)
  return { client, clock }
}

describe('the event stream', () => {
  it('says first of all, on every connection, that pictures may carry their prompt', async () => {
    const { client, clock } = open()
    await client.ready(5000, null)
    await peers[0]!.first
    peers[0]!.socket.terminate()
    await until(() => (clock.advance(100), peers.length === 2))
    for (const { first } of peers) {
      expect(JSON.parse(await first)).toEqual({ type: 'feature_flags', data: { supports_preview_metadata: true } })
    }
    expect(knocks).toEqual(['/ws?clientId=booth%201', '/ws?clientId=booth%201'])
  })

  it('closes the old connection before it opens the next, for the server forgets the id with the old one', async () => {
    const { client, clock } = open()
    await client.ready(5000, null)
    for (const count of [2, 3]) {
      client.renew()
      await until(() => (clock.advance(20), peers.length === count))
      await client.ready(5000, null)
    }
    expect(overlaps).toBe(0)
  })

  it('that fell silent is given up, and made anew', async () => {
    const { client, clock } = open()
    await client.ready(5000, null)
    clock.advance(11_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(peers).toHaveLength(1)
    clock.advance(5000)
    await until(() => (clock.advance(100), peers.length === 2))
  })

  it('is tried again ever more slowly, up to every five seconds', async () => {
    refuses = true
    const { client, clock } = open()
    const ready = client.ready(60_000, null)
    ready.catch(() => undefined)
    const waits: number[] = []
    for (let count = 1; count <= 8; count++) {
      await until(() => knocks.length === count && clock.pending() === 2)
      let waitMs = 0
      while (knocks.length === count && clock.pending() === 2) {
        clock.advance(100)
        waitMs += 100
      }
      waits.push(waitMs)
    }
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000])
  })

  it('of a server that is connected and mute counts as open after a while: it is then looked up', async () => {
    greets = false
    const { client, clock } = open()
    let isReady = false
    const ready = client.ready(5000, null).then(() => (isReady = true))
    await until(() => peers.length === 1)
    expect(isReady).toBe(false)
    await until(() => (clock.advance(100), isReady))
    await ready
    expect(client.hasSpoken()).toBe(false)
    peers[0]!.socket.send(status)
    await until(client.hasSpoken)
    peers[0]!.socket.terminate()
    await until(() => !client.hasSpoken())
  })
})

describe('waiting for it', () => {
  it('ends with the last reason when nobody answers in time', async () => {
    refuses = true
    const { client, clock } = open()
    const ready = client.ready(5000, null)
    const failed = expect(ready).rejects.toThrow(/socket hang up|ECONNRESET/)
    await until(() => knocks.length > 0 && clock.pending() === 2)
    clock.advance(5000)
    await failed
  })

  it('ends at once with the signal’s reason, and leaves no timer of its own', async () => {
    refuses = true
    const { client, clock } = open()
    const abort = new AbortController()
    const ready = client.ready(5000, abort.signal)
    await until(() => knocks.length > 0 && clock.pending() === 2)
    abort.abort(new Error('cancelled'))
    await expect(ready).rejects.toThrow('cancelled')
    expect(clock.pending()).toBe(1)
  })

  it('is refused once it is closed: what is closed never opens again', async () => {
    const { client } = open()
    await client.ready(5000, null)
    await client.close()
    await expect(client.ready(5000, null)).rejects.toThrow('no longer in use')
    expect(knocks).toHaveLength(1)
  })
})

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { TdPeer } from '../td/td-socket'
import { connectPlain, type PlainClient } from '../td/testing/plain-client'
import { serveUpgrades, type UpgradeDeps } from './upgrades'
import { createWaitingRoom } from './waiting-room'

const clients: PlainClient[] = []
let server: Server | null = null
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.terminate()
  server?.close()
})

/** Whoever comes is from beyond, and may come in by its hello alone. */
async function serve(by: 'hello' | 'loopback') {
  const peers: { peer: TdPeer; socket: WebSocket }[] = []
  const opened = (server = createServer())
  const deps = {
    judge: () => ({ allow: true, role: null, by, tokenId: null }),
    td: { accept: (socket: WebSocket, peer: TdPeer) => void peers.push({ peer, socket }), frameLimitBytes: 1_000_000 },
    tablet: { frameLimitBytes: 1000 },
    ...{ clock: systemClock, log: silentLog, hub: { connect: () => undefined } },
  } as unknown as UpgradeDeps
  serveUpgrades(opened, deps)
  opened.listen(0, '127.0.0.1')
  await once(opened, 'listening')
  const connect = async () => {
    const client = await connectPlain((opened.address() as AddressInfo).port, '/td')
    clients.push(client)
    return client
  }
  return { peers, connect }
}

test('of one address beyond, two connections may wait to say hello, and a place is free again after a hello', async () => {
  const { peers, connect } = await serve('hello')
  await connect()
  await connect()
  await expect(connect()).rejects.toThrow('503')
  peers[0]?.peer.onHello?.()
  await connect()
  const left = peers[1]?.socket
  clients[1]?.socket.terminate()
  if (left) await once(left, 'close')
  await connect()
  await expect(connect()).rejects.toThrow('503')
})

test('who says no hello cannot send whole pictures; after it, and on this machine, that is what comes', async () => {
  const beyond = await serve('hello')
  const early = await beyond.connect()
  early.sayBytes(Buffer.alloc(100_000))
  expect(await early.closed).toBe(1006)
  const late = await beyond.connect()
  const admitted = beyond.peers[1]
  admitted?.peer.onHello?.()
  const heard = admitted && once(admitted.socket, 'message')
  late.sayBytes(Buffer.alloc(100_000))
  expect(await heard).toHaveLength(2)
})

test('connections of this machine never wait for room', async () => {
  const { connect } = await serve('loopback')
  for (let place = 0; place < 10; place++) await connect()
  expect(clients).toHaveLength(10)
})

test('eight wait in all, wherever they come from', () => {
  const room = createWaitingRoom()
  const sockets = Array.from({ length: 8 }, () => new PassThrough())
  const leave = sockets.map((socket, place) => room.enter(socket, `10.0.0.${place}`))
  expect(room.hasRoom('10.0.0.99')).toBe(false)
  leave[0]?.()
  expect(room.hasRoom('10.0.0.99')).toBe(true)
})

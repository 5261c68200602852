import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createMachines, type Machines } from './machines'
import { attachTdSocket, tdFrameLimitBytes, tdHeartbeatMs } from './td-socket'
import { connectPlain, type PlainClient } from './testing/plain-client'

let clock: ManualClock
let machines: Machines
let server: WebSocketServer
let client: PlainClient
let ours: WebSocket
let isListed: boolean

beforeEach(async () => {
  clock = createManualClock()
  isListed = true
  machines = createMachines({ clock, chosen: () => '', isBusy: () => false })
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: tdFrameLimitBytes, perMessageDeflate: false })
  await once(server, 'listening')
  server.once('connection', (socket: WebSocket) => {
    ours = socket
    const heard = { onHello: () => undefined, onMessage: () => undefined, onFrame: () => undefined }
    const deps = { machines, clock, log: silentLog, isToken: () => true, ...heard }
    const guesses = { waitMs: () => 0, wrong: () => undefined }
    attachTdSocket(socket, { address: '127.0.0.1', isTrusted: true, guesses, isStillAdmitted: () => isListed }, deps)
  })
  client = await connectPlain((server.address() as AddressInfo).port)
  await client.heard('connected')
})
afterEach(() => {
  client.socket.terminate()
  machines.close()
  server.close()
})

async function sayHello(): Promise<void> {
  client.say({ type: 'hello', role: 'touchdesigner', name: 'Stage 1', protocol: 1 })
  await vi.waitFor(() => expect(machines.active()?.saidHello).toBe(true), { interval: 2 })
}

/** One beat later, with what the client said meanwhile taken in. */
async function beat(isAnswered: boolean): Promise<void> {
  clock.advance(tdHeartbeatMs)
  if (!isAnswered || ours.readyState !== ours.OPEN) return
  await client.heard('heartbeat')
  const taken = once(ours, 'message')
  client.say({ type: 'heartbeat-ack' })
  await taken
}

test('scripts that said hello and fall silent lose their connection after three beats, and then their place', async () => {
  await sayHello()
  // a half-open connection: nothing is read, nothing is said, and no end comes either
  client.socket.pause()
  const closed = once(ours, 'close')
  for (let beats = 0; beats < 3; beats++) await beat(false)
  expect(ours.readyState).toBe(ours.OPEN)
  await beat(false)
  await closed
  expect(machines.views()).toMatchObject([{ name: 'Stage 1', connected: false }])
  clock.advance(2000)
  expect(machines.active()).toBeNull()
})

test('scripts that answer their beats stay, however long nothing else is said', async () => {
  await sayHello()
  for (let beats = 0; beats < 12; beats++) await beat(true)
  expect(ours.readyState).toBe(ours.OPEN)
  expect(machines.active()?.name).toBe('Stage 1')
})

test('a project of today, which answers nothing, is never dropped for its silence', async () => {
  clock.advance(3_600_000)
  const answered = once(client.socket, 'pong')
  client.socket.ping()
  await answered
  expect(machines.active()?.address).toBe('127.0.0.1')
  expect(client.received.map(({ type }) => type)).toEqual(['connected'])
})

test('silence while the computer slept counts for nothing: three beats are waited for anew', async () => {
  await sayHello()
  client.socket.pause()
  for (let beats = 0; beats < 3; beats++) await beat(false)
  machines.hold()
  clock.advance(9 * 3_600_000)
  machines.goOn()
  for (let beats = 0; beats < 3; beats++) await beat(false)
  expect(ours.readyState).toBe(ours.OPEN)
  const closed = once(ours, 'close')
  await beat(false)
  await closed
})

test('what let it in is asked for at every heartbeat, also where it never said hello', async () => {
  for (let beats = 0; beats < 5; beats++) clock.advance(tdHeartbeatMs)
  expect(ours.readyState).toBe(ours.OPEN)
  isListed = false
  clock.advance(tdHeartbeatMs)
  expect(ours.readyState).not.toBe(ours.OPEN)
})

import fc from 'fast-check'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { ServerMessage } from '../../contract/app-state'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { attachConsoleSocket, frameLimitBytes } from './console-socket'
import { createCoreDouble, type CoreDouble } from './testing/core-double'
import { until } from './testing/wire'

let core: CoreDouble
let clock: ManualClock
let server: WebSocketServer
let ours: WebSocket
let theirs: WebSocket
let allowed: boolean

beforeEach(async () => {
  core = await createCoreDouble()
  clock = createManualClock()
  allowed = true
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: frameLimitBytes, perMessageDeflate: false })
  await once(server, 'listening')
  const connected = once(server, 'connection')
  theirs = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  theirs.on('error', () => undefined)
  ours = ((await connected) as [WebSocket])[0]
  attachConsoleSocket(ours, {
    role: 'console',
    tokenId: null,
    hub: core.hub,
    clock,
    log: silentLog,
    stillAllowed: () => allowed,
  })
  if (theirs.readyState !== WebSocket.OPEN) await once(theirs, 'open')
})
afterEach(async () => {
  theirs.terminate()
  server.close()
  await core.removeFiles()
})

async function answer(): Promise<ServerMessage> {
  const [data] = (await once(theirs, 'message')) as [Buffer]
  return JSON.parse(data.toString()) as ServerMessage
}

describe('a console socket', () => {
  it('passes messages to the hub and its answers back', async () => {
    theirs.send('{"type":"resync"}')
    expect(await answer()).toMatchObject({ type: 'reply', ok: true })
    expect(core.received).toEqual([{ type: 'resync' }])
  })

  it.each(['', '{', 'undefined', '{"a":1}{"b":2}', '\u0000'])(
    'answers the frame "%s" that is no JSON and stays open',
    async (frame) => {
      theirs.send(frame)
      expect(await answer()).toMatchObject({ type: 'reply', id: 0, ok: false, error: { code: 'invalid_input' } })
      theirs.send('1')
      expect(await answer()).toMatchObject({ ok: true })
    },
  )

  it('answers a binary frame and stays open', async () => {
    theirs.send(Buffer.from([1, 2, 3]))
    expect(await answer()).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    expect(ours.readyState).toBe(WebSocket.OPEN)
  })

  it('survives any text and any JSON: each frame gets one answer', async () => {
    const frame = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    )
    await fc.assert(
      fc.asyncProperty(frame, async (sent) => {
        const answered = answer()
        theirs.send(sent)
        expect((await answered).type).toBe('reply')
        clock.advance(100)
        if (ours.isPaused) await until(() => (clock.advance(250), !ours.isPaused))
      }),
      { numRuns: 150, seed: 7 },
    )
    expect(ours.readyState).toBe(WebSocket.OPEN)
  })

  it('is closed for a frame over a megabyte and leaves the hub', async () => {
    theirs.send('x'.repeat(frameLimitBytes + 1))
    const [code] = (await once(theirs, 'close')) as [number]
    expect(code).toBe(1009)
    await until(() => core.viewers.size === 0)
  })

  it('is closed for bytes against the protocol', async () => {
    const raw = theirs as unknown as { _socket: { write(bytes: Buffer): void } }
    raw._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]))
    await until(() => core.viewers.size === 0)
  })

  it('reads a flood slowly and loses nothing of it', async () => {
    const frames = 5_000
    const text = JSON.stringify({ type: 'resync', padding: 'x'.repeat(2_000) })
    for (let sent = 0; sent < frames; sent++) theirs.send(text)
    await until(() => ours.isPaused)
    const before = core.received.length
    expect(before).toBeLessThan(frames)
    await until(() => {
      clock.advance(500)
      return core.received.length === frames
    })
    expect(ours.readyState).toBe(WebSocket.OPEN)
  })

  it('takes no more from a peer that does not read its answers', async () => {
    theirs.pause()
    const big: ServerMessage = { type: 'reply', id: 1, ok: true, output: 'x'.repeat(500_000) }
    await until(() => {
      for (const viewer of core.viewers) viewer.send(big)
      return ours.bufferedAmount > 5_000_000
    })
    theirs.send('1')
    await until(() => ours.isPaused)
    theirs.resume()
    await until(() => {
      clock.advance(250)
      return !ours.isPaused
    })
  })

  it('is given up when two heartbeats brought no pong', async () => {
    theirs.pause()
    clock.advance(15_000)
    expect(ours.readyState).toBe(WebSocket.OPEN)
    clock.advance(15_000)
    await until(() => core.viewers.size === 0)
  })

  it('lives as long as its peer answers, and no timer is left after it', async () => {
    for (let beat = 0; beat < 4; beat++) {
      const pong = once(ours, 'pong')
      clock.advance(15_000)
      await pong
    }
    expect(ours.readyState).toBe(WebSocket.OPEN)
    theirs.close()
    await until(() => core.viewers.size === 0)
    expect(clock.pending()).toBe(0)
  })

  it('ends at the next heartbeat after its pairing was ended', async () => {
    allowed = false
    clock.advance(15_000)
    const [code] = (await once(theirs, 'close')) as [number]
    expect(code).toBe(4401)
  })
})

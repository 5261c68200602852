import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { createManualClock, type ManualClock } from '../lib/clock'
import { addresses } from '../../contract/addresses'
import type { TokenScope } from '../../contract/api-token'
import { createCoreDouble, jpegBytes, someJob, startServer, type CoreDouble } from './testing/core-double'
import { openSocket, send, until, type WireRequest } from './testing/wire'

let core: CoreDouble
let running: Awaited<ReturnType<typeof startServer>>
beforeEach(async () => {
  core = await createCoreDouble()
  running = await startServer(core)
})
afterEach(async () => {
  await running.server.close()
  await running.apiTokens.close()
  await core.removeFiles()
})

const ask = (path: string, wish: Partial<WireRequest> = {}) => send({ port: running.port, path, ...wish })

async function tokenOf(scope: TokenScope) {
  const { token, facts } = await running.apiTokens.create({ name: `for ${scope}`, scope })
  return { token, id: facts.id, headers: { authorization: `Bearer ${token}` } }
}

const command = addresses.command('capture.press')
const json = { 'content-type': 'application/json' }

describe('a token of scope program', () => {
  it('is a program by HTTP and by socket, and its commands carry whose they are', async () => {
    const { id, headers } = await tokenOf('program')
    expect((await ask(addresses.result(someJob), { headers })).status).toBe(200)
    expect((await ask(command, { method: 'POST', headers: { ...headers, ...json }, body: '{}' })).status).toBe(200)
    expect(core.calls).toMatchObject([{ caller: { role: 'program', tokenId: id } }])
    const socket = (await openSocket(running.port, addresses.socket, headers)) as WebSocket
    await until(() => core.viewers.size === 1)
    expect([...core.viewers][0]).toMatchObject({ role: 'program', tokenId: id })
    socket.terminate()
  })
})

describe('a token of scope jobs', () => {
  const closed = ['/console', '/kiosk', addresses.result(someJob), addresses.live, '/', '/api/status/1', '/td/install']

  it('opens the broker’s addresses', async () => {
    const { headers } = await tokenOf('jobs')
    expect((await ask('/health', { headers })).status).toBe(200)
  })

  it.each(closed)('is refused at %s, also from loopback, which needs none there', async (path) => {
    const { headers } = await tokenOf('jobs')
    expect((await ask(path, { headers })).status).toBe(403)
  })

  it('asks for no command, hands no picture in and opens no socket', async () => {
    const { headers } = await tokenOf('jobs')
    const posts = [command, addresses.command('tokens.list'), addresses.uploads]
    for (const path of posts) {
      expect((await ask(path, { method: 'POST', headers: { ...headers, ...json }, body: '{}' })).status).toBe(403)
    }
    for (const path of [addresses.socket, '/td', '/', '/?room=', '/ws', '/canvas/ws']) {
      expect(await openSocket(running.port, path, headers)).toBe(403)
    }
    expect(core.calls).toEqual([])
    expect(core.uploads).toEqual([])
  })
})

describe('a revoked token', () => {
  it('is a wrong one from the next request on', async () => {
    const { id, headers } = await tokenOf('program')
    expect((await ask('/console', { headers })).status).toBe(200)
    await running.apiTokens.revoke(id)
    expect((await ask('/console', { headers })).status).toBe(401)
    expect((await ask('/health', { headers })).status).toBe(401)
  })

  it.each([addresses.socket, '/td'])('cuts off its socket at %s, and no other', async (path) => {
    const [one, other] = [await tokenOf('program'), await running.apiTokens.create({ name: 'other', scope: 'program' })]
    const lost = (await openSocket(running.port, path, one.headers)) as WebSocket
    const kept = (await openSocket(running.port, path, { authorization: `Bearer ${other.token}` })) as WebSocket
    const ended = new Promise((resolve) => lost.once('close', resolve))
    await running.apiTokens.revoke(one.id)
    await ended
    const pong = new Promise((resolve) => kept.once('pong', resolve))
    kept.ping()
    await pong
    kept.terminate()
  })

  it('cuts off an answer that never ends, and an upload that is half sent', async () => {
    core.live.watch = () => ({ next: () => new Promise(() => undefined), close: () => undefined })
    const { id, token } = await tokenOf('program')
    const asked = (line: string, more = '') =>
      `${line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`
    const stream = connect(running.port, '127.0.0.1')
    stream.write(asked(`GET ${addresses.live}`))
    await new Promise((resolve) => stream.once('data', resolve))
    const upload = connect(running.port, '127.0.0.1')
    upload.write(asked('POST /uploads', 'Content-Type: image/jpeg\r\nContent-Length: 5000\r\n'))
    upload.write(jpegBytes)
    await until(async () => (await readdir(core.incomingDir)).length === 1)
    const ended = [stream, upload].map((socket) => new Promise((resolve) => socket.once('close', resolve).resume()))
    await running.apiTokens.revoke(id)
    await Promise.all(ended)
    await until(async () => (await readdir(core.incomingDir)).length === 0)
  })
})

describe('who asks too much', () => {
  let clock: ManualClock
  beforeEach(async () => {
    await running.server.close()
    clock = createManualClock()
    running = await startServer(core, { clock })
  })
  const proxied = { 'x-forwarded-for': '203.0.113.9' }

  it('with one token is told to wait in the broker’s words, and is let in again after that', async () => {
    const { headers } = await tokenOf('jobs')
    const from = { headers: { ...headers, ...proxied } }
    const replies = await Promise.all(Array.from({ length: 201 }, () => ask('/health', from)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(200)
    const refused = replies.find(({ status }) => status !== 200)
    expect([refused?.status, refused?.headers['retry-after']]).toEqual([429, '1'])
    expect(JSON.parse(refused?.body.toString() ?? '')).toEqual({
      detail: 'Too many requests in a short time.',
      code: 'too_many_requests',
      message: 'Too many requests in a short time.',
      hint: 'Ask again after the seconds of Retry-After.',
    })
    // whoever needs no token is not kept out by it
    expect((await ask('/health')).status).toBe(200)
    clock.advance(1000)
    expect((await ask('/health', from)).status).toBe(200)
  })

  it('by guessing is no longer told whether a token is right, until some time has passed', async () => {
    const { headers } = await tokenOf('program')
    const guess = (n: number) =>
      ask('/console', { headers: { ...proxied, authorization: `Bearer ${String(n).repeat(40)}` } })
    for (let n = 0; n < 10; n++) expect((await guess(n)).status).toBe(401)
    const late = await guess(10)
    expect([late.status, late.headers['retry-after']]).toEqual([429, '6'])
    expect((await ask('/console', { headers: { ...proxied, ...headers } })).status).toBe(429)
    expect(await openSocket(running.port, addresses.socket, { ...proxied, ...headers })).toBe(429)
    // this machine's own programs are other senders than what a proxy forwards
    expect((await ask('/console', { headers })).status).toBe(200)
    clock.advance(6000)
    expect((await ask('/console', { headers: { ...proxied, ...headers } })).status).toBe(200)
    expect((await guess(11)).status).toBe(401)
    expect((await guess(12)).status).toBe(429)
  })

  it('from a hostile page guesses nothing: it is refused before any token is looked at', async () => {
    const { headers } = await tokenOf('program')
    const hostile = { ...proxied, origin: 'https://evil.example', authorization: `Bearer ${'x'.repeat(40)}` }
    for (let n = 0; n < 20; n++) expect((await ask('/console', { headers: hostile })).status).toBe(403)
    expect((await ask('/console', { headers: { ...proxied, ...headers } })).status).toBe(200)
  })
})

describe('a hostile page', () => {
  const routes = ['tokens.list', 'tokens.create', 'tokens.revoke'].map(addresses.command)

  it.each(routes)('reaches %s neither by a browser’s cookie nor by a token', async (path) => {
    const { cookie } = await running.cookieOf('console')
    const { headers } = await tokenOf('program')
    for (const from of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      for (const credential of [{ cookie }, headers]) {
        const asked = { method: 'POST', headers: { ...from, ...credential, ...json }, body: '{"name":"mine"}' }
        expect((await ask(path, asked)).status).toBe(403)
      }
    }
    expect(core.calls).toEqual([])
    expect(running.apiTokens.list()).toHaveLength(1)
  })

  it('cannot post a form as a command', async () => {
    const { cookie } = await running.cookieOf('console')
    const form = { cookie, 'content-type': 'text/plain' }
    expect((await ask(routes[1]!, { method: 'POST', headers: form, body: '{"name":"mine"}' })).status).toBe(400)
    expect(core.calls).toEqual([])
  })
})

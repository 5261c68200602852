import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { addresses } from '../../contract/addresses'
import type { CanvasPeer } from '../canvas/canvas-client'
import { createManualClock } from '../lib/clock'
import { createKnocks } from './knocks'
import { asProgram, createCoreDouble, startServer, tdToken, type CoreDouble } from './testing/core-double'
import { openSocket, send, type WireRequest } from './testing/wire'

const given = 'GVN234'
let core: CoreDouble
let running: Awaited<ReturnType<typeof startServer>>
const peers: CanvasPeer[] = []

beforeAll(async () => {
  core = await createCoreDouble()
  const canvas = { ...core.canvas, accept: (socket: WebSocket, peer: CanvasPeer) => (peers.push(peer), socket.close()) }
  running = await startServer(core, { canvas })
})
beforeEach(() => void peers.splice(0))
afterAll(async () => {
  await running.server.close()
  await core.removeFiles()
})

const ask = (path: string, wish: Partial<WireRequest> = {}) => send({ port: running.port, path, ...wish })
const join = (path: string, headers: Record<string, string> = {}) => openSocket(running.port, path, headers)
const cookieIn = (headers: Record<string, string | string[] | undefined>) =>
  String(headers['set-cookie'] ?? '').split(';')[0] ?? ''

describe('a socket of the canvas', () => {
  const addressesAndRooms: [path: string, room: string | null][] = [
    ['/canvas/ws?room=mesa-1', 'MESA-1'],
    ['/ws?room=ABC', 'ABC'],
    ['/?room=abc', 'ABC'],
    ['/?room=', 'DEFAULT'],
    ['/ws', null],
    ['/canvas/ws', null],
  ]
  it.each(addressesAndRooms)('at %s is meant for the room %s', async (path, room) => {
    expect(await join(path)).toBeInstanceOf(WebSocket)
    expect(peers).toMatchObject([{ room, rights: 'any', isGuest: false, address: '127.0.0.1' }])
  })

  const names = ['../../etc/passwd', '/etc/passwd', 'C:\\Windows', 'a b', '.', '%00', 'x'.repeat(33), '<script>', '-A']
  it.each(names)('is refused in a room called %s', async (name) => {
    expect(await join(`/canvas/ws?room=${encodeURIComponent(name)}`)).toBe(400)
    expect(peers).toEqual([])
  })

  it('is a guest’s where it came with a tablet’s pairing, and not where it came with a token', async () => {
    await join('/ws?room=A', await running.cookieOf('tablet'))
    await join('/ws?room=A', asProgram)
    await join('/ws?room=A', { authorization: `Bearer ${tdToken}` })
    expect(peers.map(({ isGuest, rights }) => [isGuest, rights])).toEqual([
      [true, 'any'],
      [false, 'any'],
      [false, 'any'],
    ])
  })

  it('is over when the pairing is', async () => {
    const cookie = await running.cookieOf('tablet')
    await join('/ws?room=A', cookie)
    expect(peers[0]?.isStillAdmitted()).toBe(true)
    for (const { id } of running.sessions.list()) await running.sessions.revoke(id)
    expect(peers[0]?.isStillAdmitted()).toBe(false)
  })

  it('is refused to pages of others', async () => {
    expect(await join('/canvas/ws?room=A', { origin: 'http://evil.example' })).toBe(403)
    expect(await join('/canvas/ws?room=A', { host: 'evil.example' })).toBe(403)
    expect(await join('/canvas/ws?room=A', { origin: 'null' })).toBe(403)
    expect(peers).toEqual([])
  })
})

describe('by a room’s code', () => {
  it('comes its page, with the code for its assets and nothing else', async () => {
    const page = await ask(`${addresses.canvas}?room=${given}`)
    expect([page.status, page.body.toString()]).toEqual([200, expect.stringContaining('<title>canvas</title>')])
    expect(String(page.headers['set-cookie'])).toMatch(/; Path=\/assets\/; HttpOnly; SameSite=Strict$/)
    const cookie = cookieIn(page.headers)
    expect((await ask('/assets/index-a1b2.js', { headers: { cookie } })).status).toBe(200)
    expect((await ask('/assets/index-a1b2.js')).status).toBe(401)
    expect((await ask('/assets/index-a1b2.js', { headers: { cookie: 'photocall_room=WRONG2' } })).status).toBe(401)
    for (const path of ['/console', '/kiosk', '/media/rooms/GVN234', addresses.result('x'), '/console/ws']) {
      expect((await ask(`${path}?room=${given}`, { headers: { cookie } })).status).toBe(401)
    }
    const command = { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: '{}' }
    expect((await ask(`${addresses.command('canvas.use')}?room=${given}`, command)).status).toBe(401)
  })

  it('comes the code to show to others', async () => {
    const svg = await ask(addresses.canvasQr(given))
    expect([svg.status, svg.headers['content-type']]).toEqual([200, 'image/svg+xml'])
    expect((await ask(addresses.canvasQr('OTHER'))).status).toBe(401)
    expect((await ask(addresses.canvasQr('OTHER'), { headers: asProgram })).status).toBe(404)
  })

  it.each(['', '?room=', '?room=WRONG2'])('that was not given out (%s) comes the pairing page', async (query) => {
    const answer = await ask(`${addresses.canvas}${query}`, { headers: { accept: 'text/html' } })
    expect([answer.status, answer.headers['set-cookie']]).toEqual([401, undefined])
  })

  it('nobody comes through a tunnel', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    expect((await ask(`${addresses.canvas}?room=${given}`, { headers })).status).toBe(401)
    expect(await join(`/canvas/ws?room=${given}`, headers)).toBe(401)
  })
})

it('a room’s picture is for consoles, and a room without one has none', async () => {
  const picture = await ask(addresses.canvasThumb(given, 3), { headers: asProgram })
  expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/jpeg'])
  expect((await ask(addresses.canvasThumb('OTHER', 3), { headers: asProgram })).status).toBe(204)
})

it('who reconnects for ever is slowed down, and nobody else', () => {
  const clock = createManualClock()
  const knocks = createKnocks(clock)
  const storm = Array.from({ length: 1000 }, () => knocks.mayKnock('10.0.0.7'))
  expect(storm.filter(Boolean)).toHaveLength(200)
  expect(knocks.mayKnock('10.0.0.8')).toBe(true)
  clock.advance(1000)
  expect(Array.from({ length: 100 }, () => knocks.mayKnock('10.0.0.7')).filter(Boolean)).toHaveLength(20)
})

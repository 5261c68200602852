import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { addresses } from '../../contract/addresses'
import {
  asProgram,
  createCoreDouble,
  jpegBytes,
  someJob,
  startServer,
  tdToken,
  type CoreDouble,
} from './testing/core-double'
import { openSocket, send, until, type WireRequest } from './testing/wire'

let core: CoreDouble
let running: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  core = await createCoreDouble()
  running = await startServer(core)
})
afterAll(async () => {
  await running.server.close()
  await core.removeFiles()
})

const ask = (path: string, wish: Partial<WireRequest> = {}) => send({ port: running.port, path, ...wish })

const routes: [method: string, path: string][] = [
  ['GET', '/'],
  ['GET', '/health'],
  ['GET', '/console'],
  ['GET', '/kiosk'],
  ['GET', '/canvas'],
  ['GET', '/assets/index-a1b2.js'],
  ['GET', addresses.original(someJob)],
  ['GET', addresses.result(someJob)],
  ['GET', addresses.capture(someJob)],
  ['GET', addresses.thumb(someJob, 1)],
  ['GET', addresses.preview(someJob, 1)],
  ['GET', addresses.cover('pop-art')],
  ['PUT', addresses.shot(someJob)],
  ['POST', addresses.uploads],
  ['POST', addresses.command('capture.press')],
  ['GET', '/pair?code=ABCD-2345'],
  ['POST', '/pair'],
  ['GET', '/td/install'],
  ['POST', '/jobs'],
  ['GET', '/api/status/1'],
  ['GET', '/qr.png'],
  ['GET', '/openapi.json'],
  ['GET', '/docs'],
  ['GET', '/d/1'],
  ['GET', '/no-such-thing'],
  ['OPTIONS', '/uploads'],
  ['DELETE', '/jobs/1'],
]
const sockets = ['/console/ws', '/', '/?room=', '/td', '/ws', '/canvas/ws', '/no-such-thing']

const hostile: [what: string, headers: Record<string, string>][] = [
  ['a rebound name', { host: 'evil.example' }],
  ['a rebound name with our port', { host: 'evil.example:8080' }],
  ['a name that begins like ours', { host: 'localhost.evil.example' }],
  ['the unspecified address', { host: '0.0.0.0:8080' }],
  ['a foreign origin', { origin: 'https://evil.example' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['a local file', { origin: 'file://' }],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
  ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
  [
    'another port by a link',
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ],
]

describe.each(hostile)('a request from %s', (_, headers) => {
  it.each(routes)('%s %s is refused with 403, also with the best credential', async (method, path) => {
    const { cookie } = await running.cookieOf('console')
    for (const credential of [{}, asProgram, { cookie }]) {
      const reply = await ask(path, {
        method,
        headers: { ...headers, ...credential, 'content-type': 'application/json' },
      })
      expect(reply.status).toBe(403)
      expect(JSON.parse(reply.body.toString())).toMatchObject({ code: 'not_allowed' })
    }
    expect(core.calls).toEqual([])
    expect(core.uploads).toEqual([])
  })

  it.each(sockets)('may not open a socket at %s', async (path) => {
    expect(await openSocket(running.port, path, { ...headers, ...asProgram })).toBe(403)
    expect(core.viewers.size).toBe(0)
  })
})

describe('requests that no browser sends', () => {
  async function raw(text: string): Promise<string> {
    const socket = connect(running.port, '127.0.0.1')
    socket.write(text)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString('latin1').split('\r\n')[0] ?? ''
  }
  const refused: [what: string, text: string, status: string][] = [
    ['no Host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', '400'],
    ['no Host in the old protocol', 'GET /health HTTP/1.0\r\n\r\n', '40'],
    ['two Hosts', 'GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n', '40'],
    ['a Host that is none', 'GET /health HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n', '40'],
    [
      'two Origins',
      'GET /health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nOrigin: http://x\r\nConnection: close\r\n\r\n',
      '403',
    ],
    [
      'a whole address as target',
      'GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      '40',
    ],
    ['no address', 'GET \\\\x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', '400'],
    ['garbage', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', '400'],
    ['headers without end', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
  ]
  it.each(refused)('with %s are refused', async (_, text, status) => {
    expect(await raw(text)).toMatch(new RegExp(`^HTTP/1.1 ${status}`))
  })
  it('of a path that leaves its folder reach what the cleaned path means', async () => {
    expect((await ask('/health/../console')).status).toBe(401)
    expect((await ask('/api/%2e%2e/commands/capture.press', { method: 'POST' })).status).toBe(401)
    expect((await ask('/%63onsole')).status).toBe(401)
    expect((await ask('/%')).status).toBe(401)
  })
})

describe('without anything hostile', () => {
  it('/health tells any program of this machine how things are', async () => {
    const reply = await ask('/health')
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body.toString())).toMatchObject({ status: 'healthy', ok: true, jobs: 3 })
    expect((await ask('/health', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(401)
    expect((await ask('/health', { headers: { via: '1.1 proxy' } })).status).toBe(401)
  })

  it('/ leads to the console', async () => {
    const reply = await ask('/')
    expect([reply.status, reply.headers.location]).toEqual([302, '/console'])
  })

  it.each(['/console', '/uploads', '/no-such-thing'])('%s wants a credential, from this machine too', async (path) => {
    const reply = await ask(path)
    expect([reply.status, reply.headers['www-authenticate']]).toEqual([401, 'Bearer realm="photocall"'])
  })

  it('a person without pairing gets the page to pair, not an error', async () => {
    const reply = await ask('/console', { headers: { accept: 'text/html,*/*', 'accept-language': 'es' } })
    expect(reply.status).toBe(401)
    expect(reply.body.toString()).toContain('Conectar este navegador')
  })

  it('a paired browser sees the console, its pictures and presses', async () => {
    const headers = await running.cookieOf('console')
    expect((await ask('/console', { headers })).status).toBe(200)
    expect((await ask(addresses.result(someJob), { headers })).body).toEqual(jpegBytes)
    const part = await ask(addresses.result(someJob), { headers: { ...headers, range: 'bytes=2-3' } })
    expect([part.status, part.body.length]).toEqual([206, 2])
    const type = {
      'content-type': 'application/json',
      origin: `http://127.0.0.1:${running.port}`,
      'sec-fetch-site': 'same-origin',
    }
    const press = await ask(addresses.command('capture.press'), {
      method: 'POST',
      headers: { ...headers, ...type },
      body: '{}',
    })
    expect(press.status).toBe(200)
    expect(core.calls.pop()?.caller.role).toBe('console')
  })

  it('a program with the token may, and with a wrong one is told', async () => {
    expect((await ask('/console', { headers: asProgram })).status).toBe(200)
    expect((await ask('/console', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect((await ask('/health', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
  })

  it('an unknown address is 404 in JSON', async () => {
    const reply = await ask('/no-such-thing', { headers: asProgram })
    expect([reply.status, (JSON.parse(reply.body.toString()) as { code: string }).code]).toEqual([404, 'not_found'])
  })

  it("pairing over the wire: the button spends the code once, and the cookie opens the role's page alone", async () => {
    const { code } = running.pairing.create('kiosk')
    const own = {
      origin: `http://127.0.0.1:${running.port}`,
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/x-www-form-urlencoded',
    }
    expect((await ask(`/pair?code=${code}`)).status).toBe(200)
    const paired = await ask('/pair', { method: 'POST', headers: own, body: `code=${code}` })
    expect([paired.status, paired.headers.location]).toEqual([303, '/kiosk'])
    const cookie = paired.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    expect((await ask('/kiosk', { headers: { cookie } })).status).toBe(200)
    expect((await ask('/console', { headers: { cookie } })).status).toBe(403)
    expect((await ask('/pair', { method: 'POST', headers: own, body: `code=${code}` })).status).toBe(403)
  })

  it("upgrades: a credential opens the console's socket, nothing else is there yet", async () => {
    expect(await openSocket(running.port, '/console/ws')).toBe(401)
    expect(await openSocket(running.port, '/console/ws', await running.cookieOf('tablet'))).toBe(403)
    expect(await openSocket(running.port, '/no-such-thing', asProgram)).toBe(404)
    const socket = await openSocket(running.port, '/console/ws', await running.cookieOf('kiosk'))
    expect(socket).toBeInstanceOf(WebSocket)
    expect([...core.viewers].map((viewer) => viewer.role)).toEqual(['kiosk'])
    if (socket instanceof WebSocket) {
      expect(socket.extensions).toBe('')
      socket.close()
    }
    await until(() => core.viewers.size === 0)
  })

  it('TouchDesigner comes in at /td and at /; a page never does, nor a browser with a cookie', async () => {
    const own = { origin: `http://127.0.0.1:${running.port}` }
    for (const path of ['/', '/td']) {
      const socket = await openSocket(running.port, path)
      expect(socket).toBeInstanceOf(WebSocket)
      if (socket instanceof WebSocket) socket.terminate()
      expect(await openSocket(running.port, path, await running.cookieOf('console'))).toBe(403)
    }
    expect(await openSocket(running.port, '/td', own)).toBe(403)
    const page = await openSocket(running.port, '/', own)
    expect(page).toBeInstanceOf(WebSocket)
    if (page instanceof WebSocket) page.terminate()
    expect(core.doors).toEqual(['touchdesigner', 'touchdesigner', 'tablet'])
  })

  it("TouchDesigner's token opens its own door and nothing else", async () => {
    const headers = { authorization: `Bearer ${tdToken}` }
    expect((await ask(addresses.tdInstall, { headers })).status).toBe(200)
    expect(await openSocket(running.port, '/td', headers)).toBeInstanceOf(WebSocket)
    for (const path of ['/console', '/health', addresses.live]) expect((await ask(path, { headers })).status).toBe(401)
  })

  it('the network may come in only where the operator opened it', () => {
    expect(running.server.urls.elsewhere()).toEqual([])
    expect(running.server.urls.here).toBe(`http://127.0.0.1:${running.port}`)
  })
})

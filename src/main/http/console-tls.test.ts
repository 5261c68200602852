import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { request as askOver, type RequestOptions } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { readCertificate } from './certificate'
import { createLimitedServer, serverTimeouts } from './http-listener'
import { listen } from './listen'
import { certifiedFirst } from './own-urls'
import { admitPlainHttp, answerTo } from './plain-http'
import { makeCertificate } from './testing/certificates'
import { asProgram, createCoreDouble, jpegBytes, startServer, type CoreDouble } from './testing/core-double'
import { openSocket, send } from './testing/wire'

const dir = mkdtempSync(join(tmpdir(), 'photocall-tls-'))
const certificate = readCertificate(makeCertificate(dir, { name: 'own', days: 2 }))
/** Knows this one certificate and no other. */
const trust = { ca: certificate.cert, host: '127.0.0.1', agent: false }

let core: CoreDouble
let running: Awaited<ReturnType<typeof startServer>>
const origins: string[] = []

beforeAll(async () => {
  core = await createCoreDouble()
  const noted: CoreDouble['tablet'] = {
    ...core.tablet,
    accept(socket, viewer) {
      origins.push(viewer.origin)
      socket.send('{}')
    },
  }
  running = await startServer({ ...core, tablet: noted }, { certificate })
})
afterAll(async () => {
  await running.server.close()
  await core.removeFiles()
})

interface Reply {
  status: number
  headers: NodeJS.Dict<string | string[]>
  body: string
}

function ask(path: string, options: RequestOptions = {}, body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = askOver({ ...trust, port: running.port, path, ...options }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (part: string) => (text += part))
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }))
    })
    request.on('error', reject).end(body)
  })
}

function openSecure(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`wss://127.0.0.1:${running.port}${path}`, { headers, ca: certificate.cert })
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    socket.on('error', (error) => (socket.readyState === WebSocket.CLOSING ? resolve(0) : reject(error)))
  })
}

test('the console’s page comes by https, with a policy that names its wss address', async () => {
  const page = await ask('/console', { headers: asProgram })
  expect([page.status, page.body]).toEqual([200, '<!doctype html><title>console</title>'])
  expect(page.headers['content-security-policy']).toContain(`wss://127.0.0.1:${running.port}`)
})

test('a browser that pairs by https gets a cookie that no plain request carries', async () => {
  const { code } = running.pairing.create('tablet')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const origin = `https://127.0.0.1:${running.port}`
  const paired = await ask('/pair', { method: 'POST', headers: { ...form, origin } }, `code=${code}`)
  expect(paired.status).toBe(303)
  expect(String(paired.headers['set-cookie'])).toContain('; Secure')
  const plain = running.pairing.create('tablet').code
  const post = { port: running.port, path: '/pair', method: 'POST', headers: form, body: `code=${plain}` }
  expect(String((await send(post)).headers['set-cookie'])).not.toContain('Secure')
})

test('sockets open by wss for our own https pages, and for pages of another scheme they do not', async () => {
  const at = `127.0.0.1:${running.port}`
  expect(await openSecure('/console/ws', { ...asProgram, origin: `https://${at}` })).toBeInstanceOf(WebSocket)
  expect(await openSecure('/console/ws', { ...asProgram, origin: `http://${at}` })).toBe(403)
  expect(await openSocket(running.port, '/console/ws', { ...asProgram, origin: `https://${at}` })).toBe(403)
})

test('tablets are given addresses of the scheme by which they came', async () => {
  const at = `127.0.0.1:${running.port}`
  const cookie = await running.cookieOf('tablet')
  expect(await openSecure('/', { ...cookie, origin: `https://${at}` })).toBeInstanceOf(WebSocket)
  expect(await openSocket(running.port, '/', { ...cookie, origin: `http://${at}` })).toBeInstanceOf(WebSocket)
  expect(origins).toEqual([`https://${at}`, `http://${at}`])
})

test('names of the certificate are ours, and others are not', async () => {
  const headers = (host: string) => ({ host: `${host}:${running.port}` })
  // of the Host header alone is the question, which the client would hold against the certificate
  const checkServerIdentity = () => undefined
  const named = (host: string) => ask('/health', { headers: headers(host), checkServerIdentity })
  expect((await named('booth.local')).status).toBe(200)
  expect((await named('evil.example')).status).toBe(403)
})

test('programs of this machine go on by plain HTTP on the same port', async () => {
  expect((await send({ port: running.port, path: '/health' })).status).toBe(200)
  expect(await openSocket(running.port, '/td')).toBeInstanceOf(WebSocket)
  const body = Buffer.concat([jpegBytes, Buffer.alloc(300_000, 7)])
  const headers = { ...asProgram, 'content-type': 'image/jpeg' }
  const sent = await send({ port: running.port, path: '/uploads?style=pop-art', method: 'POST', headers, body })
  expect(sent.status).toBe(202)
  expect(core.uploads.at(-1)?.bytes.equals(body)).toBe(true)
})

/** What comes back for these bytes, until the other side ends. */
function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('latin1').on('data', (part: string) => (told += part))
    socket.on('error', reject).on('close', () => resolve(told))
  })
}

test('another machine that comes by plain HTTP is led to https and handed to nobody', async () => {
  let handled = 0
  const server = createLimitedServer(serverTimeouts, certificate, (_request, reply) => {
    handled++
    reply.end('secret')
  })
  admitPlainHttp(server, { firstWordMs: 10_000, isHere: () => false })
  const port = await listen(server, 0, '127.0.0.1')
  const page = await exchange(port, 'GET /console?x=1 HTTP/1.1\r\nAccept: text/html\r\nHost: 10.0.0.5:8080\r\n\r\n')
  expect(page.split('\r\n').slice(0, 2)).toEqual([
    'HTTP/1.1 308 Permanent Redirect',
    'Location: https://10.0.0.5:8080/console?x=1',
  ])
  expect(await exchange(port, 'POST /jobs HTTP/1.1\r\nHost: 10.0.0.5\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*https/s)
  expect(handled).toBe(0)
  expect((await ask('/', { port })).body).toBe('secret')
  await new Promise((resolve) => server.close(resolve))
})

test.each([
  ['that is sent away and stays', 'POST / HTTP/1.1\r\n', 'HTTP/1.1 400 Bad Request'],
  ['that begins a handshake and falls silent', Buffer.from([22]), ''],
])('a machine %s keeps no place', async (_, bytes, answer) => {
  const server = createLimitedServer({ ...serverTimeouts, headersMs: 300 }, certificate, () => undefined)
  admitPlainHttp(server, { firstWordMs: 10_000, isHere: () => false })
  const port = await listen(server, 0, '127.0.0.1')
  // half open: it is told that the other side is done, and never ends its own
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(bytes))
  let told = ''
  socket.setEncoding('latin1').on('data', (part: string) => (told += part))
  await once(server, 'connection')
  await vi.waitFor(async () => expect(await promisify(server.getConnections.bind(server))()).toBe(0))
  expect(told).toContain(answer)
  socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

test('bytes that are neither end the connection, and the next one is served', async () => {
  const broken = Buffer.from([22, 3, 1, 255, 255, 0, 1, 2, 3])
  for (const bytes of [broken, Buffer.from('\0\0\0\r\n\r\n')]) await exchange(running.port, bytes).catch(() => '')
  expect((await ask('/health')).status).toBe(200)
})

test('nothing of a plain request goes into the answer but a sound host and path', () => {
  expect(answerTo('GET / HTTP/1.1\r\nHost: a b\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
  expect(answerTo('GET / HTTP/1.1\r\nHost: user@evil.example\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
  expect(answerTo('GET /\tx HTTP/1.1\r\nHost: booth\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
  expect(answerTo('GET //evil.example HTTP/1.1\r\nHost: booth\r\n\r\n')).toContain('https://booth//evil.example\r\n')
})

test('others get the addresses first that the certificate is made out to', () => {
  expect(certificate.names).toEqual(['127.0.0.1', 'booth.local'])
  const ordered = certifiedFirst(['10.0.0.5', '192.168.1.5'], ['192.168.1.5', 'booth.local', 'localhost'])
  expect(ordered).toEqual(['192.168.1.5', 'booth.local', '10.0.0.5'])
})

import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { TlsFiles } from '../../contract/guests'
import type { GuestDoor } from '../guests/guest-door'
import { reasonUnreached } from '../guests/reach-check'
import { guestPage, guestPageHeaders } from '../guests/page/guest-page'
import { guestLanguage } from '../guests/page/words'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { freePort } from '../testing/free-port'
import { createGuestServer, type GuestServer } from './guest-server'
import { makeCertificate } from './testing/certificates'

const open: GuestServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

const dir = mkdtempSync(join(tmpdir(), 'photocall-guest-tls-'))
const selfSigned = (name: string): TlsFiles => makeCertificate(dir, { name, days: 2 })

const door = { instance: 'this-booth', find: () => null, seen: () => undefined } as unknown as GuestDoor
const drawing = { page: guestPage, headers: guestPageHeaders, languageOf: guestLanguage, told: () => ({}) }

async function openServer(tls: TlsFiles | null, port = 0): Promise<GuestServer> {
  const said = { language: () => 'en' as const, clock: systemClock, log: silentLog }
  const server = await createGuestServer({ door, drawing, ...said, port, lan: false, tls })
  open.push(server)
  return server
}

function getOver(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, (reply) => {
      let body = ''
      reply.setEncoding('utf8').on('data', (part: string) => (body += part))
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }))
    }).on('error', reject)
  })
}

test('with a certificate the pages come by https and not by http', async () => {
  const server = await openServer(selfSigned('good'))
  expect(server.scheme).toBe('https')
  const at = `127.0.0.1:${server.port}`
  expect(await getOver(`https://${at}/g/hello`)).toEqual({ status: 200, body: 'this-booth' })
  const page = await getOver(`https://${at}/g/${'x'.repeat(22)}`)
  expect([page.status, page.body.startsWith('<!doctype html>')]).toEqual([404, true])
  await expect(fetch(`http://${at}/g/hello`)).rejects.toThrow()
})

test('a certificate or key that cannot be used is told by its name, and no port is open', async () => {
  const [good, other] = [selfSigned('one'), selfSigned('two')]
  const text = join(dir, 'words.pem')
  await writeFile(text, 'no certificate at all')
  const missing = join(dir, 'missing.pem')
  const wrong: [TlsFiles, string][] = [
    [{ ...good, certFile: missing }, missing],
    [{ ...good, keyFile: missing }, missing],
    [{ ...good, certFile: text }, text],
    [{ ...good, keyFile: text }, text],
    [{ ...good, keyFile: other.keyFile }, other.keyFile],
  ]
  const port = await freePort()
  for (const [files, path] of wrong)
    await expect(openServer(files, port)).rejects.toMatchObject({ code: 'certificate_unusable', params: { path } })
  await expect(fetch(`http://127.0.0.1:${port}/g/hello`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})

/** A WebSocket's first words. */
function wordsFor(path: string): string {
  const asked = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  const lines = [`GET ${path} HTTP/1.1`, 'Host: photos.example.com', ...asked, `Sec-WebSocket-Key: ${'A'.repeat(22)}==`]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** What is answered to them, until the other side ends. */
function upgradeAt(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(wordsFor(path)))
    socket.setEncoding('utf8').on('data', (part: string) => (told += part))
    socket.on('error', reject).on('close', () => resolve(told))
  })
}

test('no WebSocket is opened on the guests’ port, whatever it asks for', async () => {
  const { port } = await openServer(null)
  for (const path of ['/', '/td', '/ws', '/canvas', '/g/hello', `/g/${'x'.repeat(22)}`])
    expect([path, (await upgradeAt(port, path)).split('\r\n')[0]]).toEqual([path, 'HTTP/1.1 404 Not Found'])
  expect(await (await fetch(`http://127.0.0.1:${port}/g/hello`)).text()).toBe('this-booth')
})

test('who asks for a WebSocket and breaks off ends nothing here, and who never closes keeps no place', async () => {
  const { port } = await openServer(null)
  for (let times = 0; times < 20; times++) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    await new Promise((resolve) => socket.write(wordsFor('/'), resolve))
    socket.resetAndDestroy()
  }
  const silent = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  silent.write(wordsFor('/'))
  await once(silent.resume(), 'end')
  // whoever still held the other end would take these words for ever
  const isRefused = () => new Promise<boolean>((resolve) => silent.write('still here', (error) => resolve(!!error)))
  silent.on('error', () => undefined)
  while (!(await isRefused()));
  expect(await (await fetch(`http://127.0.0.1:${port}/g/hello`)).text()).toBe('this-booth')
})

test('the test of an address tells this booth from another server and from none', async () => {
  const { port } = await openServer(null)
  const url = `http://127.0.0.1:${port}`
  expect(await reasonUnreached(url, 'this-booth', true)).toBeNull()
  const wrong = { code: 'guests_elsewhere', params: { url, status: 200 } }
  expect(await reasonUnreached(url, 'another-booth', true)).toMatchObject(wrong)
  const below = { code: 'guests_elsewhere', params: { url: `${url}/photos`, status: 404 } }
  expect(await reasonUnreached(`${url}/photos`, 'this-booth', false)).toMatchObject(below)
  const none = `http://127.0.0.1:${await freePort()}`
  const unreached = { code: 'guests_unreachable', params: { url: none, reason: 'ECONNREFUSED' } }
  expect(await reasonUnreached(none, 'this-booth', false)).toMatchObject(unreached)
})

test('of this machine’s own address the name in the certificate is not judged, of a public one it is', async () => {
  const { port } = await openServer(selfSigned('own'))
  const url = `https://127.0.0.1:${port}`
  expect(await reasonUnreached(url, 'this-booth', true)).toBeNull()
  const unknown = { code: 'guests_unreachable', params: { url, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' } }
  expect(await reasonUnreached(url, 'this-booth', false)).toMatchObject(unknown)
})

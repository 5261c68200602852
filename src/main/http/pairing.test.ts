import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createPairing, pairingUrl, type Pairing } from './pairing'
import { createPairRoutes } from './pair-routes'
import { createSessions, type Sessions } from './sessions'

const minuteMs = 60_000
const from = (peer: string) => ({ peer, browser: 'Chrome, Linux' })
let dir: string
let clock: ManualClock
let sessions: Sessions
let pairing: Pairing

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pairing-'))
  clock = createManualClock()
  sessions = await createSessions({ file: join(dir, 'sessions.json'), clock, log: silentLog })
  pairing = createPairing({ sessions, clock })
})
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }))

const reopen = () => createSessions({ file: join(dir, 'sessions.json'), clock, log: silentLog })

describe('a pairing code', () => {
  it('makes a browser what the code was made for', async () => {
    const { code, expiresAtMs } = pairing.create('kiosk')
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect(expiresAtMs).toBe(clock.nowMs() + 10 * minuteMs)
    const paired = await pairing.redeem(code, from('10.0.0.9'))
    expect(paired.role).toBe('kiosk')
    expect(sessions.find(paired.token)?.role).toBe('kiosk')
  })

  it('is read as people type it', async () => {
    const { code } = pairing.create('console')
    await expect(pairing.redeem(` ${code.toLowerCase().replace('-', ' ')} `, from('a'))).resolves.toMatchObject({
      role: 'console',
    })
  })

  it('works once, also for two who come at the same moment', async () => {
    const { code } = pairing.create('console')
    const both = await Promise.allSettled([pairing.redeem(code, from('a')), pairing.redeem(code, from('b'))])
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(pairing.redeem(code, from('c'))).rejects.toMatchObject({ code: 'not_allowed' })
    expect(sessions.list()).toHaveLength(1)
  })

  it('works for ten minutes of real time, whatever the wall clock says', async () => {
    const late = pairing.create('console')
    clock.advance(10 * minuteMs)
    await expect(pairing.redeem(late.code, from('a'))).rejects.toMatchObject({ code: 'not_allowed' })
    const good = pairing.create('console')
    clock.advance(10 * minuteMs - 1)
    clock.setWall(0)
    await expect(pairing.redeem(good.code, from('a'))).resolves.toBeDefined()
  })

  it('is forgotten once eight newer ones were made', async () => {
    const first = pairing.create('console')
    const second = pairing.create('console')
    for (let made = 0; made < 7; made++) pairing.create('tablet')
    await expect(pairing.redeem(first.code, from('a'))).rejects.toMatchObject({ code: 'not_allowed' })
    await expect(pairing.redeem(second.code, from('a'))).resolves.toBeDefined()
  })

  it('cannot be guessed: five wrong tries a minute of an address, sixty of all', async () => {
    const { code } = pairing.create('console')
    for (let tried = 0; tried < 5; tried++) {
      await expect(pairing.redeem('AAAA-AAAA', from('a'))).rejects.toMatchObject({ code: 'not_allowed' })
    }
    await expect(pairing.redeem(code, from('a'))).rejects.toMatchObject({ code: 'too_busy' })
    for (let tried = 0; tried < 55; tried++) {
      await expect(pairing.redeem('', from(`peer ${tried}`))).rejects.toMatchObject({ code: 'not_allowed' })
    }
    await expect(pairing.redeem(code, from('z'))).rejects.toMatchObject({ code: 'too_busy' })
    clock.advance(minuteMs)
    await expect(pairing.redeem(code, from('a'))).resolves.toBeDefined()
  })
})

describe('paired browsers', () => {
  it('stay paired over a restart, though the file holds no token', async () => {
    const { token } = await sessions.issue('console', '')
    expect((await reopen()).find(token)?.role).toBe('console')
    expect(await readFile(join(dir, 'sessions.json'), 'utf8')).not.toContain(token)
    if (process.platform !== 'win32') expect((await stat(join(dir, 'sessions.json'))).mode & 0o777).toBe(0o600)
  })

  it('end after thirty days', async () => {
    const { token } = await sessions.issue('console', '')
    clock.advance(30 * 24 * 60 * minuteMs)
    expect(sessions.find(token)).toBeNull()
    expect(sessions.list()).toEqual([])
  })

  it('can be sent away for good', async () => {
    const { token } = await sessions.issue('console', '')
    const { token: other } = await sessions.issue('tablet', '')
    const id = sessions.find(token)!.id
    expect(await sessions.revoke(id)).toBe(true)
    expect(await sessions.revoke(id)).toBe(false)
    const after = await reopen()
    expect(after.find(token)).toBeNull()
    expect(after.find(other)?.role).toBe('tablet')
  })

  it('are all written, however many pair at once, and the oldest makes room after a hundred', async () => {
    const issued = await Promise.all(Array.from({ length: 101 }, () => sessions.issue('tablet', '')))
    const after = await reopen()
    expect(issued.filter(({ token }) => after.find(token) !== null)).toHaveLength(100)
    expect(after.find(issued[0]!.token)).toBeNull()
  })

  it('stay paired when they paired before their names were kept', async () => {
    const { token } = await sessions.issue('tablet', 'Chrome, Linux')
    const file = join(dir, 'sessions.json')
    const old = (await readFile(file, 'utf8')).replace('"browser":"Chrome, Linux",', '')
    expect(old).not.toContain('Chrome')
    await writeFile(file, old)
    const after = await reopen()
    expect(after.find(token)?.role).toBe('tablet')
    expect(after.list()).toMatchObject([{ browser: '' }])
  })

  it('pair again where the file is garbage', async () => {
    await writeFile(join(dir, 'sessions.json'), '{"version":1,"sessions":[{"role":"program"}]}')
    expect((await reopen()).list()).toEqual([])
  })
})

describe('the pairing page', () => {
  it('keeps what the browser calls itself, for the list of who was admitted', async () => {
    const { code } = pairing.create('tablet')
    const request = {
      method: 'POST',
      body: new URLSearchParams({ code }),
      headers: { 'user-agent': 'Mozilla/5.0 (iPad; CPU OS 17_0) Version/17.0 Safari/604.1' },
    }
    await createPairRoutes({ pairing }).request('/pair', request, { peer: '10.0.0.9' })
    expect(sessions.list()).toMatchObject([{ role: 'tablet', browser: 'Safari, iPad' }])
  })

  const peer = { peer: '10.0.0.9' }
  const post = (code: string) =>
    createPairRoutes({ pairing }).request('/pair', { method: 'POST', body: new URLSearchParams({ code }) }, peer)

  it('shows the code and spends nothing, however often a previewer opens it', async () => {
    const { code } = pairing.create('console')
    const app = createPairRoutes({ pairing })
    for (let opened = 0; opened < 3; opened++) {
      const response = await app.request(`/pair?code=${code}`, {}, peer)
      expect(response.status).toBe(200)
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.text()).toContain(`value="${code}"`)
    }
    expect((await post(code)).status).toBe(303)
  })

  it('puts nothing of the address into the page unescaped, and no script could run', async () => {
    const evil = '"><script>x()</script>'
    const response = await createPairRoutes({ pairing }).request(`/pair?code=${encodeURIComponent(evil)}`, {}, peer)
    expect(await response.text()).not.toContain('<script')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('sets a cookie that scripts and foreign pages cannot use, and leads to the page of the role', async () => {
    const response = await post(pairing.create('kiosk').code)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/kiosk')
    const cookie = response.headers.get('set-cookie') ?? ''
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=2592000']) expect(cookie).toContain(part)
    expect(sessions.find(/photocall_session=([^;]+)/.exec(cookie)?.[1] ?? '')?.role).toBe('kiosk')
  })

  it('marks the cookie Secure under TLS', async () => {
    const app = createPairRoutes({ pairing })
    const body = new URLSearchParams({ code: pairing.create('tablet').code })
    const response = await app.request('https://booth.example/pair', { method: 'POST', body }, peer)
    expect(response.headers.get('set-cookie')).toContain('; Secure')
    expect(response.headers.get('location')).toBe('/')
  })

  it("says in the reader's language that a code was wrong", async () => {
    const body = new URLSearchParams({ code: 'AAAA-AAAA' })
    const init = { method: 'POST', body, headers: { 'accept-language': 'es-ES,es;q=0.9,en;q=0.8' } }
    const response = await createPairRoutes({ pairing }).request('/pair', init, peer)
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('El código no es correcto')
  })

  it('answers 429 after too many wrong codes and refuses a long body', async () => {
    for (let tried = 0; tried < 5; tried++) await post('AAAA-AAAA')
    expect((await post('AAAA-AAAA')).status).toBe(429)
    expect((await post('A'.repeat(2000))).status).toBe(413)
  })

  it('is what the printed address opens', () => {
    expect(pairingUrl('http://127.0.0.1:8080', 'ABCD-2345')).toBe('http://127.0.0.1:8080/pair?code=ABCD-2345')
  })
})

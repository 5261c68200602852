import { randomUUID } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { tabletCaptured, tabletStatus, toTablet, type ToTablet } from '../contract/tablet-protocol'
import { actAsSeedProject, saveWhole } from './td/testing/plain-client'
import { openTdBooth, paintingOf, type TdBooth } from './testing/td-booth'

const open: TdBooth[] = []
const pages: WebSocket[] = []
afterEach(async () => {
  for (const page of pages.splice(0)) page.terminate()
  for (const booth of open.splice(0)) await booth.stop()
})

const publicUrl = 'https://photos.example.com'
const withGuests = {
  guests: { enabled: true, publicUrl },
  touchdesigner: { settleMs: 50 },
}

async function booth(patch: Parameters<typeof openTdBooth>[0] = withGuests): Promise<TdBooth> {
  const opened = await openTdBooth(patch, { 'guest-port': 0 })
  open.push(opened)
  return opened
}

/** A page that speaks the tablet's protocol alone. */
async function connectPage(port: number) {
  const origin = `http://127.0.0.1:${port}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { origin })
  pages.push(socket)
  const heard: ToTablet[] = []
  socket.on('message', (data: Buffer) => heard.push(toTablet.parse(JSON.parse(data.toString()))))
  const hears = (type: ToTablet['type']) =>
    vi.waitFor(() => expect(heard.map((message) => message.type)).toContain(type), { interval: 10 })
  await hears('connected')
  const say = (message: object | string) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  return { heard, hears, say, of: (type: ToTablet['type']) => heard.filter((message) => message.type === type) }
}

const ask = (port: number, path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init })
const post = (port: number, path: string, body: unknown) =>
  ask(port, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

test('a page goes through capture, progress, ready and QR with the words of its protocol alone', async () => {
  const td = await booth()
  const page = await connectPage(td.port)
  const stage = await td.connect('/')
  const answer = await post(td.port, '/api/capture', { countdownSec: 0 })
  expect(answer.status).toBe(202)
  const { jobId, url, qrUrl } = tabletCaptured.parse(await answer.json())
  expect(url).toMatch(/^https:\/\/photos\.example\.com\/g\/[\w-]{22}$/)
  expect(qrUrl).toBe(`http://127.0.0.1:${td.port}/qr.png?jobId=${jobId}`)
  await stage.heard('capture')
  await td.reaches(jobId, 'generating')
  stage.say({ type: 'progress', jobId, progress: 0.5 })
  await page.hears('progress')
  await saveWhole(td.share, await paintingOf(jobId))
  await page.hears('ready')
  const status = tabletStatus.parse(await (await ask(td.port, `/api/status/${jobId}`)).json())
  expect(status).toMatchObject({ status: 'ready', progress: 1, url, qrUrl })
  expect(page.heard.map(({ type }) => type)).toEqual(['connected', 'capture', 'progress', 'ready'])
  expect(page.of('ready')).toEqual([{ type: 'ready', jobId, url, qrUrl }])
  const qr = await ask(td.port, `/qr.png?jobId=${jobId}`)
  expect(qr.headers.get('content-type')).toBe('image/png')
  expect(status.qrPngDataUrl).toBe(`data:image/png;base64,${Buffer.from(await qr.arrayBuffer()).toString('base64')}`)
  const link = await ask(td.port, `/d/${jobId}`)
  expect([link.status, link.headers.get('location')]).toEqual([302, url])
})

test('a page that counted by itself gives the id, and the picture is taken at once', async () => {
  const td = await booth()
  const stage = await td.connect('/')
  actAsSeedProject(stage, td.share, paintingOf)
  const page = await connectPage(td.port)
  const jobId = randomUUID()
  page.say({ type: 'capture', jobId, countdownSec: 5 })
  await page.hears('ack')
  expect(page.of('ack')).toEqual([{ type: 'ack', received: 'capture', jobId, duplicate: false }])
  expect(await td.reaches(jobId, 'saved')).toMatchObject({ countdownSec: 0, presser: 'guest' })
  page.say({ type: 'capture', jobId })
  await page.hears('error')
  expect(page.of('error')).toMatchObject([{ jobId, message: expect.stringContaining('was used before') as string }])
})

test('bad messages are answered and close nothing', async () => {
  const td = await booth()
  const page = await connectPage(td.port)
  const bad = ['{', '[]', '"capture"', '{"type":"saved"}', '{"type":"capture","jobId":"../../etc"}', 'x'.repeat(2000)]
  for (const message of bad) page.say(message)
  page.say({ type: 'started', jobId: randomUUID() })
  page.say({ type: 'cancel' })
  await vi.waitFor(() => expect(page.of('ack')).toHaveLength(2))
  expect(page.of('error')).toHaveLength(bad.length)
  expect(page.of('ack')).toMatchObject([{ received: 'started' }, { received: 'cancel' }])
})

test('what cannot be taken is refused with the reason, in words for a page', async () => {
  const td = await booth({ touchdesigner: { settleMs: 50 } })
  const refused = await post(td.port, '/api/capture', {})
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ code: 'td_absent', error: expect.any(String) as string })
  await td.core.dispatch({ role: 'console', clientId: null }, 'events.change', {
    id: 'first',
    change: { consent: { en: 'We keep your picture for a week.' } },
  })
  await td.connect('/')
  const unasked = await post(td.port, '/api/capture', {})
  expect([unasked.status, (await unasked.json()) as object]).toMatchObject([409, { code: 'consent_missing' }])
  expect((await post(td.port, '/api/capture', { consent: true, countdownSec: 0 })).status).toBe(202)
})

test.each([
  ['GET', '/api/status/unknown', 404],
  ['GET', `/api/status/${randomUUID()}`, 404],
  ['GET', '/api/status/..%2f..%2fetc', 404],
  ['GET', '/qr.png', 404],
  ['GET', `/qr.png?jobId=${randomUUID()}`, 404],
  ['GET', `/d/${randomUUID()}`, 404],
  ['POST', `/api/reset`, 400],
  ['POST', `/api/upload/${randomUUID()}`, 400],
])('%s %s is answered with %i', async (method, path, status) => {
  const td = await booth({})
  const answer = await ask(td.port, path, { method })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toMatchObject({ error: expect.any(String) as string, code: expect.any(String) as string })
})

test('a tablet brings the picture of the job that it pressed, in the field `file`', async () => {
  const td = await booth({ capture: { source: 'touchdesigner', countdownSec: 30 }, event: { style: 'pop-art' } })
  await td.connectScripts()
  const { jobId } = tabletCaptured.parse(await (await post(td.port, '/api/capture', { style: 'pop-art' })).json())
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array((await paintingOf(jobId)).bytes)], { type: 'image/jpeg' }), 'me.jpg')
  const answer = await ask(td.port, `/api/upload/${jobId}`, { method: 'POST', body: form })
  expect([answer.status, await answer.json()]).toEqual([200, { ok: true }])
  expect(await td.reaches(jobId, 'saved')).toMatchObject({ original: { widthPx: 320 }, style: 'pop-art' })
})

test('a program brings the result of a job that TouchDesigner makes, and a page may not', async () => {
  const td = await booth()
  const stage = await td.connect('/')
  const jobId = await td.press()
  await stage.heard('capture')
  await td.reaches(jobId, 'generating')
  const { bytes } = await paintingOf(jobId)
  const upload = (headers: Record<string, string>) => {
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'made.jpg')
    return ask(td.port, `/api/upload/${jobId}`, { method: 'POST', body: form, headers })
  }
  expect((await upload({ origin: `http://127.0.0.1:${td.port}` })).status).toBe(409)
  expect((await upload({})).status).toBe(200)
  expect((await td.reaches(jobId, 'saved')).result).toMatchObject({ widthPx: 320 })
})

test('pages of elsewhere are refused, and forwarded ones are not of this machine', async () => {
  const td = await booth()
  const foreign = { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{}' }
  expect((await ask(td.port, '/api/capture', foreign)).status).toBe(403)
  const forwarded = { method: 'POST', headers: { 'x-forwarded-for': '1.2.3.4' }, body: '{}' }
  expect((await ask(td.port, '/api/capture', forwarded)).status).toBe(401)
  const refused = await new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${td.port}/`, { origin: 'https://evil.example' })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
  })
  expect(refused).toBe(403)
})

test("the operator's own page is served at / with its files, and nothing beside its folder", async () => {
  const td = await booth({})
  const pageDir = join(td.dir, 'page')
  await mkdir(join(pageDir, 'css'), { recursive: true })
  await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>our tablet</title>')
  await writeFile(join(pageDir, 'css', 'a b.css'), 'body{}')
  await writeFile(join(pageDir, '.hidden'), 'secret')
  await writeFile(join(td.dir, 'secret.txt'), 'secret')
  await symlink(join(td.dir, 'secret.txt'), join(pageDir, 'link.txt'))
  expect((await ask(td.port, '/')).status).toBe(302)
  await td.change({ tablet: { pageDir } })
  const page = await ask(td.port, '/')
  expect([page.status, await page.text()]).toEqual([200, '<!doctype html><title>our tablet</title>'])
  expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ws://127.0.0.1:${td.port}`)
  const css = await ask(td.port, '/css/a%20b.css')
  expect([css.headers.get('content-type'), await css.text()]).toEqual(['text/css; charset=utf-8', 'body{}'])
  for (const path of ['/.hidden', '/link.txt', '/..%2fsecret.txt', '/css/..%5c..%5csecret.txt', '/no.css', '/%00'])
    expect([path, (await ask(td.port, path)).status]).not.toEqual([path, 200])
  expect((await ask(td.port, '/console')).status).toBe(401)
})

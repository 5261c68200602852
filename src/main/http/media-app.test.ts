import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addresses } from '../../contract/addresses'
import type { Role } from '../../contract/app-state'
import { errorFacts } from '../../contract/errors'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createMediaApp, type MediaEnv } from './media-app'
import { createCoreDouble, jpegBytes, otherJob, someJob, type CoreDouble } from './testing/core-double'

let core: CoreDouble
let app: Hono<MediaEnv>

beforeEach(async () => {
  core = await createCoreDouble()
  app = createMediaApp({ ...core, clock: systemClock, log: silentLog })
})
afterEach(() => core.removeFiles())

/** As Electron's protocol handler calls it: a web Request and a role, no HTTP server anywhere. */
async function get(path: string, headers: Record<string, string> = {}, role: Role | null = 'console', method = 'GET') {
  return app.fetch(new Request(`app://photocall${path}`, { headers, method }), { role })
}

async function post(
  path: string,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
  role: Role = 'console',
) {
  return app.fetch(new Request(`app://photocall${path}`, { method: 'POST', body, headers }), { role })
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer())
}

describe('pictures', () => {
  const paths = [
    addresses.original(someJob),
    addresses.result(someJob),
    addresses.capture(someJob),
    addresses.thumb(someJob, 3),
    addresses.cover('pop-art'),
  ]
  it.each(paths)('%s gives the file, its type, and a tag that spares sending it again', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/jpeg')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-length')).toBe(String(jpegBytes.length))
    expect(await bytesOf(response)).toEqual(jpegBytes)
    const etag = response.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[^"]+"$/)
    const again = await get(path, { 'if-none-match': `"other", W/${etag}` })
    expect(again.status).toBe(304)
    expect(again.body).toBeNull()
  })

  it('are kept for ever only where the address cannot come to mean other bytes', async () => {
    const caching = async (path: string) => (await get(path, {}, 'console', 'HEAD')).headers.get('cache-control')
    const forEver = 'private, max-age=31536000, immutable'
    expect(await caching(addresses.original(someJob))).toBe(forEver)
    expect(await caching(addresses.thumb(someJob, 3))).toBe(forEver)
    expect(await caching(`${addresses.result(someJob)}?v=2`)).toBe(forEver)
    expect(await caching(addresses.result(someJob))).toBe('private, no-cache')
    expect(await caching(addresses.cover('pop-art'))).toBe('private, no-cache')
    expect(await caching(addresses.preview(someJob, 1))).toBe('no-store')
    expect(await caching(addresses.result(otherJob))).toBe('no-store')
  })

  it('get another tag once the file was written again', async () => {
    const before = (await get(addresses.capture(someJob), {}, 'console', 'HEAD')).headers.get('etag')
    await utimes(core.picture, new Date(1000), new Date(2000))
    expect((await get(addresses.capture(someJob), {}, 'console', 'HEAD')).headers.get('etag')).not.toBe(before)
  })

  const size = jpegBytes.length
  const ranges: [header: string, status: number, contentRange: string | null, start: number, end: number][] = [
    ['bytes=0-9', 206, `bytes 0-9/${size}`, 0, 10],
    ['bytes=10-', 206, `bytes 10-${size - 1}/${size}`, 10, size],
    ['bytes=-5', 206, `bytes ${size - 5}-${size - 1}/${size}`, size - 5, size],
    ['bytes=5-999999', 206, `bytes 5-${size - 1}/${size}`, 5, size],
    ['bytes=-999999', 206, `bytes 0-${size - 1}/${size}`, 0, size],
    [`bytes=${size}-`, 416, `bytes */${size}`, 0, 0],
    ['bytes=-0', 416, `bytes */${size}`, 0, 0],
    ['bytes=0-1,5-6', 200, null, 0, size],
    ['bytes=9-2', 200, null, 0, size],
    ['bytes=-', 200, null, 0, size],
    ['lines=1-2', 200, null, 0, size],
  ]
  it.each(ranges)('asked for "%s" answer %i', async (range, status, contentRange, start, end) => {
    const response = await get(addresses.result(someJob), { range })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-range')).toBe(contentRange)
    expect(await bytesOf(response)).toEqual(jpegBytes.subarray(start, end))
  })

  it('give the whole file where the part belongs to another version', async () => {
    const etag = (await get(addresses.result(someJob), {}, 'console', 'HEAD')).headers.get('etag') ?? ''
    expect((await get(addresses.result(someJob), { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    expect((await get(addresses.result(someJob), { range: 'bytes=0-9', 'if-range': '"old"' })).status).toBe(200)
  })

  it('tell their facts without their bytes on HEAD', async () => {
    const response = await get(addresses.result(someJob), {}, 'console', 'HEAD')
    expect(response.headers.get('content-length')).toBe(String(size))
    expect(response.body).toBeNull()
  })

  it('that are no pictures are downloaded and never shown or run', async () => {
    await writeFile(core.picture, '<script>alert(1)</script>')
    core.pictures.capture = () => join(core.dir, 'secret.txt')
    const page = await get(addresses.capture(someJob))
    expect(page.headers.get('content-type')).toBe('application/octet-stream')
    expect(page.headers.get('content-disposition')).toBe('attachment')
    expect(page.headers.get('content-security-policy')).toContain('sandbox')
  })

  it('give an empty body for an empty file', async () => {
    await writeFile(core.picture, '')
    const response = await get(addresses.capture(someJob))
    expect([response.status, response.headers.get('content-length'), (await bytesOf(response)).length]).toEqual([
      200,
      '0',
      0,
    ])
  })

  it('can be left half read', async () => {
    await writeFile(core.picture, Buffer.concat([jpegBytes, Buffer.alloc(3_000_000)]))
    const reader = (await get(addresses.capture(someJob))).body!.getReader()
    expect((await reader.read()).done).toBe(false)
    await reader.cancel()
    const again = await get(addresses.capture(someJob))
    expect(again.status).toBe(200)
    await again.body!.cancel()
  })

  it('are sent to their end though their file is gone meanwhile', async () => {
    const whole = Buffer.concat([jpegBytes, Buffer.alloc(3_000_000)])
    await writeFile(core.picture, whole)
    const response = await get(addresses.capture(someJob))
    await rm(core.picture)
    expect((await bytesOf(response)).equals(whole)).toBe(true)
  })

  it('are found again where they moved to between being found and being opened', async () => {
    const places = [join(core.dir, 'spooled.jpg'), core.picture]
    core.pictures.result = () => places.shift() ?? null
    expect(await bytesOf(await get(addresses.result(someJob)))).toEqual(jpegBytes)
  })

  it('are let go with the request', async () => {
    await writeFile(core.picture, Buffer.concat([jpegBytes, Buffer.alloc(3_000_000)]))
    const request = new AbortController()
    const asked = new Request(`app://photocall${addresses.capture(someJob)}`, { signal: request.signal })
    const response = await app.fetch(asked, { role: 'console' })
    request.abort()
    await expect(bytesOf(response)).rejects.toThrow()
  })

  it('a preview that is over is nothing, and no error', async () => {
    const response = await get(addresses.preview(otherJob, 1))
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  const missing = [
    addresses.original(otherJob),
    addresses.result(otherJob),
    addresses.capture(otherJob),
    addresses.thumb(otherJob, 1),
    addresses.cover('no-such-style'),
    '/media/originals/..%2fsecret.txt',
    '/media/captures/..%5csecret.txt',
    '/media/covers/..%2fsecret',
    `/media/results/${someJob.toUpperCase().replace('1', 'A')}`,
    `/media/results/${someJob}.jpg`,
    '/media/results/',
    '/media/nothing/1',
  ]
  it('what a workflow gave besides is for operators, not for the guests’ screen', async () => {
    expect((await get(addresses.output(someJob, 2))).status).toBe(200)
    expect((await get(addresses.output(someJob, 3))).status).toBe(404)
    expect((await get(addresses.output(someJob, 2), {}, 'kiosk')).status).toBe(403)
  })

  it.each(missing)('%s is not there, said with code, message and hint', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    const error = errorFacts.parse(await response.json())
    expect(error.code).toBe('not_found')
  })
})

describe('the pages', () => {
  it.each([
    ['/console', 'console'],
    ['/kiosk', 'console'],
    ['/canvas', 'canvas'],
  ])('%s is the built %s under a policy without inline code', async (path, name) => {
    const response = await get(path)
    expect(await response.text()).toContain(`<title>${name}</title>`)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    const etag = response.headers.get('etag') ?? ''
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  })

  it('may open the socket of their own origin only', async () => {
    const overHttp = await app.fetch(new Request('http://192.168.1.20:8080/console'), { role: 'console' })
    expect(overHttp.headers.get('content-security-policy')).toContain("connect-src 'self' ws://192.168.1.20:8080;")
    expect((await get('/console')).headers.get('content-security-policy')).toContain("connect-src 'self';")
  })

  it('have assets that are kept for ever', async () => {
    const response = await get('/assets/index-a1b2.js')
    expect(response.headers.get('content-type')).toContain('text/javascript')
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(await response.text()).toBe('export {}')
  })

  it.each([
    '/assets/../index.html',
    '/assets/..%2findex.html',
    '/assets/..%5cindex.html',
    '/assets/',
    '/assets/.',
    '/assets/x%00.js',
    '/index.html',
  ])('show nothing beside the assets for %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})

describe('commands', () => {
  it('are passed to dispatch with the role of the transport', async () => {
    const response = await post(
      addresses.command('capture.press'),
      '{"source":"webcam","role":"console"}',
      { 'content-type': 'application/json; charset=utf-8' },
      'kiosk',
    )
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ jobId: someJob, duplicate: false })
    expect(core.calls).toEqual([
      {
        caller: { role: 'kiosk', clientId: null, tokenId: null, isWindow: false },
        name: 'capture.press',
        input: { source: 'webcam', role: 'console' },
      },
    ])
  })

  it('without a body have no input, so that defaults hold', async () => {
    await post(addresses.command('capture.press'), '')
    expect(core.calls[0]?.input).toBeUndefined()
  })

  it('fail with code, message, hint and a status that fits', async () => {
    const response = await post(addresses.command('no.such'), '{}')
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      code: 'unknown_command',
      message: 'There is no such command.',
      hint: 'See the list.',
    })
  })

  it.each([
    ['text/plain', '{}'],
    ['application/x-www-form-urlencoded', '{}'],
    ['application/jsonx', '{}'],
    ['application/json', '{"half":'],
    ['application/json', `"${'x'.repeat(300_000)}"`],
  ])('as %s that no command has are refused before dispatch', async (type, body) => {
    const response = await post(addresses.command('capture.press'), body, { 'content-type': type })
    expect(response.status).toBe(400)
    expect(core.calls).toEqual([])
  })

  it('are never run by GET', async () => {
    expect((await get(addresses.command('capture.press'))).status).toBe(404)
    expect(core.calls).toEqual([])
  })

  it('that break inside tell no stack', async () => {
    const broken = createMediaApp({
      ...core,
      dispatch: () => Promise.reject(new TypeError('x is undefined')),
      clock: systemClock,
      log: silentLog,
    })
    const request = new Request('app://photocall/commands/a', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    const response = await broken.fetch(request, { role: 'console' })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('.ts:')
  })
})

describe('roles', () => {
  it('nobody gets anything without one', async () => {
    for (const path of ['/console', '/assets/index-a1b2.js', addresses.result(someJob), '/no-such']) {
      expect((await get(path, {}, null)).status).toBe(403)
    }
  })
  it('a kiosk window gets pictures and its page, but neither the console nor uploads', async () => {
    expect((await get('/kiosk', {}, 'kiosk')).status).toBe(200)
    expect((await get(addresses.result(someJob), {}, 'kiosk')).status).toBe(200)
    expect((await get('/console', {}, 'kiosk')).status).toBe(403)
    expect((await get('/c%6fnsole', {}, 'kiosk')).status).toBe(403)
    expect((await post('/uploads', 'x', { 'content-type': 'image/jpeg' }, 'kiosk')).status).toBe(403)
    expect((await post('/upl%6fads', 'x', { 'content-type': 'image/jpeg' }, 'kiosk')).status).toBe(403)
    expect(core.uploads).toEqual([])
  })
})

import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock'
import { createComfyApi } from './comfy-api'
import { createComfyHttp } from './comfy-http'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from './testing/fake-comfy-server'

let dir: string
let fake: FakeComfyServer
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'photocall-api-'))))
afterEach(() => fake.close())

async function apiOf(options: FakeOptions = {}, baseUrl = (url: string) => url) {
  fake = await startFakeComfyServer(options)
  const headers = () => ({ Authorization: 'Basic Ym9vdGg6cHc=' })
  return createComfyApi(createComfyHttp({ baseUrl: baseUrl(fake.url), headers, clock: systemClock }))
}

const quiet = new AbortController().signal

async function picture(bytes: string) {
  const path = join(dir, `${Math.random()}.jpg`)
  await writeFile(path, bytes)
  return { path, name: 'photocall.jpg', mediaType: 'image/jpeg' }
}

describe('an upload', () => {
  it('is known by the name that the server gave, which is another where the name is taken', async () => {
    const api = await apiOf()
    expect(await api.upload(await picture('one'), quiet)).toBe('photocall.jpg [temp]')
    expect(await api.upload(await picture('two'), quiet)).toBe('photocall (1).jpg [temp]')
  })

  it('that is too large is refused with 413 and the server’s words', async () => {
    const api = await apiOf({ uploadLimitBytes: 100 })
    const refused = api.upload(await picture('x'.repeat(500)), quiet)
    await expect(refused).rejects.toMatchObject({ status: 413, body: expect.stringContaining('Maximum') as string })
  })
})

describe('a request', () => {
  it('carries the server’s own headers and no Origin, which the server would refuse', async () => {
    const api = await apiOf()
    await api.upload(await picture('one'), quiet)
    await api.queue(null)
    await api.removePending('x')
    expect(fake.requests.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Basic Ym9vdGg6cHc='))
    expect(fake.requests.filter(({ headers }) => headers.origin !== undefined)).toEqual([])
  })

  it('goes to the path that a proxy has in front', async () => {
    const api = await apiOf({ prefix: '/gpu/one' })
    expect(await api.queue(null)).toEqual({ running: [], pending: [] })
    expect(new URL(fake.url).pathname).toBe('/gpu/one')
  })

  it('ends at once with the signal’s reason', async () => {
    const api = await apiOf({ quirks: { silentPaths: ['/queue', '/history'] } })
    const abort = new AbortController()
    const asked = [api.queue(abort.signal), api.history('x', abort.signal), api.finishedWith('x', abort.signal)]
    abort.abort(new Error('cancelled'))
    for (const one of asked) await expect(one).rejects.toThrow('cancelled')
  })

  it.each([
    ['text with status 500', { path: '/queue', status: 500, text: '500 Internal Server Error' }],
    ['a proxy’s page', { path: '/queue', status: 200, text: '<html>Sign in</html>' }],
  ])('that gets %s fails with status and words', async (_what, failure) => {
    const api = await apiOf({ quirks: { failures: [failure] } })
    await expect(api.queue(null)).rejects.toMatchObject({ status: failure.status, body: failure.text })
  })
})

describe('a download', () => {
  const ref = { filename: 'a.png', subfolder: '', type: 'output' } as const
  const store = (bytes: string) =>
    fake.files.upload({ folder: 'output', subfolder: '', name: 'a.png', bytes: Buffer.from(bytes), overwrite: true })

  it('is written as it comes', async () => {
    const api = await apiOf()
    store('z'.repeat(300_000))
    const path = join(dir, 'whole.png')
    expect(await api.download(ref, path, 1e9, quiet)).toMatchObject({ sizeBytes: 300_000, mediaType: 'image/png' })
    expect((await readFile(path)).length).toBe(300_000)
  })

  it('of more than it may be is given up', async () => {
    const api = await apiOf()
    store('z'.repeat(300_000))
    const tooMuch = api.download(ref, join(dir, 'cut.png'), 1000, quiet)
    await expect(tooMuch).rejects.toMatchObject({ body: expect.stringContaining('more than 1000 bytes') as string })
  })

  it('of what is not there is a 404', async () => {
    const api = await apiOf()
    await expect(api.download(ref, join(dir, 'none.png'), 1e9, quiet)).rejects.toMatchObject({ status: 404 })
  })
})

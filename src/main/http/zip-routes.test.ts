import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Hono } from 'hono'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { addresses } from '../../contract/addresses'
import type { Role } from '../../contract/app-state'
import type { CaptureView } from '../../contract/capture'
import { zipOffer, zipProgress, type ZipChoice } from '../../contract/capture-zip'
import { AppError, errorFacts } from '../../contract/errors'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { unzip } from '../support/testing/unzip'
import { createMediaApp, type MediaEnv } from './media-app'
import { createCoreDouble, jpegBytes, otherJob, someJob, type CoreDouble } from './testing/core-double'

let core: CoreDouble
let app: Hono<MediaEnv>
const clock = createManualClock()
/** What the gallery has; the file of `otherJob` is gone. */
let captures: CaptureView[]
/** As a mounted share does that neither gives nor refuses. */
let isHanging = false

beforeEach(async () => {
  core = await createCoreDouble()
  captures = [captureOf(someJob), captureOf(otherJob)]
  isHanging = false
  const dispatch = (_caller: unknown, name: string, input: unknown) => {
    if (isHanging) return new Promise<never>(() => undefined)
    if (name === 'captures.list') return Promise.resolve({ total: captures.length, captures })
    const found = captures.find(({ id }) => id === (input as { id: string }).id)
    return found ? Promise.resolve(found) : Promise.reject(new AppError('not_found', 'There is none.', 'Look again.'))
  }
  app = createMediaApp({ ...core, dispatch, clock, log: silentLog })
})
afterEach(() => core.removeFiles())

function captureOf(id: string): CaptureView {
  return {
    ...{ id, jobId: id, jobNumber: 1, eventId: 'first', name: '=1+1.jpg', style: 'comic', seed: 1 },
    ...{ takenAtMs: 1_700_000_000_000, savedAtMs: 1_700_000_001_000, widthPx: 1, heightPx: 1, sizeBytes: 4 },
    ...{ mediaType: 'image/jpeg', durationMs: null, standIn: null, handedTo: null, favourite: false },
    ...{ publication: 'published', url: '', thumbUrl: '', originalUrl: null },
  }
}

async function ask(path: string, method = 'GET', body: unknown = null, role: Role = 'console') {
  const headers = { 'content-type': 'application/json' }
  const init = body === null ? { method } : { method, headers, body: JSON.stringify(body) }
  return app.fetch(new Request(`app://photocall${path}`, init), { role })
}

async function offer(choice: ZipChoice | object) {
  const response = await ask(addresses.zips, 'POST', choice)
  expect(response.status).toBe(201)
  return zipOffer.parse(await response.json())
}

async function progressOf(id: string) {
  return zipProgress.parse(await (await ask(addresses.zipProgress(id))).json())
}

async function filesOf(response: Response): Promise<Map<string, Buffer>> {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-zip-route-'))
  const path = join(dir, 'a.zip')
  await pipeline(Readable.fromWeb(response.body!), createWriteStream(path))
  const files = await unzip(path)
  await rm(dir, { recursive: true })
  return files
}

it('what the filter shows is one download, and what could not be read is told', async () => {
  const { id, total } = await offer({ filter: { text: 'comic' } })
  expect(total).toBe(2)
  expect((await progressOf(id)).state).toBe('waiting')
  const response = await ask(addresses.zip(id))
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="photocall-\d{4}(-\d\d){4}\.zip"$/)
  const files = await filesOf(response)
  expect([...files.keys()]).toEqual([expect.stringMatching(/^pictures\/.*-00001\.jpg$/), 'captures.csv'])
  expect([...files.values()][0]!.equals(jpegBytes)).toBe(true)
  expect(files.get('captures.csv')!.toString()).toContain(`"'=1+1.jpg"`)
  expect(await progressOf(id)).toEqual({ state: 'done', written: 1, missing: 1, error: null })
})

it('a selection has its own pictures alone', async () => {
  captures.push(captureOf('33333333-2222-4333-8444-555555555555'))
  const { id, total } = await offer({ ids: [someJob] })
  expect(total).toBe(1)
  expect([...(await filesOf(await ask(addresses.zip(id)))).keys()]).toHaveLength(2)
})

it('where the share is away the download has a status, and the page learns why', async () => {
  const { id } = await offer({ ids: [otherJob] })
  const response = await ask(addresses.zip(id))
  expect(response.status).toBe(503)
  expect(errorFacts.parse(await response.json()).code).toBe('share_away')
  expect(await progressOf(id)).toMatchObject({ state: 'failed', error: { code: 'share_away' } })
})

it('nothing to pack is refused before anything is offered', async () => {
  captures = []
  expect((await ask(addresses.zips, 'POST', { filter: {} })).status).toBe(404)
  expect((await ask(addresses.zips, 'POST', { ids: [] })).status).toBe(400)
  expect((await ask(addresses.zips, 'POST', { filter: {}, ids: [someJob] })).status).toBe(400)
  expect((await ask(addresses.zip('33333333-2222-4333-8444-555555555555'))).status).toBe(404)
})

it.each(['kiosk', 'tablet'] as const)('a %s gets none', async (role) => {
  const { id } = await offer({ filter: {} })
  const answers = [
    ask(addresses.zips, 'POST', { filter: {} }, role),
    ask(addresses.zip(id), 'GET', null, role),
    ask(addresses.zip(id), 'DELETE', null, role),
    ask(addresses.zipProgress(id), 'GET', null, role),
  ]
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(403)
})

/** Its pictures never end, so that it is under way for as long as the test wants. */
async function endless() {
  const { id } = await offer({ filter: {} })
  captures = Array.from({ length: 500 }, () => captureOf(randomUUID()))
  core.pictures.capture = () => core.picture
  const response = await ask(addresses.zip(id))
  expect(response.status).toBe(200)
  return { id, response }
}

it('two are packed at a time, and one that is left makes room', async () => {
  const [first, second] = [await endless(), await endless()]
  const third = await offer({ filter: {} })
  expect((await ask(addresses.zip(third.id))).status).toBe(503)
  expect(await progressOf(third.id)).toMatchObject({ state: 'failed', error: { code: 'too_busy' } })
  expect((await ask(addresses.zip(first.id))).status).toBe(503)
  await first.response.body!.cancel()
  expect((await progressOf(first.id)).state).toBe('left')
  const admitted = await ask(addresses.zip(third.id))
  expect(admitted.status).toBe(200)
  await Promise.all([second.response.body!.cancel(), admitted.body!.cancel()])
})

it('the page ends one, and its reader sees it broken off instead of short', async () => {
  const { id, response } = await endless()
  expect((await ask(addresses.zip(id), 'DELETE')).status).toBe(204)
  await expect(response.arrayBuffer()).rejects.toThrow()
  await vi.waitFor(async () => expect((await progressOf(id)).state).toBe('left'))
})

it('one that is cancelled before it is fetched is gone', async () => {
  const { id } = await offer({ filter: {} })
  expect((await ask(addresses.zip(id), 'DELETE')).status).toBe(204)
  expect((await ask(addresses.zip(id))).status).toBe(404)
})

it('a share that hangs holds no place longer than a minute, and none for a reader that is gone', async () => {
  const [hung, left] = [await offer({ filter: {} }), await offer({ filter: {} })]
  isHanging = true
  const reader = new AbortController()
  const request = new Request(`app://photocall${addresses.zip(left.id)}`, { signal: reader.signal })
  const answers = [ask(addresses.zip(hung.id)), Promise.resolve(app.fetch(request, { role: 'console' }))]
  await vi.waitFor(async () => expect((await progressOf(left.id)).state).toBe('packing'))
  reader.abort()
  await vi.waitFor(async () => expect((await progressOf(left.id)).state).toBe('left'))
  expect((await progressOf(hung.id)).state).toBe('packing')
  clock.advance(61_000)
  expect((await progressOf(hung.id)).state).toBe('left')
  for (const answer of await Promise.all(answers)) expect(answer.ok).toBe(false)
})

it('a reader that takes nothing for a minute is let go', async () => {
  const { id, response } = await endless()
  clock.advance(59_000)
  expect((await progressOf(id)).state).toBe('packing')
  clock.advance(2_000)
  expect((await progressOf(id)).state).toBe('left')
  await expect(response.arrayBuffer()).rejects.toThrow()
})

it('the oldest offers are forgotten', async () => {
  const first = await offer({ filter: {} })
  for (let i = 0; i < 16; i++) await offer({ filter: {} })
  expect((await ask(addresses.zip(first.id))).status).toBe(404)
})

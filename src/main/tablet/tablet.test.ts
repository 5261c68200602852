import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import decodeQR from 'qr/decode.js'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tabletStatus, toTablet, type ToTablet } from '../../contract/tablet-protocol'
import { qrPng } from '../guests/qr'
import { createTestBooth, imagesOfTests, type TestBooth } from '../jobs/testing/test-booth'
import { createTablet, type Tablet } from './tablet'

const origin = 'http://10.0.0.5:8080'
const viewer = { origin, seesLinks: true }
const linkOf = (jobId: string) => `http://10.0.0.5:8081/g/of-${jobId}`

let booth: TestBooth
let tablet: Tablet
let heard: ToTablet[]
let hasLinks: boolean
let erasesOnReset: boolean
let erased: string[]
let results: { jobId: string; bytes: Buffer }[]
let isHeld: boolean

beforeEach(async () => {
  isHeld = false
  const verify = (path: string) => (isHeld ? Promise.reject(new Error('EBUSY')) : imagesOfTests.verify(path))
  booth = createTestBooth({ images: { verify } })
  hasLinks = true
  erasesOnReset = false
  ;[heard, erased, results] = [[], [], []]
  const { queue, journal, board, clock } = booth
  tablet = createTablet({
    ...{ journal, board, qrPng, clock },
    press: (input, jobId) => queue.press(input, { presser: 'guest', ...(jobId !== null && { jobId }) }),
    cancelCountdown: queue.cancelCountdown,
    isCounting: queue.isCounting,
    deliverOriginal: queue.deliver,
    deliverResult: (jobId, { bytes }) => results.push({ jobId, bytes }) > 0,
    links: { urlOf: (jobId) => (hasLinks && journal.find(jobId) ? linkOf(jobId) : null) },
    erasesOnReset: () => erasesOnReset,
    erase: async (jobId) => void erased.push(jobId),
  })
  await queue.open()
  tablet.listen({ ...viewer, hear: (message) => heard.push(toTablet.parse(message)) })
})
afterEach(async () => {
  await booth.queue.close()
  booth.kill()
})

function press(wish = {}): string {
  const { jobId } = tablet.capture({ countdownSec: 0, ...wish })
  booth.clock.advance(0)
  return jobId
}
const statusOf = (jobId: string) => tabletStatus.parse(tablet.status(jobId, viewer))

async function generated(jobId: string) {
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await vi.waitFor(() => expect(booth.generations).toHaveLength(1))
  expect(booth.board.get(jobId)?.state).toBe('generating')
}

async function saved(jobId: string) {
  await generated(jobId)
  await booth.finishGeneration(0)
  await vi.waitFor(() => expect(booth.saves).toHaveLength(1))
  booth.saves[0]!.resolve({ name: `PhotoCall-${jobId}.jpg`, root: '/share', handedTo: null })
  await vi.waitFor(() => expect(booth.board.get(jobId)?.state).toBe('saved'))
}

test('a press goes through pending and processing to ready, and every page hears of it once', async () => {
  const jobId = press({ countdownSec: 2 })
  expect(tablet.captured(jobId, viewer)).toEqual({
    ...{ jobId, countdownSec: 2 },
    ...{ url: linkOf(jobId), qrUrl: `${origin}/qr.png?jobId=${jobId}` },
  })
  expect(statusOf(jobId)).toMatchObject({ status: 'pending', progress: 0 })
  booth.clock.advance(1700)
  await vi.waitFor(() => expect(booth.takes).toHaveLength(1))
  await generated(jobId)
  for (const progress of [0.101, 0.105, 0.5]) booth.board.update(jobId, { progress })
  expect(statusOf(jobId)).toMatchObject({ status: 'processing', progress: 0.5 })
  await booth.finishGeneration(0)
  await vi.waitFor(() => expect(booth.saves).toHaveLength(1))
  expect(statusOf(jobId)).toMatchObject({ status: 'processing', progress: 1 })
  expect(heard.map(({ type }) => type)).toEqual(['capture', 'progress', 'progress', 'progress'])
  expect(heard[0]).toMatchObject({ jobId, countdownSec: 2 })
  expect(booth.journal.get(jobId).presser).toBe('guest')
})

test('ready follows saved, with the link and its code', async () => {
  const jobId = press()
  await saved(jobId)
  const last = heard.at(-1)
  expect(last).toEqual({ type: 'ready', jobId, url: linkOf(jobId), qrUrl: `${origin}/qr.png?jobId=${jobId}` })
  const status = statusOf(jobId)
  expect(status).toMatchObject({ status: 'ready', progress: 1, redirectUrl: `${origin}/d/${jobId}`, error: null })
  const { data, info } = await sharp(Buffer.from(status.qrPngDataUrl!.split(',')[1]!, 'base64'))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(decodeQR({ ...info, data })).toBe(linkOf(jobId))
  expect(tablet.qr(jobId)?.equals(Buffer.from(status.qrPngDataUrl!.split(',')[1]!, 'base64'))).toBe(true)
})

test('a picture that waits for a share that is away is ready, and is not said to be so again when it is saved', async () => {
  const jobId = press()
  await generated(jobId)
  await booth.finishGeneration(0)
  await vi.waitFor(() => expect(booth.saves).toHaveLength(1))
  booth.board.update(jobId, { waitsForShare: true })
  expect(statusOf(jobId).status).toBe('ready')
  booth.board.update(jobId, { waitsForShare: false })
  booth.board.update(jobId, { waitsForShare: true })
  expect(heard.filter(({ type }) => type === 'ready')).toHaveLength(1)
})

test('without pages for guests there is no link, and the picture is made all the same', async () => {
  hasLinks = false
  const jobId = press()
  await saved(jobId)
  expect(heard.at(-1)).toEqual({ type: 'ready', jobId, url: null, qrUrl: null })
  expect(statusOf(jobId)).toMatchObject({ url: null, qrUrl: null, qrPngDataUrl: null, redirectUrl: null })
  expect(tablet.qr(jobId)).toBeNull()
})

test('who may not see links sees the picture grow all the same', async () => {
  const far: ToTablet[] = []
  const stranger = { origin, seesLinks: false }
  tablet.listen({ ...stranger, hear: (message) => far.push(message) })
  const jobId = press()
  await saved(jobId)
  expect(far.at(-1)).toEqual({ type: 'ready', jobId, url: null, qrUrl: null })
  expect(JSON.stringify([far, tablet.status(jobId, stranger), tablet.captured(jobId, stranger)])).not.toContain('/g/')
})

test('what fails is told with its reason, once', async () => {
  const jobId = press()
  booth.takes[0]!.reject(new Error('broken'))
  await vi.waitFor(() => expect(statusOf(jobId)).toMatchObject({ status: 'error', error: 'broken' }))
  expect(heard.filter(({ type }) => type === 'error')).toEqual([{ type: 'error', jobId, message: 'broken' }])
})

test('a retry of a picture that was taken tells nobody to count down', async () => {
  isHeld = true
  const jobId = press()
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await vi.waitFor(() => {
    booth.clock.advance(2000)
    expect(booth.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'picture_not_kept' } })
  })
  isHeld = false
  booth.queue.retry(jobId, {})
  await vi.waitFor(() => expect(booth.generations).toHaveLength(1))
  booth.board.update(jobId, { progress: 0.5 })
  expect(heard.map(({ type }) => type)).toEqual(['capture', 'error', 'progress'])
})

test('a page that counted by itself gives the job its id, and an id is used once', () => {
  const jobId = randomUUID()
  expect(tablet.capture({ jobId, countdownSec: 0 })).toEqual({ jobId, duplicate: false })
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'capturing', countdownSec: 0 })
  expect(() => tablet.capture({ jobId, countdownSec: 0 })).toThrow('was used before')
  expect(tablet.capture({ jobId: randomUUID(), countdownSec: 0 })).toEqual({ jobId, duplicate: true })
})

test('a tablet with a camera of its own brings the picture, and the camera of the booth is let be', async () => {
  const jobId = press({ countdownSec: 3 })
  const upload = async () => ({ path: await booth.incoming(), result: async () => null, isProgram: false })
  await tablet.take(jobId, await upload())
  await vi.waitFor(() => expect(booth.generations).toHaveLength(1))
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'generating', shutterMissMs: null })
  booth.clock.advance(5000)
  expect(booth.takes).toHaveLength(0)
  await expect(tablet.take(jobId, await upload())).rejects.toThrow('No picture is waited for')
})

test('a file that is no picture fails the job by name', async () => {
  const jobId = press()
  const path = await booth.incoming('<svg>')
  await expect(tablet.take(jobId, { path, result: async () => null, isProgram: false })).rejects.toMatchObject({
    code: 'picture_unreadable',
  })
  expect(booth.journal.get(jobId)).toMatchObject({ state: 'failed', error: { code: 'picture_unreadable' } })
})

test('results are brought by programs alone', async () => {
  const jobId = press()
  await generated(jobId)
  booth.database.run("UPDATE jobs SET backend = 'touchdesigner' WHERE id = $jobId", { jobId })
  const result = async () => ({ bytes: Buffer.from('made'), mediaType: 'image/jpeg' as const })
  await expect(tablet.take(jobId, { path: '', result, isProgram: false })).rejects.toThrow('No picture is waited for')
  await tablet.take(jobId, { path: '', result, isProgram: true })
  expect(results).toEqual([{ jobId, bytes: Buffer.from('made') }])
})

test('reset ends a countdown and erases where the event says so', async () => {
  const counting = press({ countdownSec: 3 })
  await tablet.reset(counting)
  expect(statusOf(counting)).toMatchObject({ status: 'error', error: 'The picture was cancelled.' })
  const jobId = press()
  await saved(jobId)
  await tablet.reset(jobId)
  expect(erased).toEqual([])
  erasesOnReset = true
  await tablet.reset(jobId)
  expect(erased).toEqual([jobId])
  await expect(tablet.reset(randomUUID())).rejects.toMatchObject({ code: 'not_found' })
})

test('neither cancel nor reset reaches a picture that was taken, and neither is refused for it', async () => {
  const jobId = press()
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await setImmediate()
  expect(booth.journal.get(jobId).state).toBe('capturing')
  tablet.cancel(jobId)
  await tablet.reset(jobId)
  await vi.waitFor(() => expect(booth.journal.get(jobId).state).toBe('generating'))
})

test('a page that left hears nothing more, and uploads of others are no news', async () => {
  const stop = tablet.listen({ ...viewer, hear: () => expect.fail('it left') })
  stop()
  await booth.queue.upload({ path: await booth.incoming() })
  await vi.waitFor(() => expect(booth.generations).toHaveLength(1))
  expect(heard).toEqual([])
})

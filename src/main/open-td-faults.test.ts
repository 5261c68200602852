import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { systemClock } from './lib/clock'
import { writeFrame } from './td/frame'
import { actAsSeedProject, saveWhole, type PlainClient } from './td/testing/plain-client'
import { openTdBooth, paintingOf, type TdBooth } from './testing/td-booth'

// no event ever comes: what is found, the listing found
vi.mock('./share/folder-events', () => ({
  openFolderEvents: () => ({ follow: () => undefined, close: () => undefined }),
}))

const operator = { role: 'console' as const, clientId: null }
const dayMs = 24 * 3_600_000
const open: TdBooth[] = []
afterEach(async () => {
  for (const booth of open.splice(0)) await booth.stop()
})

async function booth(...given: Parameters<typeof openTdBooth>): Promise<TdBooth> {
  const opened = await openTdBooth(...given)
  open.push(opened)
  return opened
}

const quick = { touchdesigner: { settleMs: 50 } }
const kinds = (client: PlainClient) => client.received.map(({ type }) => type)

test('where no event of the system ever tells of a file, the listing finds it', async () => {
  const td = await booth({ touchdesigner: { settleMs: 50, silenceSec: 30 } })
  actAsSeedProject(await td.connect('/'), td.share, paintingOf)
  const job = await td.reaches(await td.press(), 'saved')
  expect(await td.files()).toEqual([job.result?.name])
})

/** Time that passes, which is no jump of the clock. */
function passingClock() {
  let laterMs = 0
  const nowMs = () => Date.now() + laterMs
  const clock = { ...systemClock, nowMs, uptimeMs: () => systemClock.uptimeMs() + laterMs }
  return { clock, pass: (ms: number) => void (laterMs += ms) }
}

test('`cleanup` is said when a guest’s pictures are erased, and at no other time', async () => {
  const { clock, pass } = passingClock()
  const td = await booth(quick, {}, clock)
  const client = await td.connectScripts()
  const saved = await td.press()
  await client.heard('capture')
  await saveWhole(td.share, await paintingOf(saved))
  await td.reaches(saved, 'saved')
  const cancelled = await td.press()
  await client.heard('capture')
  await td.core.dispatch(operator, 'jobs.cancel', { jobId: cancelled })
  await client.heard('cancel')
  client.say({ type: 'ack', jobId: cancelled, of: 'cancel' })
  await vi.waitFor(() => expect(td.core.state().touchdesigner.stage.state).toBe('free'))
  await td.core.dispatch(operator, 'retention.confirmClock', {})
  const id = td.core.state().settings.activeEvent
  await td.core.dispatch(operator, 'events.change', { id, change: { retention: { days: 2, eraseFromShare: false } } })
  expect(kinds(client)).not.toContain('cleanup')
  pass(3 * dayMs)
  await td.core.dispatch(operator, 'retention.confirmClock', {})
  const told = [await client.heard('cleanup'), await client.heard('cleanup')].map(({ jobId }) => jobId)
  expect(told.sort()).toEqual([saved, cancelled].sort())
})

test('a project that counts by itself hears `capture` at the press, with the seconds', async () => {
  const td = await booth({ touchdesigner: { settleMs: 50, captureAt: 'press' } })
  const client = await td.connect('/')
  const jobId = await td.press({ countdownSec: 30 })
  expect(await client.heard('capture')).toMatchObject({ jobId, countdownSec: 30 })
  expect(td.core.state().jobs[jobId]?.state).toBe('counting')
  await td.core.dispatch(operator, 'jobs.cancel', { jobId })
  expect((await client.heard('cancel')).jobId).toBe(jobId)
  expect(kinds(client).filter((type) => type === 'capture')).toHaveLength(1)
})

test('at zero, as is usual, `capture` comes after the countdown', async () => {
  const td = await booth(quick)
  const client = await td.connect('/')
  const jobId = await td.press({ countdownSec: 1 })
  await client.heard('capture')
  expect(td.core.state().jobs[jobId]?.state).not.toBe('counting')
})

test('while TouchDesigner is away, the style that stands in makes a picture of this computer', async () => {
  const td = await booth({ touchdesigner: { whenAbsent: 'builtin', fallbackStyle: 'duotone' } })
  const client = await td.connectScripts()
  await client.leave()
  await vi.waitFor(() => expect(td.core.state().touchdesigner.reason).not.toBeNull())
  const { bytes, fileName } = await paintingOf('guest')
  const path = await saveWhole(td.dir, { bytes, fileName })
  const { jobId } = await td.core.upload({ path, style: 'touchdesigner' })
  expect(await td.reaches(jobId, 'saved')).toMatchObject({
    ...{ style: 'duotone', backend: 'builtin' },
    standIn: { style: 'touchdesigner', backend: 'touchdesigner' },
  })
})

test.each([
  ['builtin', 'block', 'saved'],
  ['block', 'builtin', 'queued'],
] as const)('an event that wants "%s" is not asked what is set for all ("%s")', async (own, general, state) => {
  const td = await booth({ touchdesigner: { whenAbsent: general, fallbackStyle: 'duotone' } })
  const id = td.core.state().settings.activeEvent
  await td.core.dispatch(operator, 'events.change', { id, change: { whenAbsent: own } })
  const path = await saveWhole(td.dir, await paintingOf('guest'))
  const { jobId } = await td.core.upload({ path, style: 'touchdesigner' })
  expect((await td.reaches(jobId, state)).backend).toBe(own === 'builtin' ? 'builtin' : 'touchdesigner')
})

test('a picture that a project without hello cannot take is refused before it is a job', async () => {
  const td = await booth(quick)
  await td.connect('/')
  const path = await saveWhole(td.dir, await paintingOf('guest'))
  await expect(td.core.upload({ path, style: 'touchdesigner' })).rejects.toMatchObject({ code: 'td_scripts_needed' })
  expect(td.core.state().jobs).toEqual({})
})

test('where nothing is to stand in, such a picture waits for TouchDesigner', async () => {
  const td = await booth({ touchdesigner: { settleMs: 50, whenAbsent: 'block' } })
  const { bytes, fileName } = await paintingOf('guest')
  const client = await td.connectScripts()
  await client.leave()
  await vi.waitFor(() => expect(td.core.state().touchdesigner.reason).not.toBeNull())
  const path = await saveWhole(td.dir, { bytes, fileName })
  const { jobId } = await td.core.upload({ path, style: 'touchdesigner' })
  expect(td.core.state().jobs[jobId]?.state).toBe('queued')
  const back = await td.connectScripts()
  expect(await back.heard('capture')).toMatchObject({ jobId, style: 'touchdesigner' })
})

test('a frame that says it has 200 MB is refused by its first bytes, before anything of it is kept', async () => {
  const td = await booth(quick)
  const socket = await rawSocket(td.port)
  const heldBytes = process.memoryUsage().arrayBuffers
  const heard: Buffer[] = []
  socket.on('data', (bytes: Buffer) => heard.push(bytes))
  socket.write(headOf(200_000_000))
  // its last word is a close frame, unmasked, whose code is "message too big"
  await vi.waitFor(() => expect(Buffer.concat(heard).subarray(-4).toString('hex')).toBe('880203f1'))
  expect(process.memoryUsage().arrayBuffers - heldBytes).toBeLessThan(50_000_000)
  socket.destroy()
  await vi.waitFor(() =>
    expect(td.core.state().touchdesigner.machines.filter(({ connected }) => connected)).toEqual([]),
  )
})

/** A WebSocket whose frames the test writes itself; what the console says first is read already. */
async function rawSocket(port: number): Promise<Socket> {
  const asking = request({ port, host: '127.0.0.1', path: '/td', headers: upgrade() })
  asking.end()
  const [, socket, head] = (await once(asking, 'upgrade')) as [unknown, Socket, Buffer]
  if (head.length === 0) await once(socket, 'data')
  return socket
}

function upgrade(): Record<string, string> {
  const key = randomBytes(16).toString('base64')
  return { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': key }
}

/** The head of a masked binary frame of that size, and no byte of its content. */
function headOf(sizeBytes: number): Buffer {
  const head = Buffer.alloc(14)
  head.writeUInt16BE(0x82ff, 0)
  head.writeBigUInt64BE(BigInt(sizeBytes), 2)
  return head
}

const goneCodes = /^td_(gone|absent)$/

test('TouchDesigner killed during the countdown: the job fails by name', async () => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  const jobId = await td.press({ countdownSec: 1 })
  await client.heard('countdown')
  client.socket.terminate()
  const { error } = await td.reaches(jobId, 'failed')
  expect(error?.code).toMatch(goneCodes)
})

test('TouchDesigner killed while it works: the job fails by name, and a file that comes after all is its picture', async () => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  const jobId = await td.press()
  await client.heard('capture')
  await td.reaches(jobId, 'generating')
  client.socket.terminate()
  expect(await td.reaches(jobId, 'failed')).toMatchObject({ error: { code: 'td_gone' } })
  await saveWhole(td.share, await paintingOf(jobId))
  await td.core.dispatch(operator, 'share.look', {})
  expect((await td.reaches(jobId, 'saved')).result?.name).toContain(jobId)
})

test('a file that comes after its guest’s pictures were erased is erased from the share, too', async () => {
  const { clock, pass } = passingClock()
  const td = await booth(quick, {}, clock)
  const client = await td.connectScripts()
  const jobId = await td.press()
  await client.heard('capture')
  await td.reaches(jobId, 'generating')
  client.socket.terminate()
  await td.reaches(jobId, 'failed')
  const eraseNow = () => td.core.dispatch(operator, 'retention.confirmClock', {})
  await eraseNow()
  const id = td.core.state().settings.activeEvent
  await td.core.dispatch(operator, 'events.change', { id, change: { retention: { days: 2, eraseFromShare: true } } })
  pass(3 * dayMs)
  await eraseNow()
  await vi.waitFor(async () => expect((await td.job(jobId)).error?.message).toContain('erased'))
  await saveWhole(td.share, await paintingOf(jobId), 3 * dayMs)
  await td.core.dispatch(operator, 'share.look', {})
  await vi.waitFor(async () => {
    await eraseNow()
    expect(await td.files()).toEqual([])
  })
})

test('a press that is made again is counted again, and asks for a file of another name', async () => {
  const td = await booth({ ...quick, share: { pattern: '{event}-{jobId}' } })
  const client = await td.connectScripts()
  const jobId = await td.press({ countdownSec: 1 })
  await client.heard('countdown')
  const first = await client.heard('capture')
  client.say({ type: 'error', jobId, message: 'no component', reason: 'component' })
  await client.heard('cancel')
  client.say({ type: 'ack', jobId, of: 'cancel' })
  await vi.waitFor(() => expect(td.core.state().touchdesigner.stage.state).toBe('free'))
  await td.reaches(jobId, 'failed')
  await td.core.dispatch(operator, 'jobs.retry', { jobId })
  expect(await client.heard('countdown')).toMatchObject({ jobId, seconds: 1 })
  const { fileName } = await client.heard('capture')
  expect(fileName).toBe(first.fileName.replace('.jpg', '-2.jpg'))
  const { bytes } = await paintingOf(jobId)
  client.say({ type: 'saved', jobId, path: await saveWhole(td.share, { bytes, fileName }) })
  expect((await td.reaches(jobId, 'saved')).result?.name).toBe(fileName)
})

test('TouchDesigner that finished while the network was away says so once it is back: the picture is saved after all', async () => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  const jobId = await td.press()
  await client.heard('capture')
  await td.reaches(jobId, 'generating')
  client.socket.terminate()
  expect(await td.reaches(jobId, 'failed')).toMatchObject({ error: { code: 'td_gone' } })
  const back = await td.connectScripts()
  const { bytes } = await paintingOf(jobId)
  const word = writeFrame({ kind: 'result', jobId, mediaType: 'image/jpeg' }, bytes)
  back.sayBytes(word)
  const job = await td.reaches(jobId, 'saved')
  expect(job).toMatchObject({ error: null, result: { spoolFile: null, widthPx: 320 } })
  expect(await td.captures()).toMatchObject([{ id: jobId, publication: 'published' }])
  // its last word, said again
  back.sayBytes(word)
  const next = await td.press()
  expect((await back.heard('capture')).jobId).toBe(next)
  expect(await td.files()).toEqual([job.result?.name])
})

test('TouchDesigner killed after its file came, while a later one is waited for: the picture is saved', async () => {
  const td = await booth({ touchdesigner: { settleMs: 30_000 } })
  const client = await td.connectScripts()
  const jobId = await td.press()
  await client.heard('capture')
  await saveWhole(td.share, await paintingOf(jobId))
  await td.reaches(jobId, 'generating')
  await vi.waitFor(() => expect(td.core.state().touchdesigner.stage.state).toBe('working'))
  // read back, which is remembered
  await td.core.dispatch(operator, 'share.look', {})
  client.socket.terminate()
  expect(await td.reaches(jobId, 'saved')).toMatchObject({ error: null })
})

test.each([-5, 5])('with a clock %i h off, TouchDesigner counts down and saves as any other machine', async (hours) => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  const jobId = await td.press({ countdownSec: 1 })
  const { remainingMs } = await client.heard('countdown')
  expect(remainingMs).toBeGreaterThan(0)
  expect(remainingMs).toBeLessThanOrEqual(1000)
  await client.heard('capture')
  const path = await saveWhole(td.share, await paintingOf(jobId), hours * 3_600_000)
  const job = await td.reaches(jobId, 'saved')
  expect(path.endsWith(job.result?.name ?? '?')).toBe(true)
  expect(Math.abs((job.takenAtMs ?? 0) - Date.now())).toBeLessThan(3_600_000)
})

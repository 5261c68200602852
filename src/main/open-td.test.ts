import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { writeFrame } from './td/frame'
import { actAsSeedProject, saveWhole } from './td/testing/plain-client'
import { openTdBooth, paintingOf, type TdBooth } from './testing/td-booth'

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

test('a project of today that only knows `capture` makes a verified capture of a press, by its file alone', async () => {
  const td = await booth(quick)
  const client = await td.connect('/')
  actAsSeedProject(client, td.share, paintingOf)
  const jobId = await td.press()
  const capture = await client.heard('capture')
  expect(capture).toMatchObject({ jobId, want: 'result', style: 'touchdesigner', hasInput: false })
  const job = await td.reaches(jobId, 'saved')
  expect(job.timeline.map(({ state }) => state)).toEqual(['capturing', 'queued', 'generating', 'saving', 'saved'])
  expect(job).toMatchObject({ original: null, result: { spoolFile: null } })
  expect(job.result?.name).toContain(jobId)
  expect(await td.files()).toEqual([job.result?.name])
  expect(await td.captures()).toMatchObject([{ id: jobId, jobId, style: 'touchdesigner', widthPx: 320 }])
})

test('scripts that said hello are told where to save, and `saved` ends the job without a settle time', async () => {
  const td = await booth({ touchdesigner: { settleMs: 30_000 } })
  const client = await td.connectScripts()
  const jobId = await td.press()
  const { folder, fileName } = await client.heard('capture')
  expect(folder).toBe(td.share)
  client.say({ type: 'ack', jobId, of: 'capture' })
  client.say({ type: 'progress', jobId, progress: 0.5 })
  await vi.waitFor(() => expect(td.core.state().jobs[jobId]?.progress).toBe(0.5))
  const { bytes } = await paintingOf(jobId)
  const path = await saveWhole(td.share, { bytes, fileName })
  client.say({ type: 'saved', jobId, path })
  const job = await td.reaches(jobId, 'saved')
  expect(job.result?.name).toBe(fileName)
})

test('a press while TouchDesigner works waits, and its countdown begins when the stage is free', async () => {
  const td = await booth(quick)
  const client = await td.connect('/')
  const first = await td.press()
  await client.heard('capture')
  const second = await td.press({ countdownSec: 1 })
  expect((await td.press()) === second).toBe(true)
  expect(td.core.state().jobs[second]).toMatchObject({ state: 'counting', endsAtMs: null })
  await saveWhole(td.share, await paintingOf(first))
  await td.reaches(first, 'saved')
  expect(await client.heard('countdown')).toMatchObject({ jobId: second, seconds: 1 })
  expect((await client.heard('capture')).jobId).toBe(second)
  await saveWhole(td.share, await paintingOf(second))
  await td.reaches(second, 'saved')
})

test('a cancelled job keeps the stage until its file came, and that file is never shown', async () => {
  const td = await booth(quick)
  const client = await td.connect('/')
  const jobId = await td.press()
  await client.heard('capture')
  await td.reaches(jobId, 'generating')
  await td.core.dispatch({ role: 'console', clientId: null }, 'jobs.cancel', { jobId })
  await client.heard('cancel')
  const blocked = () => td.core.state().queue.blocked
  await vi.waitFor(() => expect(blocked()).toMatchObject({ code: 'td_occupied' }))
  const painting = await paintingOf(jobId)
  expect(blocked()).toMatchObject({ code: 'td_occupied' })
  await saveWhole(td.share, painting)
  await vi.waitFor(() => expect(blocked()).toBeNull())
  expect(await td.captures()).toEqual([])
})

test('without TouchDesigner a press is refused with the reason', async () => {
  const td = await booth()
  await expect(td.press()).rejects.toMatchObject({ code: 'td_absent' })
})

test('killed in the middle and started again, the console sends nothing twice and takes the file', async () => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  const jobId = await td.press()
  await client.heard('capture')
  await td.reaches(jobId, 'generating')
  await td.stop()
  await saveWhole(td.share, await paintingOf(jobId))
  await td.start()
  const again = await td.connectScripts('Stage 1', { jobId })
  await td.reaches(jobId, 'saved')
  expect(again.received.filter(({ type }) => type === 'capture')).toEqual([])
})

test('as a source TouchDesigner gives the original, and any style makes the picture', async () => {
  const td = await booth()
  const client = await td.connectScripts()
  // it has three seconds to give it
  const { bytes } = await paintingOf('the original')
  const jobId = await td.press({ style: 'duotone' })
  expect(await client.heard('capture')).toMatchObject({ jobId, want: 'original' })
  client.sayBytes(writeFrame({ kind: 'original', jobId, mediaType: 'image/jpeg' }, bytes))
  const job = await td.reaches(jobId, 'saved')
  expect(job).toMatchObject({ source: 'touchdesigner', backend: 'builtin', original: { widthPx: 320 } })
  expect(td.core.state().touchdesigner.stage.state).toBe('free')
})

test('a project that says no hello cannot be the source of another style, and the press says so', async () => {
  const td = await booth()
  await td.connect('/')
  await expect(td.press({ style: 'duotone' })).rejects.toMatchObject({ code: 'td_scripts_needed' })
})

test('a picture of this computer goes along to the scripts, and the finished one may come back over the socket', async () => {
  const td = await booth()
  const client = await td.connectScripts()
  const { bytes } = await paintingOf('x')
  const path = join(td.dir, 'guest.jpg')
  await writeFile(path, bytes)
  const { jobId } = await td.core.upload({ path, style: 'touchdesigner' })
  expect(await client.heard('capture')).toMatchObject({ jobId, hasInput: true })
  await vi.waitFor(() => expect(client.binaries).toHaveLength(1))
  const made = await paintingOf(jobId)
  client.sayBytes(writeFrame({ kind: 'result', jobId, mediaType: 'image/jpeg' }, made.bytes))
  const job = await td.reaches(jobId, 'saved')
  expect(job.original).not.toBeNull()
  expect(await td.files()).toHaveLength(1)
})

test('whatever a client says, the booth goes on: floods, nonsense, huge frames, others’ jobs, paths out of the share', async () => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  const standby = await td.connectScripts('Stage 2')
  const huge = await td.connect('/td')
  huge.socket.send(Buffer.alloc(60_000_000))
  expect(await huge.closed).toBe(1009)
  const jobId = await td.press()
  await client.heard('capture')
  const deep = '['.repeat(30_000)
  for (const text of [deep, '{', 'null', '{"type":"dance"}', '{"type":"saved","jobId":"../x","path":"a"}']) {
    client.socket.send(text)
  }
  for (const bytes of [
    Buffer.from([0, 0]),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 1]),
    Buffer.from('{"type":"started"}'),
  ]) {
    client.sayBytes(bytes)
  }
  standby.say({ type: 'error', jobId, message: 'not mine' })
  client.say({ type: 'saved', jobId, path: `../../../etc/${randomUUID()}.jpg` })
  for (let sent = 0; sent < 10_000; sent++) client.say({ type: 'progress', jobId, progress: (sent % 100) / 100 })
  await saveWhole(td.share, await paintingOf(jobId))
  client.say({ type: 'saved', jobId, path: `C:\\elsewhere\\PhotoCall-2026-01-04-19-20-00-${jobId}.jpg` })
  await td.reaches(jobId, 'saved')
  expect(await td.captures()).toHaveLength(1)
})

test('five hundred idle sockets keep nobody out: the machine that said hello stays active and works', async () => {
  const td = await booth(quick)
  const client = await td.connectScripts()
  for (let batch = 0; batch < 10; batch++) {
    await Promise.all(Array.from({ length: 50 }, () => td.connect('/')))
  }
  expect(td.core.state().touchdesigner.machines.length).toBeLessThanOrEqual(2)
  const jobId = await td.press()
  expect((await client.heard('capture')).jobId).toBe(jobId)
  await saveWhole(td.share, await paintingOf(jobId))
  await td.reaches(jobId, 'saved')
})

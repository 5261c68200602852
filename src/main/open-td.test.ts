import { afterEach, expect, test, vi } from 'vitest'
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
  expect(job).toMatchObject({ original: null, result: { name: expect.stringContaining(jobId), spoolFile: null } })
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
  await vi.waitFor(() => expect(td.core.state().jobs[jobId]?.progress).toBe(0.5), { timeout: 10_000 })
  const { bytes } = await paintingOf(jobId)
  const path = await saveWhole(td.share, { bytes, fileName })
  client.say({ type: 'saved', jobId, path })
  const job = await td.reaches(jobId, 'saved')
  expect(job.result?.name).toBe(fileName)
})

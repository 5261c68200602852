import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { brokerHealth, brokerStatus, serviceStatus, type BrokerStatus } from '../contract/broker'
import { buildImageChild } from './images/testing/child-program'
import { openBrokerBooth, type BrokerBooth } from './testing/broker-booth'

let imageChildPath: string
let picture: Buffer
const open: BrokerBooth[] = []

beforeAll(async () => {
  imageChildPath = await buildImageChild()
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer()
})

afterEach(async () => {
  for (const booth of open.splice(0)) await booth.close()
})

const freshDir = () => mkdtemp(join(tmpdir(), 'photocall-broker-'))

async function openBooth(options: Partial<Parameters<typeof openBrokerBooth>[0]> = {}): Promise<BrokerBooth> {
  const booth = await openBrokerBooth({ dir: await freshDir(), imageChildPath, ...options })
  open.push(booth)
  return booth
}

function form(fields: Record<string, string> = {}, bytes: Uint8Array = picture): FormData {
  const made = new FormData()
  for (const [name, value] of Object.entries(fields)) made.append(name, value)
  made.append('image', new Blob([new Uint8Array(bytes)]), 'frame.png')
  return made
}

async function submit(url: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/jobs`, { method: 'POST', body: form(fields), headers })
  const body = (await response.json()) as { job_id: string; status: string; message: string; detail: string }
  return { ...body, status: response.status, state: body.status }
}

async function statusOf(url: string, id: string): Promise<BrokerStatus> {
  return brokerStatus.parse(await (await fetch(`${url}/jobs/${id}`)).json())
}

const until = (condition: () => Promise<void> | void) => vi.waitFor(condition, { interval: 5 })
const json = async (response: Response) => (await response.json()) as Record<string, unknown>

test('a frame is submitted, polled, downloaded and deleted, and nothing of it is left', async () => {
  const dir = await freshDir()
  const { url, asked } = await openBooth({ dir })
  const { status, job_id: id, state } = await submit(url, { prompt: 'a fox', negative_prompt: 'rain', seed: '7' })
  expect([status, state]).toEqual([200, 'queued'])
  await until(() => expect(asked).toHaveLength(1))
  expect(asked[0]!.request).toMatchObject({ prompt: 'a fox', seed: 7, style: { backend: 'builtin' }, inputs: {} })
  expect(await statusOf(url, id)).toMatchObject({ id, status: 'running', prompt: 'a fox', has_result: false })
  expect((await fetch(`${url}/jobs/${id}/result`)).status).toBe(400)

  await asked[0]!.give(picture, 'jpg')
  await until(async () => expect((await statusOf(url, id)).status).toBe('done'))
  const told = await statusOf(url, id)
  expect(told).toMatchObject({ has_result: true, error_message: null })
  expect((await fetch(`${url}/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(400)
  expect(told.processing_time).toBeGreaterThanOrEqual(0)
  expect(told.completed_at).toBeGreaterThanOrEqual(told.started_at!)
  const result = await fetch(`${url}/jobs/${id}/result`)
  expect(result.headers.get('content-type')).toBe('image/jpeg')
  expect(await sharp(Buffer.from(await result.arrayBuffer())).metadata()).toMatchObject({ width: 64, height: 48 })
  const part = await fetch(`${url}/jobs/${id}/result`, { headers: { range: 'bytes=0-1' } })
  expect([part.status, Buffer.from(await part.arrayBuffer()).toString('hex')]).toEqual([206, 'ffd8'])
  // neither in the share nor in the gallery
  expect((await readdir(join(dir, 'share'))).filter((name) => !name.startsWith('.'))).toEqual([])

  expect(await json(await fetch(`${url}/jobs/${id}`, { method: 'DELETE' }))).toEqual({ message: 'Job deleted' })
  expect((await fetch(`${url}/jobs/${id}`)).status).toBe(404)
  for (const folder of ['requests', 'work', 'outputs', 'incoming']) {
    expect(await readdir(join(dir, 'data', folder))).toEqual([])
  }
})

test('a picture that moves keeps its kind', async () => {
  const gif = await sharp(Buffer.from([255, 0, 0, 0, 0, 255]), {
    raw: { width: 1, height: 2, channels: 3, pageHeight: 1 },
  })
    .gif()
    .toBuffer()
  const { url, asked } = await openBooth({ hasServer: true })
  const { job_id: id } = await submit(url)
  await until(() => expect(asked).toHaveLength(1))
  expect(asked[0]!.request.style.name).toBe('living-portrait')
  await asked[0]!.give(gif, 'gif', { moves: true })
  await until(async () => expect((await statusOf(url, id)).status).toBe('done'))
  const result = await fetch(`${url}/jobs/${id}/result`)
  expect(result.headers.get('content-type')).toBe('image/gif')
  expect(Buffer.from(await result.arrayBuffer()).equals(gif)).toBe(true)
})

test('lists and counts tell multipart jobs, newest first, with as many as were asked for', async () => {
  const { url, asked } = await openBooth()
  const ids: string[] = []
  for (let place = 0; place < 3; place++) ids.push((await submit(url)).job_id)
  await postJson(url, { prompt_text: 'a fox' })
  await until(() => expect(asked).not.toHaveLength(0))
  const all = (await json(await fetch(`${url}/jobs`))) as { total: number; returned: number; jobs: BrokerStatus[] }
  expect(all.jobs.map(({ id }) => id)).toEqual([...ids].reverse())
  expect([all.total, all.returned]).toEqual([3, 3])
  const waiting = await json(await fetch(`${url}/jobs?status=queued&limit=1`))
  expect(waiting).toMatchObject({ total: 2, returned: 1, jobs: [{ id: ids[2], status: 'queued' }] })
  const health = await json(await fetch(`${url}/health`))
  expect(brokerHealth.parse(health)).toMatchObject({ jobs_count: 3, queued: 2, running: 1, done: 0, error: 0 })
  expect((await fetch(`${url}/jobs?limit=0`)).status).toBe(422)
  expect((await fetch(`${url}/jobs?status=busy`)).status).toBe(422)
})

async function postJson(url: string, body: unknown, headers: Record<string, string> = {}) {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
  return fetch(`${url}/jobs`, init)
}

test('the job service puts its page into the book’s folder as the next version, whole', async () => {
  const dir = await freshDir()
  const { url, asked } = await openBooth({ dir, hasServer: true })
  const names: string[] = []
  for (const version of [1, 2]) {
    // older clients tell the place within the resolution
    const place = version === 1 ? { chapter: 1, page: 12 } : {}
    const resolution = { width: 512, height: 640, ...(version === 2 && { chapter: 1, page: 12 }) }
    const response = await postJson(url, { prompt_text: 'a fox', resolution, ...place })
    const accepted = (await response.json()) as { jobId: string; status: string }
    expect([response.status, accepted.status]).toEqual([202, 'queued'])
    await until(() => expect(asked).toHaveLength(version))
    const { request, give } = asked[version - 1]!
    expect(request).toMatchObject({
      originalPath: '',
      style: { name: 'txt2img' },
      inputs: { steps: 20, cfg: 7, width: 512, height: 640 },
    })
    await give(picture, 'jpg')
    const ask = async () => serviceStatus.parse(await (await fetch(`${url}/jobs/${accepted.jobId}`)).json())
    await until(async () => expect((await ask()).status).toBe('complete'))
    const told = await ask()
    expect(told).toMatchObject({ imageFile: `ch01_p012_v${version}.png`, error: null, promptId: null })
    expect(told.imagePath).toBe(join(dir, 'share', 'ch-01', 'raw', 'comfyui', `ch01_p012_v${version}.png`))
    expect(await sharp(await readFile(told.imagePath!)).metadata()).toMatchObject({ format: 'png', width: 64 })
    names.push(told.imageFile!)
  }
  expect((await readdir(join(dir, 'share', 'ch-01', 'raw', 'comfyui'))).sort()).toEqual(names)
})

test('events begin with the present state and end with the last', async () => {
  const { url, asked } = await openBooth()
  const { job_id: id } = await submit(url)
  await until(() => expect(asked).toHaveLength(1))
  const response = await fetch(`${url}/jobs/${id}/events`)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events = eventsOf(response)
  const next = async () => (await events.next()).value!
  expect(await next()).toMatchObject({ id, status: 'running', step: 0, preview: null })
  asked[0]!.hooks.onPreview({ bytes: new Uint8Array([0xff, 0xd8, 0xff]), mediaType: 'image/jpeg' })
  asked[0]!.hooks.onProgress({ fraction: 0.5, step: 5, maxSteps: 10, node: 'KSampler' })
  let second = await next()
  while (second['step'] === 0) second = await next()
  expect(second).toMatchObject({ step: 5, max: 10, progress: 0.5, node: 'KSampler' })
  expect((await fetch(url + String(second['preview']))).headers.get('content-type')).toBe('image/jpeg')
  await asked[0]!.give(picture, 'jpg')
  let last = second
  for await (const event of events) last = event
  expect(last).toMatchObject({ status: 'done', progress: 1, eta: 0 })
})

/** However the network cut or joined them, without the heartbeats between. */
async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>, undefined> {
  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const ended = (text + piece).split('\n\n')
    text = ended.pop() ?? ''
    for (const [, data] of ended.map((event) => /^data: (.*)$/m.exec(event) ?? []))
      if (data !== undefined) yield JSON.parse(data) as Record<string, unknown>
  }
}

test('a job that runs is cancelled, and answers so from then on', async () => {
  const { url, asked } = await openBooth()
  const { job_id: id } = await submit(url)
  await until(() => expect(asked).toHaveLength(1))
  const cancelled = await fetch(`${url}/jobs/${id}/cancel`, { method: 'POST' })
  expect(await json(cancelled)).toMatchObject({ id, status: 'error' })
  expect(asked[0]!.hooks.signal.aborted).toBe(true)
  expect(await statusOf(url, id)).toMatchObject({ status: 'error', error_message: 'The job was cancelled.' })
  expect((await fetch(`${url}/jobs/${id}/cancel`, { method: 'POST' })).status).toBe(200)
})

test('the same key makes one job, however often and at once it is sent; another request with it is refused', async () => {
  const { url, asked, command } = await openBooth()
  const headers = { 'idempotency-key': 'frame-1' }
  const answers = await Promise.all([1, 2, 3, 4].map(() => submit(url, { prompt: 'a' }, headers)))
  const again = await submit(url, { prompt: 'a' }, headers)
  expect(new Set([...answers, again].map(({ job_id }) => job_id)).size).toBe(1)
  const other = await submit(url, { prompt: 'b' }, headers)
  expect([other.status, other.detail]).toEqual([422, expect.stringContaining('Idempotency-Key')])
  await until(() => expect(asked).toHaveLength(1))
  expect(await command('jobs.list', {})).toMatchObject({ total: 1 })
  const words = { prompt_text: 'a', style: 'txt2img' }
  const both = await Promise.all([1, 2].map(async () => json(await postJson(url, words, { 'idempotency-key': 'w' }))))
  expect(both[0]!['jobId']).toBe(both[1]!['jobId'])
})

test('a guest’s press goes before all that other programs wait for', async () => {
  const dir = await freshDir()
  const { url, asked, core } = await openBooth({ dir })
  for (let place = 0; place < 3; place++) await submit(url)
  await until(() => expect(asked).toHaveLength(1))
  const path = join(dir, 'guest.jpg')
  await writeFile(path, picture)
  const { jobId } = await core.upload({ path })
  await asked[0]!.give(picture, 'jpg')
  await until(() => expect(asked).toHaveLength(2))
  expect(asked[1]!.request.jobId).toBe(jobId)
  expect(core.state().jobs[jobId]).not.toHaveProperty('isApi')
  expect(Object.values(core.state().jobs).filter(({ isApi }) => isApi)).toHaveLength(3)
})

test('the console counts the booth’s own pictures and failures, not those of other programs', async () => {
  const dir = await freshDir()
  const { url, asked, core, command } = await openBooth({ dir, settings: { broker: { publish: true } } })
  const [made, broken] = [(await submit(url)).job_id, (await submit(url)).job_id]
  await until(() => expect(asked).toHaveLength(1))
  await asked[0]!.give(picture, 'jpg')
  await until(() => expect(asked).toHaveLength(2))
  asked[1]!.fail(new Error('no such luck'))
  await until(async () => expect((await statusOf(url, broken)).status).toBe('error'))
  await until(async () => expect((await statusOf(url, made)).status).toBe('done'))
  expect(core.state().queue).toMatchObject({ savedToday: 0, failed: 0 })

  const path = join(dir, 'guest.jpg')
  await writeFile(path, picture)
  const { jobId } = await core.upload({ path })
  await until(() => expect(asked).toHaveLength(3))
  await asked[2]!.give(picture, 'jpg')
  await until(() => expect(core.state().queue).toMatchObject({ savedToday: 1, failed: 0 }))
  const listed = await command('jobs.list', { ownOnly: true })
  expect(listed).toMatchObject({ total: 1, jobs: [{ id: jobId }] })
  expect(await command('jobs.list', {})).toMatchObject({ total: 3 })
})

test('a finished job whose result was taken away says so', async () => {
  const dir = await freshDir()
  const { url, asked } = await openBooth({ dir })
  const { job_id: id } = await submit(url)
  await until(() => expect(asked).toHaveLength(1))
  await asked[0]!.give(picture, 'jpg')
  await until(async () => expect((await statusOf(url, id)).status).toBe('done'))
  await rm(join(dir, 'data', 'requests'), { recursive: true })
  expect((await fetch(`${url}/jobs/${id}/result`)).status).toBe(404)
})

test('with the setting its result is published as well', async () => {
  const dir = await freshDir()
  const { url, asked } = await openBooth({ dir, settings: { broker: { publish: true } } })
  const { job_id: id } = await submit(url)
  await until(() => expect(asked).toHaveLength(1))
  await asked[0]!.give(picture, 'jpg')
  await until(async () => expect((await statusOf(url, id)).status).toBe('done'))
  expect((await readdir(join(dir, 'share'))).filter((name) => name.includes(id))).toHaveLength(1)
  expect((await fetch(`${url}/jobs/${id}/result`)).status).toBe(200)
})

test('whatever makes it, a job of another program has the time that JOB_TIMEOUT promises, its first run included', async () => {
  const { url, asked } = await openBooth({ environment: { JOB_TIMEOUT: 45 }, hasServer: true })
  await submit(url, { style: 'pop-art' })
  await submit(url)
  await until(() => expect(asked).toHaveLength(2))
  const orders = asked.map(({ request: { style, isTimeFixed } }) => [style.backend, style.timeoutMs, isTimeFixed])
  expect(orders.sort()).toEqual([
    ['builtin', 45_000, true],
    ['comfyui', 45_000, true],
  ])
})

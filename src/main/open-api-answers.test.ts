import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCore, type Core } from './core'
import { checkFlags } from './flags'
import type { OpenApiDocument } from './http/open-api/document'
import { faultOfAnswer } from './http/open-api/testing/answer-check'
import { until } from './http/testing/wire'
import { silentLog } from './lib/log'
import { buildImageChild } from './images/testing/child-program'
import { testPlatform } from './testing/test-platform'

const photograph = resolve('e2e/pictures/astronaut.jpg')
const program = { role: 'program' as const, clientId: null }

let core: Core
let url: string
let document: OpenApiDocument
let authorization: string

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-open-api-'))
  core = await createCore({
    ...{ dataDir: join(dir, 'data'), flags: checkFlags({ share: join(dir, 'share'), port: 0 }), environment: {} },
    ...{ platform: testPlatform(dir, await buildImageChild()), feature: () => silentLog, listens: true },
  })
  url = new URL(core.consoleUrl()!).origin
  document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument
  const made = await core.dispatch(program, 'tokens.create', { name: 'integrator', scope: 'program' })
  authorization = `Bearer ${(made as { token: string }).token}`
})
afterAll(() => core.close())

const ask = (path: string, init: RequestInit = {}) =>
  fetch(url + path, { ...init, headers: { authorization, ...(init.headers as Record<string, string>) } })

const command = (name: string, input: object) => {
  const headers = { 'content-type': 'application/json' }
  return ask(`/commands/${name}`, { method: 'POST', headers, body: JSON.stringify(input) })
}

const submit = (form: Record<string, string | Blob>, headers: Record<string, string> = {}) => {
  const body = new FormData()
  for (const [name, value] of Object.entries(form)) body.append(name, value)
  return fetch(`${url}/jobs`, { method: 'POST', body, headers })
}

const frame = async () => new Blob([new Uint8Array(await readFile(photograph))], { type: 'image/jpeg' })

it('what the job broker answers is what the document says', async () => {
  const faults: (string | null)[] = []
  const check = async (method: string, path: string, answer: Response) =>
    void faults.push(await faultOfAnswer(document, [method, path], answer))
  const image = await frame()

  const submitted = await submit({ image, style: 'pop-art', prompt: 'a boat', seed: '7' })
  const { job_id: id } = (await submitted.clone().json()) as { job_id: string }
  await check('post', '/jobs', submitted)
  await check('get', '/jobs/{id}/events', await fetch(`${url}/jobs/${id}/events`))
  await check('get', '/jobs/{id}', await fetch(`${url}/jobs/${id}`))
  await check('get', '/jobs/{id}/result', await fetch(`${url}/jobs/${id}/result`))
  await check('get', '/jobs/{id}/result', await fetch(`${url}/jobs/${id}/result`, { headers: { range: 'bytes=0-9' } }))
  await check('get', '/jobs/{id}/preview', await fetch(`${url}/jobs/${id}/preview`))
  await check('get', '/jobs', await fetch(`${url}/jobs?status=done`))
  await check('get', '/health', await fetch(`${url}/health`))
  await check('post', '/jobs/{id}/cancel', await fetch(`${url}/jobs/${id}/cancel`, { method: 'POST' }))
  await check('delete', '/jobs/{id}', await fetch(`${url}/jobs/${id}`, { method: 'DELETE' }))

  await check('get', '/jobs/{id}', await fetch(`${url}/jobs/${id}`))
  await check('get', '/jobs', await fetch(`${url}/jobs?limit=many`))
  await check('post', '/jobs', await submit({ prompt: 'no picture' }))
  await check('post', '/jobs', await submit({ image: new Blob(['no picture at all, whatever it says']) }))
  await check('post', '/jobs', await submit({ image }, { origin: 'https://evil.example' }))
  await check('post', '/jobs', await submit({ image }, { authorization: 'Bearer wrong' }))
  await check('post', '/jobs', await fetch(`${url}/jobs`, { method: 'POST', body: 'plain' }))
  expect(faults.filter((fault) => fault !== null)).toEqual([])
})

it('a token’s jobs are nobody else’s, and a revoked token’s are not even its own', async () => {
  const made = (await core.dispatch(program, 'tokens.create', { name: 'wall', scope: 'jobs' })) as {
    token: string
    facts: { id: string }
  }
  const own = { authorization: `Bearer ${made.token}` }
  const { job_id: id } = (await (await submit({ image: await frame(), style: 'oil' }, own)).json()) as {
    job_id: string
  }
  expect((await fetch(`${url}/jobs/${id}`, { headers: own })).status).toBe(200)
  expect((await fetch(`${url}/jobs/${id}`)).status).toBe(404)
  expect((await ask(`/jobs/${id}`)).status).toBe(404)
  expect((await fetch(`${url}/jobs/${id}`, { method: 'DELETE' })).status).toBe(404)

  await core.dispatch(program, 'tokens.revoke', { id: made.facts.id })
  expect((await fetch(`${url}/jobs/${id}`, { headers: own })).status).toBe(401)
})

it('what the running booth answers is what the document says', async () => {
  const faults: (string | null)[] = []
  const check = async (method: string, path: string, answer: Response) =>
    void faults.push(await faultOfAnswer(document, [method, path], answer))
  const checkCommand = async (name: string, input: object) =>
    check('post', `/commands/${name}`, await command(name, input))

  const image = new Uint8Array(await readFile(photograph))
  const upload = await ask('/uploads?style=pop-art', { method: 'POST', body: image })
  const { jobId } = (await upload.clone().json()) as { jobId: string }
  await check('post', '/uploads', upload)
  await until(() => core.state().jobs[jobId]?.state === 'saved')

  const oneJob = { jobId }
  await checkCommand('jobs.show', oneJob)
  await checkCommand('jobs.list', {})
  await checkCommand('jobs.replay', oneJob)
  await checkCommand('jobs.outputs', oneJob)
  await checkCommand('jobs.retry', oneJob)
  await checkCommand('jobs.show', { jobId: '../etc' })
  await checkCommand('captures.list', {})
  await checkCommand('captures.overview', {})
  await checkCommand('captures.favourite', { ids: [jobId], favourite: true })
  await checkCommand('events.list', {})
  await checkCommand('events.create', { name: 'Boda' })
  await checkCommand('settings.export', {})
  await checkCommand('settings.change', { capture: { countdownSec: 2 } })
  await checkCommand('settings.undo', {})
  const changed = await command('events.change', { id: 'first', change: { name: 'Gala' } })
  const { revision } = (await changed.clone().json()) as { revision: string }
  await check('post', '/commands/events.change', changed)
  await checkCommand('settings.undo', { revision })
  await checkCommand('settings.undo', { revision })
  await checkCommand('queue.pause', {})
  await checkCommand('capture.press', {})
  await checkCommand('queue.resume', {})
  for (const name of ['results', 'originals', 'captures', 'thumbs']) {
    await check('get', `/media/${name}/{id}`, await ask(`/media/${name}/${jobId}`))
  }
  await check('get', '/media/results/{id}', await ask('/media/results/none'))
  await check('get', '/media/covers/{style}', await ask('/media/covers/pop-art'))
  await check('post', '/uploads', await ask('/uploads', { method: 'POST', body: 'no picture at all' }))
  await check('post', '/uploads', await fetch(`${url}/uploads`, { method: 'POST', body: image }))
  expect(faults.filter((fault) => fault !== null)).toEqual([])

  const wrong = [Response.json({ total: '1', jobs: [] }), Response.json({ total: 0, jobs: [], more: 1 })]
  for (const answer of [...wrong, new Response('', { status: 418 })]) {
    expect(await faultOfAnswer(document, ['post', '/commands/jobs.list'], answer)).not.toBeNull()
  }
})

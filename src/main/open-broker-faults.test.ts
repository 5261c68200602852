import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildImageChild } from './images/testing/child-program'
import { send } from './http/testing/wire'
import { openBrokerBooth, type BrokerBooth } from './testing/broker-booth'

let dir: string
let booth: BrokerBooth
let port: number
let picture: Buffer

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'photocall-broker-'))
  const imageChildPath = await buildImageChild()
  booth = await openBrokerBooth({ dir, imageChildPath, hasServer: true })
  port = Number(new URL(booth.url).port)
  picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a33' } })
    .jpeg()
    .toBuffer()
})

afterAll(() => booth.close())

const until = (condition: () => Promise<void> | void) => vi.waitFor(condition, { interval: 10 })
const filesLeft = async () => [
  ...(await readdir(join(dir, 'data', 'requests'))),
  ...(await readdir(join(dir, 'data', 'incoming'))),
]
const jobs = async () => ((await booth.command('jobs.list', {})) as { total: number }).total

type Part = readonly [name: string, value: string | Buffer]

const boundary = 'a-boundary'
const partHead = ([name, value]: Part) =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"` +
  (typeof value === 'string' ? '' : '; filename="../../frame.png"\r\ncontent-type: image/png') +
  '\r\n\r\n'

function multipart(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap((part) => [Buffer.from(partHead(part)), Buffer.from(part[1]), Buffer.from('\r\n')])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}

const formType = { 'content-type': `multipart/form-data; boundary=${boundary}` }

async function post(body: Buffer | string, headers: Record<string, string> = formType) {
  const { status, body: text, headers: answered } = await send({ port, path: '/jobs', method: 'POST', headers, body })
  return { ...(JSON.parse(text.toString()) as { detail?: string; job_id?: string }), status, headers: answered }
}

const image = (): Part => ['image', picture]

test.each<[what: string, parts: () => Part[], status: number, detail: string]>([
  ['no picture', () => [['prompt', 'a']], 422, 'image'],
  ['a picture that is text', () => [['image', 'a picture']], 422, 'image'],
  ['an empty picture', () => [['image', Buffer.alloc(0)]], 422, 'no bytes'],
  ['what is no picture', () => [['image', Buffer.from('#!/bin/sh\nrm -rf everything')]], 415, 'JPEG'],
  ['a few letters', () => [['image', Buffer.from('GIF')]], 415, 'picture'],
  ['a GIF', () => [['image', Buffer.from('GIF89a' + ' '.repeat(40))]], 415, 'JPEG'],
  ['two pictures', () => [image(), image()], 422, 'twice'],
  ['two prompts', () => [['prompt', 'a'], image(), ['prompt', 'b']], 422, 'twice'],
  ['a file as prompt', () => [['prompt', picture], image()], 422, 'prompt'],
  ['a seed that is none', () => [image(), ['seed', '1.5']], 422, 'seed'],
  ['a seed in words', () => [image(), ['seed', 'seven']], 422, 'seed'],
  ['a prompt too long', () => [image(), ['prompt', 'x'.repeat(4001)]], 422, 'prompt'],
  ['a prompt far too long', () => [['prompt', 'x'.repeat(100_000)], image()], 422, 'prompt'],
  ['a style that is not there', () => [image(), ['style', 'nowhere']], 422, 'nowhere'],
  ['a style that is a path', () => [image(), ['style', '../../etc']], 422, 'style'],
  ['too many fields', () => [image(), ...Array.from({ length: 90 }, (): Part => ['colour', 'red'])], 422, 'field'],
  ['a picture cut in two', () => [['image', picture.subarray(0, 40)]], 422, 'picture'],
])('%s: refused by name, and nothing is left', async (_what, parts, status, detail) => {
  const before = await jobs()
  const reply = await post(multipart(parts()))
  expect(reply).toMatchObject({ status, detail: expect.stringContaining(detail) as string })
  await until(async () => expect(await filesLeft()).toEqual([]))
  expect(await jobs()).toBe(before)
})

test('what a submit holds besides is read past, files and long words too', async () => {
  const besides: Part[] = [
    ['colour', 'red'],
    ['colour', 'x'.repeat(100_000)],
    ['n'.repeat(300), 'a'],
    ['mask', Buffer.alloc(100_000, 7)],
  ]
  const emptied: Part[] = ['prompt', 'negative_prompt', 'seed'].map((name) => [name, ''])
  const reply = await post(multipart([...besides, image(), ...emptied, ['style', 'pop-art']]))
  expect(reply.status).toBe(200)
  expect((await send({ port, path: `/jobs/${reply.job_id}?verbose=1`, method: 'DELETE' })).status).toBe(200)
  expect((await send({ port, path: '/jobs?limit=100000&verbose=1' })).status).toBe(200)
})

test.each([
  ['text/plain', 'a', 415],
  ['', 'a', 415],
  ['image/jpeg', 'a', 415],
  ['multipart/form-data', 'a', 422],
  ['application/x-www-form-urlencoded', 'image=a', 415],
  ['application/json', '{', 422],
  ['application/json', '[]', 422],
  ['application/json', '{}', 422],
  ['application/json', '{"prompt_text":""}', 422],
  ['application/json', '{"prompt_text":7}', 422],
  ['application/json', '{"prompt_text":"a","seed":1.5}', 422],
  ['application/json', '{"prompt_text":"a","seed":"7"}', 422],
  ['application/json', '{"prompt_text":"a","steps":"20"}', 422],
  ['application/json', '{"prompt_text":"a","steps":0}', 422],
  ['application/json', '{"prompt_text":"a","chapter":0}', 422],
  ['application/json', '{"prompt_text":"a","chapter":"../.."}', 422],
  ['application/json', '{"prompt_text":"a","resolution":{"width":1}}', 422],
  ['application/json', '{"prompt_text":"a","style":"pop-art"}', 422],
  ['application/json', '{"prompt_text":"a","style":"living-portrait"}', 422],
  ['application/json', `{"prompt_text":"${'a'.repeat(70_000)}"}`, 413],
])('what is no such request is refused: %j, %#', async (type, body, status) => {
  const reply = await post(body, type === '' ? {} : { 'content-type': type })
  expect(reply).toMatchObject({ status, detail: expect.any(String) as string })
})

test('a picture of 100 MB is refused without its bytes being kept, announced or not', async () => {
  const body = multipart([['image', Buffer.concat([picture, Buffer.alloc(100_000_000)])]])
  expect(await post(body)).toMatchObject({ status: 413, detail: expect.stringContaining('50 MB') as string })
  const chunked = await begun({ ...formType, 'transfer-encoding': 'chunked' })
  chunked.request.write(body)
  expect(await chunked.status).toBe(413)
  await until(async () => expect(await filesLeft()).toEqual([]))
})

/** A submit that has begun and waits for more. */
async function begun(headers: Record<string, string>) {
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/jobs', headers, agent: false })
  const status = new Promise<number>((resolve) => {
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', () => resolve(0))
  })
  request.write(partHead(['image', picture]))
  request.write(picture)
  await new Promise<void>((resolve) => setImmediate(resolve))
  return { request, status }
}

test('submits held open take eight places; the ninth comes again, and what breaks off leaves nothing', async () => {
  const before = await jobs()
  const held = await Promise.all(
    Array.from({ length: 8 }, () => begun({ ...formType, 'transfer-encoding': 'chunked' })),
  )
  await until(async () => expect(await filesLeft()).toHaveLength(8))
  const ninth = await post(multipart([image()]))
  expect(ninth).toMatchObject({ status: 503, detail: expect.any(String) as string })
  expect(Number(ninth.headers['retry-after'])).toBeGreaterThan(0)
  for (const { request } of held) request.destroy()
  await until(async () => expect(await filesLeft()).toEqual([]))
  expect(await jobs()).toBe(before)
})

test('a thousand at once: each that was answered with an id is a job, and no other is', async () => {
  const before = await jobs()
  const body = multipart([image(), ['style', 'pop-art']])
  const answers = await Promise.all(
    Array.from({ length: 1000 }, () => post(body).catch(() => ({ status: 0, job_id: undefined }))),
  )
  const ids = answers.flatMap(({ status, job_id: id }) => (status === 200 && id ? [id] : []))
  expect(ids.length).toBeGreaterThan(0)
  expect(answers.every(({ status }) => [200, 503, 0].includes(status))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(await jobs()).toBe(before + ids.length)
  const inputs = (await filesLeft()).filter((name) => name.includes('.in.'))
  expect(inputs.map((name) => name.slice(0, 36)).sort()).toEqual([...ids].sort())
  for (const id of ids) expect((await send({ port, path: `/jobs/${id}`, method: 'DELETE' })).status).toBe(200)
  await until(async () => expect(await filesLeft()).toEqual([]))
}, 240_000)

test.each([
  '/jobs/%2e%2e%2f%2e%2e%2fsettings.json',
  '/jobs/..%5c..%5csecrets.json/result',
  '/jobs/%00/result',
  `/jobs/${'a'.repeat(3000)}`,
  '/jobs/00000000-0000-4000-8000-000000000000',
  '/jobs/00000000-0000-4000-8000-00000000000A/result',
  '/jobs/1/events',
  '/jobs/1/nonsense',
])('an id that is none is unknown, and told as such: %#', async (path) => {
  for (const method of ['GET', 'DELETE']) {
    const reply = await send({ port, path, method })
    expect(reply.status).toBe(404)
    expect(JSON.parse(reply.body.toString())).toEqual({ detail: expect.any(String) as string })
  }
})

test('a job of another key is as unknown as none, in every way', async () => {
  const { token } = (await booth.command('tokens.create', { name: 'Wall', scope: 'jobs' })) as { token: string }
  const theirs = { authorization: `Bearer ${token}` }
  const { job_id: id = '' } = await post(multipart([image(), ['style', 'pop-art']]), { ...formType, ...theirs })
  expect((await send({ port, path: `/jobs/${id}`, headers: theirs })).status).toBe(200)
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/result'],
    ['GET', '/events'],
    ['GET', '/preview'],
    ['POST', '/cancel'],
    ['DELETE', ''],
  ] as const) {
    expect((await send({ port, path: `/jobs/${id}${path}`, method })).status).toBe(404)
  }
  const list = await send({ port, path: '/jobs' })
  expect(list.body.toString()).not.toContain(id)
  expect((await send({ port, path: `/jobs/${id}`, method: 'DELETE', headers: theirs })).status).toBe(200)
})

test.each([
  ['a foreign page', { origin: 'https://evil.example' }],
  ['a local file', { origin: 'null' }],
  ['a form of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ['another name for this machine', { host: 'evil.example' }],
])('%s posts from this very machine: 403, and no job', async (_who, headers) => {
  const before = await jobs()
  const reply = await post(multipart([image()]), { ...formType, ...headers })
  expect(reply).toMatchObject({ status: 403, detail: expect.any(String) as string })
  expect(await jobs()).toBe(before)
})

test('what was let in and is no picture after all fails by name, and its words reach who sent it', async () => {
  const broken = Buffer.concat([picture.subarray(0, picture.length - 200), Buffer.alloc(10)])
  const reply = await post(
    multipart([
      ['image', broken],
      ['style', 'pop-art'],
    ]),
  )
  expect([200, 422]).toContain(reply.status)
  if (reply.job_id) await send({ port, path: `/jobs/${reply.job_id}`, method: 'DELETE' })
})

test('files that no job knows are gone after a start, and those of jobs are not', async () => {
  const { job_id: id = '' } = await post(multipart([image(), ['style', 'pop-art']]))
  await writeFile(join(dir, 'data', 'requests', '11111111-2222-4333-8444-555555555555.in.jpg'), 'half')
  await booth.close()
  booth = await openBrokerBooth({ dir, imageChildPath: await buildImageChild(), hasServer: true })
  port = Number(new URL(booth.url).port)
  expect(await filesLeft()).toEqual([`${id}.in.jpg`])
  expect(JSON.parse((await send({ port, path: `/jobs/${id}` })).body.toString())).toMatchObject({ id })
})

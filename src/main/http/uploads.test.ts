import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request as httpRequest, type ClientRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addresses, shotTicketHeader, shutterMissHeader, uploadLimitBytes } from '../../contract/addresses'
import { createManualClock, type ManualClock } from '../lib/clock'
import { jobOfShot } from '../lib/incoming-name'
import {
  asProgram,
  createCoreDouble,
  jpegBytes,
  otherJob,
  someJob,
  someTicket,
  startServer,
  type CoreDouble,
} from './testing/core-double'
import { send, until, type WireReply } from './testing/wire'

let core: CoreDouble
let clock: ManualClock
let running: Awaited<ReturnType<typeof startServer>>

beforeEach(async () => {
  core = await createCoreDouble()
  clock = createManualClock()
  running = await startServer(core, { clock })
})
afterEach(async () => {
  await running.server.close()
  await core.removeFiles()
})

const filesLeft = (): Promise<string[]> => readdir(core.incomingDir)

function upload(
  body: Buffer | string,
  headers: Record<string, string> = { 'content-type': 'image/jpeg' },
  path = '/uploads',
) {
  return send({ port: running.port, method: 'POST', path, headers: { ...asProgram, ...headers }, body })
}

const codeOf = (reply: WireReply): unknown => (JSON.parse(reply.body.toString()) as { code: unknown }).code

/** An upload that has begun and waits for more. */
function begin(headers: Record<string, string | number> = {}, path = '/uploads', method = 'POST') {
  const request = httpRequest({
    port: running.port,
    host: '127.0.0.1',
    method,
    path,
    agent: false,
    headers: { ...asProgram, 'content-type': 'image/jpeg', ...headers },
  })
  const reply = new Promise<number>((resolve) => {
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    request.on('error', () => resolve(0))
  })
  request.write(jpegBytes)
  return { request, reply }
}

function form(parts: [disposition: string, content: Buffer | string][], boundary = 'XbX'): Buffer {
  const pieces = parts.flatMap(([disposition, content]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}
const asForm = { 'content-type': 'multipart/form-data; boundary=XbX' }

describe('an upload', () => {
  it('arrives byte by byte as it was sent, with what the query asks', async () => {
    const picture = Buffer.concat([jpegBytes, randomBytes(3_000_000)])
    const reply = await upload(
      picture,
      { 'content-type': 'image/jpeg' },
      '/uploads?style=pop-art&prompt=a%20red%20hat&seed=7',
    )
    expect([reply.status, JSON.parse(reply.body.toString())]).toEqual([202, { jobId: someJob, duplicate: false }])
    expect(core.uploads[0]?.bytes.equals(picture)).toBe(true)
    expect(core.uploads[0]?.asked).toEqual({ style: 'pop-art', prompt: 'a red hat', seed: 7 })
    expect(await filesLeft()).toEqual([])
  })

  it('may be a form with the picture in its field "image", between others', async () => {
    const body = form([
      ['name="note"', 'hello'],
      ['name="other"; filename="a.txt"', 'not this one'],
      ['name="image"; filename="..\\..\\x.jpg"', jpegBytes],
      ['name="image"; filename="second.jpg"', 'nor this one'],
    ])
    expect((await upload(body, asForm)).status).toBe(202)
    expect(core.uploads[0]?.bytes.equals(jpegBytes)).toBe(true)
  })

  it.each([
    ['PNG', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)])],
    ['WebP', Buffer.concat([Buffer.from('RIFF0000WEBP'), Buffer.alloc(20)])],
  ])('may be a %s, whatever its header claims', async (_, picture) => {
    expect((await upload(picture, { 'content-type': 'application/octet-stream' })).status).toBe(202)
  })

  const refused: [
    what: string,
    body: Buffer | string,
    headers: Record<string, string>,
    path: string,
    status: number,
    code: string,
  ][] = [
    [
      'text named a JPEG',
      'I am no picture at all',
      { 'content-type': 'image/jpeg' },
      '/uploads',
      415,
      'picture_unsupported',
    ],
    [
      'a GIF',
      'GIF89a and then some more bytes',
      { 'content-type': 'image/gif' },
      '/uploads',
      415,
      'picture_unsupported',
    ],
    ['two bytes', 'ÿ', { 'content-type': 'image/jpeg' }, '/uploads', 415, 'picture_unsupported'],
    ['nothing', '', { 'content-type': 'image/jpeg' }, '/uploads', 400, 'picture_empty'],
    [
      'a form without the field',
      form([['name="photo"; filename="a.jpg"', jpegBytes]]),
      asForm,
      '/uploads',
      400,
      'picture_empty',
    ],
    ['a form whose field is text', form([['name="image"', 'text']]), asForm, '/uploads', 400, 'picture_empty'],
    [
      'a form with an empty file',
      form([['name="image"; filename="a.jpg"', '']]),
      asForm,
      '/uploads',
      400,
      'picture_empty',
    ],
    [
      'a form with text as its file',
      form([['name="image"; filename="a.jpg"', 'text '.repeat(100_000)]]),
      asForm,
      '/uploads',
      415,
      'picture_unsupported',
    ],
    [
      'a form that breaks off',
      form([['name="image"; filename="a.jpg"', jpegBytes]]).subarray(0, -20),
      asForm,
      '/uploads',
      400,
      'invalid_input',
    ],
    ['a form without boundary', 'x', { 'content-type': 'multipart/form-data' }, '/uploads', 400, 'invalid_input'],
    ['garbage as a form', randomBytes(5000), asForm, '/uploads', 400, 'invalid_input'],
    ['a seed that is none', jpegBytes, {}, '/uploads?seed=-1', 400, 'invalid_input'],
    ['a style with a path', jpegBytes, {}, '/uploads?style=../x', 400, 'invalid_input'],
    ['an unknown wish', jpegBytes, {}, '/uploads?size=9', 400, 'invalid_input'],
  ]
  it.each(refused)(
    'of %s is refused by name and leaves nothing behind',
    async (_, body, headers, path, status, code) => {
      const reply = await upload(body, headers, path)
      expect([reply.status, codeOf(reply)]).toEqual([status, code])
      expect(core.uploads).toEqual([])
      expect(await filesLeft()).toEqual([])
    },
  )

  it('of more than 50 MB is refused by its announced length', async () => {
    const { request, reply } = begin({ 'content-length': uploadLimitBytes + 1 })
    expect(await reply).toBe(413)
    request.destroy()
    expect(await filesLeft()).toEqual([])
  })

  it('of more than 50 MB is refused while it arrives where no length was announced', async () => {
    const { request, reply } = begin({ 'transfer-encoding': 'chunked' })
    const megabyte = Buffer.alloc(1_000_000)
    let status: number | null = null
    void reply.then((got) => (status = got))
    for (let sent = 0; sent < 60 && status === null; sent++) {
      await new Promise<void>((resolve) => request.write(megabyte, () => resolve()))
    }
    expect(await reply).toBe(413)
    request.destroy()
    await until(async () => (await filesLeft()).length === 0)
    expect(core.uploads).toEqual([])
  })

  it.each(['raw', 'form'])('that is cut (%s) leaves nothing behind', async (kind) => {
    const { request } = begin(kind === 'form' ? asForm : {})
    if (kind === 'form') request.write(form([['name="image"; filename="a.jpg"', jpegBytes]]).subarray(0, -30))
    await until(async () => (await filesLeft()).length === 1 || kind === 'form')
    request.destroy()
    await until(async () => (await filesLeft()).length === 0)
    expect((await upload(jpegBytes)).status).toBe(202)
    expect(core.uploads).toHaveLength(1)
  })

  it('from which nothing more comes for 15 seconds is given up', async () => {
    const { request, reply } = begin()
    await until(async () => (await filesLeft()).length === 1 && clock.pending() > 0)
    clock.advance(14_999)
    request.write('more')
    await until(() => clock.pending() > 0)
    const answered = reply.then((status) => status === 408)
    let over = false
    void answered.then(() => (over = true))
    await until(() => {
      clock.advance(5_000)
      return over
    })
    expect(await reply).toBe(408)
    request.destroy()
    expect(await filesLeft()).toEqual([])
  })

  it('is the ninth while eight are running: 503, come again, and the eight go on', async () => {
    const eight = Array.from({ length: 8 }, () => begin())
    await until(async () => (await filesLeft()).length === 8)
    const ninth = await upload(jpegBytes)
    expect([ninth.status, ninth.headers['retry-after'], codeOf(ninth)]).toEqual([503, '2', 'too_busy'])
    eight[0]!.request.destroy()
    // its place is free a moment after its file is gone
    await until(async () => (await upload(jpegBytes)).status === 202)
    eight.slice(1).forEach(({ request }: { request: ClientRequest }) => request.end())
    expect(await Promise.all(eight.slice(1).map(({ reply }) => reply))).toEqual(Array(7).fill(202))
    expect(core.uploads).toHaveLength(8)
  })

  it('does not keep the camera out', async () => {
    const eight = Array.from({ length: 8 }, () => begin())
    await until(async () => (await filesLeft()).length === 8)
    const reply = await send({
      port: running.port,
      method: 'PUT',
      path: addresses.shot(someJob),
      headers: { ...asProgram, [shotTicketHeader]: someTicket },
      body: jpegBytes,
    })
    expect(reply.status).toBe(204)
    eight.forEach(({ request }) => request.destroy())
  })

  it('that says one length and sends another is no picture', async () => {
    const socket = connect(running.port, '127.0.0.1')
    socket.write(
      `POST /uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${asProgram.authorization}\r\nContent-Length: 5000\r\n\r\n`,
    )
    socket.write(jpegBytes)
    await until(async () => (await filesLeft()).length === 1)
    socket.end()
    await until(async () => (await filesLeft()).length === 0)
    expect(core.uploads).toEqual([])
  })
})

describe("the camera's picture", () => {
  const put = (jobId: string, headers: Record<string, string> = {}) =>
    send({
      port: running.port,
      method: 'PUT',
      path: `/originals/${jobId}`,
      headers: { ...asProgram, [shotTicketHeader]: someTicket, ...headers },
      body: jpegBytes,
    })

  it("reaches the job with the shutter's miss", async () => {
    expect((await put(someJob, { [shutterMissHeader]: '-12.5' })).status).toBe(204)
    expect(core.shots).toEqual([{ jobId: someJob, bytes: jpegBytes, shutterMissMs: -12.5 }])
  })
  it('lies under a name that tells its job, so that it outlives a crash', async () => {
    const { request } = begin({ [shotTicketHeader]: someTicket }, addresses.shot(someJob), 'PUT')
    await until(async () => (await filesLeft()).length === 1)
    expect((await filesLeft()).map(jobOfShot)).toEqual([someJob])
    request.destroy()
  })
  it('for which nobody waits is refused as the intake says', async () => {
    const reply = await put(otherJob)
    expect([reply.status, codeOf(reply)]).toEqual([409, 'not_possible_now'])
  })
  it.each(['', 'guessed'])('with the ticket "%s" is refused before its body is kept', async (ticket) => {
    const reply = await put(someJob, { [shotTicketHeader]: ticket })
    expect([reply.status, codeOf(reply)]).toEqual([403, 'not_allowed'])
    expect(core.shots).toEqual([])
    expect(await filesLeft()).toEqual([])
  })
  it.each(['NaN', 'x', '1e9'])('with the miss "%s" is refused', async (miss) => {
    expect((await put(someJob, { [shutterMissHeader]: miss })).status).toBe(400)
    expect(core.shots).toEqual([])
  })
  it.each(['..%2f..%2fx', someJob.toUpperCase().replace('1', 'A'), `${someJob}0`])(
    'for the id %s is refused',
    async (id) => {
      expect((await put(id)).status).toBe(400)
    },
  )
})

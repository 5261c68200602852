import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { uploadLimitBytes } from '../../contract/addresses'
import { createManualClock, type ManualClock } from '../lib/clock'
import { asProgram, createCoreDouble, startServer, type CoreDouble } from './testing/core-double'
import { until } from './testing/wire'

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

const sizeBytes = 20_000_000
const text = new Uint8Array(sizeBytes).fill(0x61)
text.set(Buffer.from('--XbX\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'))
/** Comes by a proxy, so that nobody takes it for a program of this machine. */
const unknown = { 'x-forwarded-for': '10.0.0.7' }
const asForm = { 'content-type': 'multipart/form-data; boundary=XbX' }

/** Refused at the door, at the first bytes of the body, and at the first bytes of a form's file. */
const refusals: [what: string, headers: Record<string, string>, status: number][] = [
  ['without a credential', unknown, 401],
  ['that is no picture', asProgram, 415],
  ['whose file is no picture', { ...asProgram, ...asForm }, 415],
]

/** A client on a bare socket, which has sent the head of its request. */
function begin(headers: Record<string, string>, length: number) {
  const socket = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true })
  const told = { answer: '', error: null as Error | null, sentBytes: 0, isClosed: false }
  socket.on('error', (error) => void (told.error = error)).on('close', () => void (told.isClosed = true))
  const head = Object.entries({ host: '127.0.0.1', 'content-length': String(length), ...headers })
  socket.write(`POST /uploads HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  async function say(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
    told.sentBytes += bytes.length
  }
  const listen = () =>
    void socket.on('data', (chunk) => (told.answer += chunk.toString())).on('end', () => socket.end())
  return { socket, told, say, listen }
}

describe('an upload of 20 MB that is refused', () => {
  it.each(refusals)('%s: fetch reads why', async (_what, headers, status) => {
    const url = `http://127.0.0.1:${running.port}/uploads`
    const reply = await fetch(url, { method: 'POST', headers, body: text })
    expect([reply.status, reply.headers.get('connection')]).toEqual([status, 'close'])
    expect(await reply.json()).toMatchObject({ hint: expect.any(String) as string })
  })

  it.each(refusals)('%s: a client that reads when it has sent all reads why', async (_what, headers, status) => {
    const { told, say, listen } = begin(headers, sizeBytes)
    await say(text)
    listen()
    await until(() => told.isClosed)
    expect(told.error).toBeNull()
    expect(told.answer).toContain(`HTTP/1.1 ${status} `)
    expect(told.answer).toMatch(/\r\nconnection: close\r\n[^]*\r\n\r\n\{.*"hint":.*\}$/i)
  })
})

describe('a refused sender', () => {
  it('that never stops is cut off', async () => {
    const { told, say, listen } = begin(asProgram, uploadLimitBytes * 10)
    listen()
    while (!told.isClosed && !told.error) await say(text.subarray(0, 1_000_000))
    expect(told.answer).toContain('HTTP/1.1 413 ')
    expect(told.sentBytes).toBeGreaterThan(uploadLimitBytes)
    expect(told.sentBytes).toBeLessThan(uploadLimitBytes * 2)
  })

  it('that falls silent is left after 15 seconds, and has its answer long before', async () => {
    const { told, say, listen } = begin(unknown, sizeBytes)
    listen()
    await say(text.subarray(0, 100_000))
    await until(() => told.answer.endsWith('}') && clock.pending() > 0)
    clock.advance(14_999)
    expect(clock.pending()).toBe(1)
    expect(told.isClosed).toBe(false)
    clock.advance(1)
    await until(() => told.isClosed)
  })

  it('whose body was whole keeps its connection', async () => {
    const { socket, told, say, listen } = begin(asProgram, 3)
    listen()
    await say(text.subarray(0, 3))
    await until(() => told.answer.endsWith('}'))
    expect(told.answer).not.toMatch(/connection: close/i)
    socket.destroy()
  })
})

import { describe, expect, test, vi } from 'vitest'
import type { ClientMessage } from '../../contract/app-state'
import { AppError } from '../../contract/errors'
import { createClient } from './client'
import { createMirror } from './mirror'
import { exampleId, exampleState } from '../../contract/testing/state-example'
import type { Transport } from './transport'

function createFakeTransport() {
  const sent: ClientMessage[] = []
  let deliver: (message: unknown) => void = () => undefined
  let setLink: (up: boolean) => void = () => undefined
  const transport: Transport = {
    post: (message) => void sent.push(message),
    onMessage(listen) {
      deliver = listen
      return () => undefined
    },
    onLink(listen) {
      setLink = listen
      listen(true)
      return () => undefined
    },
    close: () => undefined,
  }
  return { transport, sent, deliver: (message: unknown) => deliver(message), setLink: (up: boolean) => setLink(up) }
}

function connected(options: { timeoutMs?: number; fetchHere?: typeof fetch } = {}) {
  const wire = createFakeTransport()
  const mirror = createMirror()
  return { ...wire, mirror, client: createClient({ transport: wire.transport, mirror, ...options }) }
}

const snapshot = (seq: number) => ({
  type: 'snapshot',
  seq,
  nowMs: 1,
  clientId: 'c1',
  role: 'console',
  state: exampleState(),
})

describe('client', () => {
  test('gives every answer to the one who asked, in whatever order they come', async () => {
    const { client, sent, deliver } = connected()
    const first = client.command('capture.press', {})
    const second = client.command('capture.press', { style: 'noir' })
    expect(sent.map((message) => message.type === 'command' && message.id)).toEqual([1, 2])
    deliver({ type: 'reply', id: 2, ok: true, output: { jobId: exampleId(2), duplicate: false } })
    deliver({ type: 'reply', id: 1, ok: true, output: { jobId: exampleId(1), duplicate: true } })
    expect(await first).toEqual({ jobId: exampleId(1), duplicate: true })
    expect((await second).jobId).toBe(exampleId(2))
  })

  test('rejects with the error of the core', async () => {
    const { client, deliver } = connected()
    const asked = client.command('queue.pause', {})
    deliver({ type: 'reply', id: 1, ok: false, error: { code: 'paused', message: 'm', hint: 'h', params: { n: 1 } } })
    await expect(asked).rejects.toMatchObject({ name: 'AppError', code: 'paused', params: { n: 1 } })
  })

  test('gives up on a silent core', async () => {
    vi.useFakeTimers()
    try {
      const { client } = connected({ timeoutMs: 1000 })
      const asked = client.command('queue.pause', {})
      const outcome = expect(asked).rejects.toBeInstanceOf(AppError)
      await vi.advanceTimersByTimeAsync(1001)
      await outcome
    } finally {
      vi.useRealTimers()
    }
  })

  test('waits for commands that take their time, and for people, longer than the core does', async () => {
    vi.useFakeTimers()
    try {
      const { client } = connected()
      const gaveUp: string[] = []
      const id = 'here'
      const asked = {
        'servers.check': client.command('servers.check', { id }),
        'servers.test': client.command('servers.test', { id }),
        'servers.restart': client.command('servers.restart', { id }),
        'app.saveSupport': client.command('app.saveSupport', {}),
        'app.chooseFolder': client.command('app.chooseFolder', {}),
      }
      for (const [name, answer] of Object.entries(asked)) answer.catch(() => gaveUp.push(name))
      await vi.advanceTimersByTimeAsync(15_001)
      expect(gaveUp).toEqual([])
      await vi.advanceTimersByTimeAsync(60_000)
      expect(gaveUp).toEqual(['servers.restart'])
      await vi.advanceTimersByTimeAsync(3_600_000)
      expect(gaveUp.sort()).toEqual(['servers.check', 'servers.restart', 'servers.test'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('fails what waits when the link breaks, and refuses until it is back', async () => {
    const { client, setLink, sent } = connected()
    const asked = client.command('queue.pause', {})
    setLink(false)
    await expect(asked).rejects.toMatchObject({ code: 'not_possible_now' })
    await expect(client.command('queue.pause', {})).rejects.toMatchObject({ code: 'not_possible_now' })
    setLink(true)
    void client.command('queue.pause', {}).catch(() => undefined)
    expect(sent.at(-1)).toMatchObject({ type: 'command', name: 'queue.pause' })
  })

  test('asks once for a snapshot after a gap, however many patches do not fit', () => {
    const { deliver, sent, mirror } = connected()
    deliver(snapshot(1))
    const before = sent.length
    for (const seq of [3, 4, 5])
      deliver({ type: 'patch', seq, nowMs: 1, entries: [{ path: ['captureTotal'], value: seq }] })
    expect(sent.slice(before)).toEqual([{ type: 'resync' }])
    deliver(snapshot(5))
    deliver({ type: 'patch', seq: 6, nowMs: 1, entries: [{ path: ['captureTotal'], value: 6 }] })
    expect(mirror.store.getState().state?.captureTotal).toBe(6)
  })

  test('survives messages of unknown shape', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { deliver, mirror } = connected()
    for (const message of [null, 7, 'x', {}, { type: 'snapshot' }, { type: 'patch', seq: 'a' }]) deliver(message)
    deliver(snapshot(1))
    expect(mirror.store.getState().link).toBe('up')
    expect(warn).toHaveBeenCalledTimes(6)
    warn.mockRestore()
  })

  test('puts the camera’s picture as bytes, with ticket and miss in its headers', async () => {
    const fetchHere = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 204 })))
    const { client } = connected({ fetchHere })
    await client.deliverShot({ jobId: exampleId(3), ticket: 't' }, new Blob([new Uint8Array([1, 2, 3])]), 12.4)
    const [url, init] = fetchHere.mock.calls[0] ?? []
    expect(url).toBe(`/originals/${exampleId(3)}`)
    expect(init?.headers).toEqual({
      'content-type': 'image/jpeg',
      'x-shot-ticket': 't',
      'x-shutter-miss-ms': '12',
    })
    expect(init?.body).toBeInstanceOf(ArrayBuffer)
  })

  test('tells why an upload was refused', async () => {
    const refusal = { code: 'picture_empty', message: 'm', hint: 'h' }
    const fetchHere = () => Promise.resolve(Response.json(refusal, { status: 422 }))
    const { client } = connected({ fetchHere })
    await expect(client.upload(new Blob([]))).rejects.toMatchObject({ code: 'picture_empty' })
    const gateway = () => Promise.resolve(new Response('<html>', { status: 502 }))
    await expect(connected({ fetchHere: gateway }).client.upload(new Blob([]))).rejects.toMatchObject({
      code: 'internal',
    })
  })
})

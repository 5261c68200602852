import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createJpegEncoder, type EncodeReply } from './jpeg-encoder'

class FakeWorker {
  static started: FakeWorker[] = []
  onmessage: ((event: { data: EncodeReply }) => void) | null = null
  onerror: ((event: { message: string }) => void) | null = null
  postMessage = vi.fn()
  terminate = vi.fn()

  constructor() {
    FakeWorker.started.push(this)
  }

  reply(data: EncodeReply): void {
    this.onmessage?.({ data })
  }
}

const frame = {} as ImageBitmap
const jpeg = new Blob(['jpeg'])
const workers = () => FakeWorker.started

function workerAt(place: number): FakeWorker {
  const worker = workers()[place]
  if (!worker) throw new Error(`Worker ${place} was not started`)
  return worker
}

beforeEach(() => {
  FakeWorker.started = []
  vi.stubGlobal('Worker', FakeWorker)
})
afterEach(() => vi.unstubAllGlobals())

describe('the JPEG encoder', () => {
  it('encodes in a worker that is ready, ends it, and starts the next ahead', async () => {
    const encoder = createJpegEncoder()
    expect(workers()).toHaveLength(1)
    const first = encoder.encode(frame)
    expect(workerAt(0).postMessage).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ frame }), [frame])
    expect(workers()).toHaveLength(1)
    workerAt(0).reply({ jpeg })
    expect(await first).toBe(jpeg)
    expect(workerAt(0).terminate).toHaveBeenCalled()
    expect(workers()).toHaveLength(2)

    const second = encoder.encode(frame)
    workerAt(1).reply({ jpeg })
    expect(await second).toBe(jpeg)
    expect(workerAt(1).terminate).toHaveBeenCalled()
    expect(workers()).toHaveLength(3)
  })

  it('gives two frames at once a worker each, and keeps one spare', async () => {
    const encoder = createJpegEncoder()
    const first = encoder.encode(frame)
    const second = encoder.encode(frame)
    const other = new Blob(['other'])
    workerAt(1).reply({ jpeg: other })
    workerAt(0).reply({ jpeg })
    expect(await Promise.all([first, second])).toEqual([jpeg, other])
    expect(workers()).toHaveLength(3)
    expect(workerAt(2).terminate).not.toHaveBeenCalled()
  })

  it('tells why a frame could not be encoded, and goes on', async () => {
    const encoder = createJpegEncoder()
    const refused = encoder.encode(frame)
    workerAt(0).reply({ error: 'no memory' })
    await expect(refused).rejects.toThrow('no memory')
    expect(workerAt(0).terminate).toHaveBeenCalled()

    const broken = encoder.encode(frame)
    workerAt(1).onerror?.({ message: 'out of reach' })
    await expect(broken).rejects.toThrow('out of reach')

    const next = encoder.encode(frame)
    workerAt(2).reply({ jpeg })
    expect(await next).toBe(jpeg)
  })

  it('does not wait for a spare worker that could not be loaded', async () => {
    const encoder = createJpegEncoder()
    workerAt(0).onerror?.({ message: 'out of reach' })
    const made = encoder.encode(frame)
    expect(workerAt(0).postMessage).not.toHaveBeenCalled()
    workerAt(1).reply({ jpeg })
    expect(await made).toBe(jpeg)
  })

  it('fails what is encoded when it is closed, and leaves no worker', async () => {
    const encoder = createJpegEncoder()
    const first = encoder.encode(frame)
    workerAt(0).reply({ jpeg })
    await first
    const cut = encoder.encode(frame)
    encoder.close()
    await expect(cut).rejects.toThrow('The camera was closed')
    expect(workers()).toHaveLength(2)

    const idle = createJpegEncoder()
    idle.close()
    expect(workers().every(({ terminate }) => terminate.mock.calls.length > 0)).toBe(true)
  })
})

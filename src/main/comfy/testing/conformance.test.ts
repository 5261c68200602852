import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { startFakeComfyServer, type FakeComfyServer } from './fake-comfy-server'
import { readRecording, recordedSituations, type RecordedLine } from './recording'

/** What was recorded of the real server, and what the fake sends when it is asked the same, compared. */
const versions = {
  'v2024-03': '2024-03',
  'v2024-09': '2024-09',
  'v0.3.64': '0.3.64',
  'v0.33.0': '0.33.0',
} as const

/**
 * Told otherwise: `13-front` was recorded without its requests (our client never jumps the line, and the replay follows
 * its jobs), uploads and origins are asked for below; of `17-race` there are but the numbers that docs/comfyui.md gives.
 */
const apart = new Set(['13-front', '14-upload', '16-origin-host'])
const situationsOf = (recorded: string) => recordedSituations(recorded).filter((situation) => !apart.has(situation))

/** Milliseconds of a step: of a job that runs to its end, of one that is interrupted in its course, and before its first step. */
const stepMs = { toItsEnd: 8, interrupted: 100, interruptedAtOnce: 500 }

let fake: FakeComfyServer
let pace = stepMs.toItsEnd
afterEach(() => fake.close())

describe.each(Object.entries(versions))('the fake, asked as the recorded %s was', (recorded, profile) => {
  it.each(situationsOf(recorded))('answers as in %s', async (situation) => {
    fake = await startFakeComfyServer({ profile, stepMs: () => pace })
    const lines = readRecording(recorded, situation)
    const { frames, replies } = await replay(lines)
    for (const label of labelsOf(lines)) {
      const real = lines.flatMap((line) => (line.dir === 'ws' && line.label === label ? [line.msg] : []))
      expect(story(frames.get(label) ?? []), label).toEqual(story(real))
      // an interrupt that came before the first step may come after it on a slow machine
      const told = (frames.get(label) ?? []).filter(({ type }) => type !== 'progress' || hasSteps(real) > 0)
      expect(shapes(told), label).toEqual(shapes(real))
    }
    for (const { line, status, type, body } of replies) {
      const about = `${line.method} ${line.path}`
      expect({ about, status, type }).toEqual({ about, status: line.status, type: line.type ?? null })
      if (!aboutTheMachine.test(line.path))
        expect({ about, of: shapeOf(body) }).toEqual({ about, of: shapeOf(line.res) })
    }
  })
})

describe.each(Object.entries(versions))('the fake, given what was uploaded to the recorded %s', (recorded, profile) => {
  it('answers as in 14-upload', async () => {
    fake = await startFakeComfyServer({ profile, uploadLimitBytes: 2000 })
    const lines = readRecording(recorded, '14-upload')
    const notes = lines.flatMap((line) => (line.dir === 'note' ? [line.note] : []))
    const real = lines.flatMap((line) => (line.dir === 'http' ? [line] : []))
    expect(notes.filter((note) => !uploads[note])).toEqual([])
    for (const [place, note] of notes.entries()) {
      const response = await fetch(`${fake.url}/upload/image`, { method: 'POST', body: uploads[note]!() })
      const body = await response.text()
      const { status, res } = real[place]!
      const isJson = response.headers.get('content-type')?.includes('json')
      const told = isJson ? (JSON.parse(body) as unknown) : numberless(body)
      expect({ note, status: response.status, told }).toEqual({
        note,
        status,
        told: plainNames(isJson ? res : numberless(res)),
      })
    }
  })

  it('lets in and keeps out as in 16-origin-host', async () => {
    fake = await startFakeComfyServer({ profile })
    for (const line of readRecording(recorded, '16-origin-host')) {
      if (line.dir === 'http') {
        const [, headers = ''] = /^(\{.*?\}) => /.exec(String(line.res)) ?? []
        const status = await statusOf(line.method, line.path, JSON.parse(ownHost(headers)) as Record<string, string>)
        expect({ headers, status }).toEqual({ headers, status: line.status })
      }
      const [, origin, outcome] = (line.dir === 'note' && /^ws origin (\S+) (.*)$/.exec(line.note)) || []
      if (origin) expect({ origin, outcome: await knock(ownHost(origin)) }).toEqual({ origin, outcome })
    }
  })
})

/** The recorded server's own address becomes the fake's. */
const ownHost = (text: string): string => text.replace(/127\.0\.0\.1:\d+/, new URL(fake.url).host)

/** By node's own client: fetch sets Host and Origin as it likes. */
function statusOf(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const graph = { '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 9 } } }
    const prompt = { ...graph, '2': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } } }
    const asked = request(fake.url + path, { method, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end(method === 'POST' ? JSON.stringify({ prompt }) : undefined)
  })
}

/** `OPEN` or the status of the refusal, as it was noted. */
async function knock(origin: string): Promise<string> {
  const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/ws`, { headers: { Origin: origin } })
  return new Promise((resolve) => {
    socket.on('open', () => resolve('OPEN'))
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(`HTTP ${statusCode}`))
    socket.on('error', () => undefined)
  }).finally(() => socket.terminate()) as Promise<string>
}

const name = 'u.png'
const form =
  (bytes: string, filename: string | null = name, fields: Record<string, string> = {}) =>
  () => {
    const data = new FormData()
    if (filename !== null) data.set('image', new Blob([bytes]), filename)
    for (const [key, value] of Object.entries(fields)) data.set(key, value)
    return data
  }

/** By the note before each recorded upload; sizes are to the fake's limit what they were to the real one. */
const uploads: Record<string, () => FormData> = {
  first: form('1'),
  'same name same bytes': form('1'),
  'same name other bytes': form('2'),
  'same again other bytes(2)': form('2'),
  'other bytes(3)': form('3'),
  'overwrite=true bytes 9': form('9', name, { overwrite: 'true' }),
  'overwrite=True': form('10', name, { overwrite: 'True' }),
  'overwrite=1': form('11', name, { overwrite: '1' }),
  subfolder: form('1', 'a.png', { subfolder: 'booth/u' }),
  'type temp': form('1', 'a.png', { type: 'temp' }),
  'type output': form('1', 'uo.png', { type: 'output' }),
  'bad type': form('1', name, { type: 'bogus' }),
  'traversal subfolder': form('1', name, { subfolder: '../../x' }),
  'traversal filename': form('1', '../../x.png'),
  'name with path a/b.png': form('1', 'a/b.png'),
  'no image': form('', null, { type: 'input' }),
  'unicode name': form('1', 'föto ✓ u.png'),
  'not an image at all': form('text', 'u.txt'),
  'too big 101MB': form('x'.repeat(3000)),
  '99MB': form('y'.repeat(1000), 'ub99.png'),
}

/** Recorded names hold the moment of their recording. */
const plainNames = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(/u\d{10,}/g, 'u'))
const numberless = (text: unknown): string => String(text).replaceAll(/\d{4,}/g, 'N')

/** Replies that tell of a machine, its models or its past: the fake's are its own. */
const aboutTheMachine = /system_stats|object_info|models|\/view|max_items|api\/jobs/

interface Frame {
  type?: string | undefined
  data?: unknown
  binary?: boolean | undefined
  event?: number
  format?: number
}
interface Reply {
  line: Extract<RecordedLine, { dir: 'http' }>
  status: number
  type: string | null
  body: unknown
}

const labelsOf = (lines: RecordedLine[]) => [
  ...new Set(lines.flatMap((line) => (line.dir === 'ws' ? [line.label] : []))),
]

function paceAt(lines: RecordedLine[], place: number): number {
  if (!isInterrupted(lines, place)) return stepMs.toItsEnd
  const told = lines.flatMap((line) => (line.dir === 'ws' ? [line.msg] : []))
  return hasSteps(told) > 0 ? stepMs.interrupted : stepMs.interruptedAtOnce
}

/** Whether the job just submitted, or one that is still there, was interrupted at last. */
function isInterrupted(lines: RecordedLine[], place: number): boolean {
  const submitted = lines
    .slice(0, place + 1)
    .flatMap((line) => (line.dir === 'http' ? (promptIdIn(line.res) ?? []) : []))
  return lines.slice(place).some((line) => {
    if (line.dir !== 'ws' || line.msg.type !== 'execution_interrupted') return false
    return submitted.includes(promptIdIn(line.msg.data) ?? '')
  })
}

async function replay(lines: RecordedLine[]) {
  const sockets = new Map<string, WebSocket>()
  const frames = new Map<string, Frame[]>()
  const replies: Reply[] = []
  const ids = new Map<string, string>()
  const closedEarly = new Set<RecordedLine>()
  const mapped = (text: string) => [...ids].reduce((result, [from, to]) => result.replaceAll(from, to), text)

  for (const [place, line] of lines.entries()) {
    if (line.dir === 'ws-open') {
      await reached(place)
      await closeFirst(place, line)
      await idleAsRecorded(place, line.label)
      await open(line.label, line.clientId)
    }
    if (line.dir === 'ws-send') sockets.get(line.label)!.send(JSON.stringify(line.msg))
    if (line.dir === 'note') await befall(place, line.note)
    if (line.dir === 'ws-close' && !closedEarly.has(line)) await close(place, line.label)
    if (line.dir === 'http') {
      await reached(place)
      if (line.path === '/prompt') pace = paceAt(lines, place)
      if (line.status === undefined) {
        await expect(ask(line)).rejects.toThrow('fetch failed')
        continue
      }
      const reply = await ask(line)
      replies.push(reply)
      const [real, own] = [promptIdIn(line.res), promptIdIn(reply.body)]
      if (real && own && real !== own) ids.set(real, own)
      const [realFiles, ownFiles] = [filesIn(line.res), filesIn(reply.body)]
      realFiles.forEach((name, place) => ids.set(name, ownFiles[place] ?? name))
    }
  }
  await reached(lines.length)
  for (const socket of sockets.values()) socket.terminate()
  return { frames, replies }

  async function open(label: string, clientId: string | null) {
    const address = `${fake.url.replace('http', 'ws')}/ws${clientId === null ? '' : `?clientId=${clientId}`}`
    const socket = new WebSocket(address)
    const list: Frame[] = []
    frames.set(label, list)
    sockets.set(label, socket)
    socket.on('message', (data, isBinary) =>
      list.push(isBinary ? binaryFacts(data as Buffer) : textFacts(data as Buffer)),
    )
    await once(socket, 'open')
  }

  /** The old socket was gone on the server before the new one came, though the client heard of it later. */
  async function closeFirst(place: number, opening: Extract<RecordedLine, { dir: 'ws-open' }>) {
    const next = lines.slice(place).findIndex((one) => one.dir === 'ws' && one.label === opening.label)
    const closing = lines.slice(place, place + next).find((one) => one.dir === 'ws-close')
    if (closing?.dir !== 'ws-close') return
    closedEarly.add(closing)
    await close(place, closing.label)
  }

  /** The client came back when all was over. */
  async function idleAsRecorded(place: number, label: string) {
    const first = lines.slice(place).find((one) => one.dir === 'ws' && one.label === label)
    if (first?.dir !== 'ws' || !JSON.stringify(first.msg).includes('"queue_remaining":0')) return
    while (fake.queue().remaining() > 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }

  async function befall(place: number, note: string) {
    if (note.startsWith('server SIGKILLed')) {
      await reached(place)
      await fake.kill()
    }
    if (note.startsWith('server up again')) await fake.start()
  }

  async function close(place: number, label: string) {
    await reached(place)
    const socket = sockets.get(label)
    if (!socket || socket.readyState === WebSocket.CLOSED) return
    socket.close(1000)
    await once(socket, 'close')
  }

  /** Every turning point that had been recorded by then was told by the fake too. */
  async function reached(place: number) {
    const until = Date.now() + 20_000
    for (const label of labelsOf(lines)) {
      const real = lines.slice(0, place).flatMap((one) => (one.dir === 'ws' && one.label === label ? [one.msg] : []))
      const behind = () =>
        turns(frames.get(label) ?? []).length < turns(real).length || hasSteps(real) > hasSteps(frames.get(label) ?? [])
      while (behind() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  async function ask(line: Extract<RecordedLine, { dir: 'http' }>): Promise<Reply> {
    const [, finished] = /^\/history\/(.+)/.exec(mapped(line.path)) ?? []
    if (finished && Object.keys(line.res ?? {}).length > 0) await fake.queue().ended(finished)
    const text = line.req === undefined ? null : typeof line.req === 'string' ? line.req : JSON.stringify(line.req)
    const response = await fetch(fake.url + mapped(line.path), {
      method: line.method,
      ...(text === null ? {} : { body: mapped(text) }),
    })
    const body = await response.text()
    const type = response.headers.get('content-type')
    return { line, status: response.status, type, body: type?.includes('json') ? JSON.parse(body) : body }
  }
}

function textFacts(data: Buffer): Frame {
  return JSON.parse(data.toString()) as Frame
}

function binaryFacts(data: Buffer): Frame {
  const event = data.readUInt32BE(0)
  return { binary: true, event, ...(event === 1 ? { format: data.readUInt32BE(4) } : {}) }
}

const promptIdIn = (body: unknown): string | null => {
  const found = (body as { prompt_id?: unknown } | null)?.prompt_id
  return typeof found === 'string' ? found : null
}

const filesIn = (body: unknown): string[] =>
  [...JSON.stringify(body ?? null).matchAll(/"filename":"([^"]+)"/g)].map((match) => match[1]!)

const minor = new Set(['status', 'progress', 'progress_state', 'feature_flags'])
const isTurn = (frame: Frame) => frame.type !== undefined && !minor.has(frame.type)
const turns = (frames: Frame[]) => frames.filter(isTurn)
const hasSteps = (frames: Frame[]) => Number(frames.some((frame) => frame.type === 'progress'))

/** The order of what a client decides by; how many steps and states a machine tells depends on its speed. */
function story(frames: Frame[]): string[] {
  // a set's order, and Python's sets have none
  const isCached = (line: string) => line.startsWith('executed')
  const told = turns(frames).map(({ type, data }) => {
    const { node, node_id, exception_type, nodes } = data as {
      [K in 'node' | 'node_id' | 'exception_type']?: string | null
    } & { nodes?: unknown }
    const cached = Array.isArray(nodes) ? ` of ${nodes.length}` : ''
    return `${type} ${node ?? node_id ?? ''} ${exception_type ?? ''}${cached}`
  })
  return told.map((line, place) =>
    isCached(line) && (isCached(told[place - 1] ?? '') || isCached(told[place + 1] ?? '')) ? 'executed' : line,
  )
}

/** Every kind of frame with the fields it has. */
function shapes(frames: Frame[]): string[] {
  const known = frames.map((frame) =>
    frame.binary ? `binary ${frame.event} ${frame.format ?? ''}` : `${frame.type} ${shapeOf(frame.data)}`,
  )
  return [...new Set(known)].sort()
}

const freeText = new Set(['current_inputs', 'current_outputs', 'traceback', 'executed', 'extra_info', 'extension'])
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Names of fields and kinds of values, without the values: node ids and prompt ids are all one. */
function shapeOf(value: unknown, key = ''): string {
  if (freeText.has(key)) return '*'
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${[...new Set(value.map((one) => shapeOf(one)))].sort().join()}]`
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const fields = Object.entries(value)
    .filter(([name]) => !['timestamp', 'create_time', 'input_config', '_meta'].includes(name))
    .map(([name, one]) => [name.replaceAll(uuid, 'ID').replace(/^\d+$/, 'N'), shapeOf(one, name)] as const)
  const merged = [...new Set(fields.map(([name, shape]) => `${name}:${shape}`))].sort()
  return `{${merged.join()}}`
}

import type { IncomingMessage } from 'node:http'
import type { FakeFiles, FakeFolder } from './fake-files'
import { joined } from './fake-files'
import { configOf, validate, type Graph } from './fake-graph'
import type { FakeNode } from './fake-node'
import type { FakeProfile } from './fake-profiles'
import { promptIdOf, type FakeQueue } from './fake-queue'
import { spend, type FakeQuirks } from './fake-quirks'
import type { FakeItem } from './fake-worker'

export interface FakeReply {
  status: number
  type: string
  body: Buffer
}

export interface FakeRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

/** Cut: the connection ends without a reply. */
export type FakeAnswer = FakeReply | 'cut'

const json = (value: unknown, status = 200): FakeReply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: Buffer.from(JSON.stringify(value)),
})
const empty = (status = 200): FakeReply => ({ status, type: 'application/octet-stream', body: Buffer.alloc(0) })
export const plain = (status: number, text: string): FakeReply => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from(text),
})
const inTrouble = () => plain(500, '500 Internal Server Error\n\nServer got itself in trouble')
const notFound = () => plain(404, '404: Not Found')

export function createFakeRoutes(deps: {
  profile: FakeProfile
  quirks: FakeQuirks
  nodes: Record<string, FakeNode>
  files: FakeFiles
  queue: FakeQueue
  hasFile(name: string): boolean
  uploadLimitBytes: number
}) {
  const { profile, quirks, nodes, files, queue } = deps

  async function answer(request: FakeRequest): Promise<FakeAnswer> {
    const path = profile.apiPrefix ? request.path.replace(/^\/api(?=\/(?!jobs))/, '') : request.path
    if (request.method === 'POST') return post(path, request)
    return get(path, request)
  }

  function get(path: string, { query }: FakeRequest): FakeReply {
    const [, first, second] = path.split('/')
    if (path === '/prompt') return json({ exec_info: { queue_remaining: queue.remaining() } })
    if (path === '/queue') {
      const running = queue.running()
      return json({ queue_running: running ? [tuple(running)] : [], queue_pending: queue.pending().map(tuple) })
    }
    if (first === 'history' && second) return json(queue.history(second))
    if (path === '/history') return history(query.get('max_items'))
    if (path === '/view') return view(query)
    if (first === 'object_info') return json(objectInfo(second))
    if (path === '/system_stats') return json(systemStats())
    if (path === '/features' && profile.features) return json(profile.features)
    if (path === '/models' && profile.modelsRoute) return json(['checkpoints', 'loras', 'vae', 'controlnet'])
    if (path.startsWith('/api/jobs') && profile.jobsApi) return jobs(path, query)
    return notFound()
  }

  function jobs(path: string, query: URLSearchParams): FakeReply {
    const [, , , id] = path.split('/')
    if (id === undefined) {
      const status = query.get('status')
      if (status !== null) return json({ error: `Invalid status value(s): ${status}.` }, 400)
      return json({ jobs: [], pagination: { offset: 0, limit: 1, total: 0, has_more: false } })
    }
    const found = (queue.history(id) as Record<string, { status: { completed: boolean } }>)[id]
    if (!found) return json({ error: 'Job not found' }, 404)
    return json({ id, status: found.status.completed ? 'completed' : 'failed' })
  }

  async function post(path: string, request: FakeRequest): Promise<FakeAnswer> {
    if (path === '/prompt') return submit(request)
    if (path === '/upload/image') return upload(request)
    if (path.startsWith('/api/jobs/')) return cancelJob(path)
    if (path === '/interrupt' && request.body.length === 0) return interrupt(null)
    const body = parsed(request.body)
    if (!body) return inTrouble()
    if (path === '/interrupt') return interrupt(typeof body['prompt_id'] === 'string' ? body['prompt_id'] : null)
    if (path === '/queue') return changeQueue(body)
    if (path === '/history') {
      for (const id of listOf(body['delete'])) queue.forget(id)
      return empty()
    }
    if (path === '/free') return empty()
    return plain(405, '405: Method Not Allowed')
  }

  async function submit(request: FakeRequest): Promise<FakeAnswer> {
    if (spend(quirks, 'cutRequests')) return 'cut'
    const body = parsed(request.body)
    if (!body) return inTrouble()
    if (body['prompt'] === undefined) return noPrompt()
    const graph = body['prompt'] as Graph
    const promptId = promptIdOf(body['prompt_id'], profile)
    if (promptId === null) return badId()
    const verdict = validate(graph, { nodes, profile, hasUpload: deps.hasFile })
    if (!verdict.ok) return verdict.status === 500 ? inTrouble() : refusal(verdict.error, verdict.nodeErrors)
    const clientId = typeof body['client_id'] === 'string' ? body['client_id'] : null
    const given = (body['extra_data'] ?? {}) as Record<string, unknown>
    const extraData = { ...given, ...(clientId === null ? {} : { client_id: clientId }) }
    const place = { front: body['front'] === true, number: typeof body['number'] === 'number' ? body['number'] : null }
    const ended = quirks.replyAfterJob ? queue.ended(promptId) : Promise.resolve()
    const item = queue.add({ promptId, graph, extraData, outputs: verdict.outputs, clientId }, place)
    if (spend(quirks, 'cutReplies')) return 'cut'
    await ended
    return json({ prompt_id: promptId, number: item.number, node_errors: verdict.nodeErrors })
  }

  function refusal(error: unknown, nodeErrors: Record<string, unknown>): FakeReply {
    const isEmpty = Object.keys(nodeErrors).length === 0
    return json({ error, node_errors: isEmpty && profile.looseErrors ? [] : nodeErrors }, 400)
  }

  function noPrompt(): FakeReply {
    if (profile.looseErrors) return json({ error: 'no prompt', node_errors: [] }, 400)
    const message = 'No prompt provided'
    return json({ error: { type: 'no_prompt', message, details: message, extra_info: {} }, node_errors: {} }, 400)
  }

  function badId(): FakeReply {
    const details =
      'prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one'
    const message = 'prompt_id must be a valid UUID'
    return json({ error: { type: 'invalid_prompt_id', message, details, extra_info: {} }, node_errors: {} }, 400)
  }

  function interrupt(promptId: string | null): FakeReply {
    if (!spend(quirks, 'lostInterrupts')) queue.interrupt(promptId)
    return empty()
  }

  function changeQueue(body: Record<string, unknown>): FakeReply {
    if (body['clear'] === true) queue.clear()
    for (const id of listOf(body['delete'])) queue.remove(id)
    return empty()
  }

  function cancelJob(path: string): FakeReply {
    const [, , , id = '', verb] = path.split('/')
    if (!profile.jobsApi || verb !== 'cancel') return plain(405, '405: Method Not Allowed')
    const isRunning = queue.running()?.promptId === id
    if (isRunning && !spend(quirks, 'lostInterrupts')) queue.interrupt(id)
    return json({ cancelled: isRunning || queue.remove(id) })
  }

  function history(max: string | null): FakeReply {
    const count = max === null ? 10_000 : Number(max)
    return Number.isInteger(count) ? json(queue.recent(count)) : inTrouble()
  }

  function view(query: URLSearchParams): FakeReply {
    const filename = query.get('filename')
    const folder = query.get('type') ?? 'output'
    const subfolder = query.get('subfolder') ?? ''
    if (filename === null) return empty(404)
    if (filename.includes('..') || filename.startsWith('/')) return empty(400)
    if (!['input', 'output', 'temp'].includes(folder)) return empty(400)
    if (subfolder.includes('..')) return empty(403)
    const bytes = files.read(folder as FakeFolder, joined(subfolder, filename))
    if (!bytes) return empty(404)
    const extension = filename.slice(filename.lastIndexOf('.') + 1)
    return { status: 200, type: mediaTypes[extension] ?? 'application/octet-stream', body: bytes }
  }

  function upload({ body, headers }: FakeRequest): FakeReply {
    if (body.length > deps.uploadLimitBytes) {
      return plain(413, `Maximum request body size ${deps.uploadLimitBytes} exceeded, actual body size ${body.length}`)
    }
    const form = parseMultipart(body, headers['content-type'] ?? '')
    const image = form.get('image')
    if (!image?.filename) return empty(400)
    const folder = form.get('type')?.bytes.toString() ?? 'input'
    if (!['input', 'output', 'temp'].includes(folder)) return inTrouble()
    const subfolder = form.get('subfolder')?.bytes.toString() ?? ''
    if (subfolder.includes('..') || image.filename.includes('..')) return empty(400)
    if (image.filename.includes('/')) return inTrouble()
    const overwrite = ['true', '1'].includes(form.get('overwrite')?.bytes.toString() ?? '')
    const place = { folder: folder as FakeFolder, subfolder, name: image.filename, bytes: image.bytes, overwrite }
    return json({ name: files.upload(place), subfolder, type: folder })
  }

  function objectInfo(only: string | undefined): unknown {
    const names = only === undefined ? Object.keys(nodes) : nodes[only] ? [only] : []
    return Object.fromEntries(names.map((name) => [name, infoOf(name, nodes[name]!)]))
  }

  function systemStats(): unknown {
    const memory = { vram_total: 25_276_514_304, vram_free: 21_576_257_536 }
    const torch = { torch_vram_total: 25_276_514_304, torch_vram_free: 21_576_257_536 }
    const version = profile.toldVersion === null ? {} : { comfyui_version: profile.toldVersion }
    return {
      system: { os: 'posix', ...version, python_version: '3.11.2', embedded_python: false },
      devices: [{ name: 'cpu', type: 'cpu', index: null, ...memory, ...torch }],
    }
  }

  return { answer }
}

const mediaTypes: Record<string, string> = { png: 'image/png', gif: 'image/gif', mp4: 'video/mp4', jpg: 'image/jpeg' }

const tuple = ({ number, promptId, graph, extraData, outputs }: FakeItem): unknown[] => [
  number,
  promptId,
  graph,
  extraData,
  outputs,
]

function infoOf(name: string, node: FakeNode): unknown {
  const specs = Object.entries(node.inputs)
  const part = (isOptional: boolean) =>
    Object.fromEntries(
      specs.filter(([, spec]) => Boolean(spec.optional) === isOptional).map(([key, spec]) => [key, configOf(spec)]),
    )
  return {
    input: { required: part(false), optional: part(true) },
    output: node.outputs,
    output_is_list: node.outputs.map(() => false),
    output_name: node.outputs,
    name,
    display_name: name,
    description: '',
    category: 'test',
    output_node: node.isOutput,
  }
}

function parsed(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    // answered with the server's own 500
    return null
  }
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

interface FormPart {
  filename: string | null
  bytes: Buffer
}

/** Fields by name, as aiohttp reads them. */
function parseMultipart(body: Buffer, contentType: string): Map<string, FormPart> {
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType)
  const parts = new Map<string, FormPart>()
  if (!boundary) return parts
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`)
  let from = body.indexOf(mark)
  while (from >= 0) {
    const next = body.indexOf(mark, from + mark.length)
    if (next < 0) break
    const part = body.subarray(from + mark.length + 2, next - 2)
    const split = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, split).toString()
    const name = /name="([^"]*)"/.exec(head)?.[1]
    const filename = /filename="([^"]*)"/.exec(head)?.[1] ?? null
    if (name !== undefined) parts.set(name, { filename, bytes: Buffer.from(part.subarray(split + 4)) })
    from = next
  }
  return parts
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { freePort } from '../../testing/free-port'
import { createFakeFiles, type FakeFiles } from './fake-files'
import { nodesOf } from './fake-nodes'
import type { FakeNode } from './fake-node'
import { fakeProfiles, type FakeProfileName } from './fake-profiles'
import { createFakeQueue, type FakeQueue } from './fake-queue'
import { noQuirks, type FakeQuirks } from './fake-quirks'
import { createFakeRoutes, plain, type FakeRequest } from './fake-routes'
import { createFakeSockets, type FakeSockets } from './fake-sockets'
import { createFakeVoice } from './fake-voice'
import { createFakeWorker } from './fake-worker'

/** A ComfyUI server at the wire: HTTP and WebSocket as measured, with everything that goes wrong as a switch. */
export interface FakeComfyServer {
  url: string
  quirks: FakeQuirks
  files: FakeFiles
  /** Every request, in order. */
  requests: {
    method: string
    path: string
    body: string
    headers: IncomingMessage['headers']
    /** Sockets that were open then. */
    sockets: number
  }[]
  queue(): FakeQueue
  socketCount(): number
  cutSockets(): void
  /** Jobs stop before nodes of this class until the returned function is called. */
  hold(className: string): { reached: Promise<void>; release: () => void }
  /** As kill -9: the port closes, connections break, queue and history are gone. */
  kill(): Promise<void>
  /** Comes up again on the same port, remembering nothing but its files. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface FakeOptions {
  profile?: FakeProfileName
  quirks?: Partial<FakeQuirks>
  /** Milliseconds of a sampler's step; asked anew at each node. */
  stepMs?: number | (() => number)
  /** A path in front of all routes, as a proxy has it. */
  prefix?: string
  port?: number
  uploadLimitBytes?: number
  /** Node classes that this server lacks. */
  without?: string[]
}

/** Starts one on 127.0.0.1. */
export async function startFakeComfyServer(options: FakeOptions = {}): Promise<FakeComfyServer> {
  const profile = fakeProfiles[options.profile ?? '0.38.1']
  const quirks: FakeQuirks = { ...noQuirks, ...options.quirks }
  const files = createFakeFiles({ knowsSameBytes: profile.uploadKnowsSameBytes })
  const nodes = nodesWithout(nodesOf(profile), options.without ?? [])
  const holds = new Map<string, { reach: () => void; gate: Promise<void> }>()
  const requests: FakeComfyServer['requests'] = []
  const prefix = options.prefix ?? ''
  let life = createLife()
  // killed and started again it has the same one, which nobody may have taken meanwhile
  let port = options.port ?? (await freePort())
  await life.listen()

  function createLife() {
    const connections = new Set<Socket>()
    let isUp = true
    let sockets: FakeSockets | null = null
    const voice = createFakeVoice(profile, () => sockets!)
    const worker = createFakeWorker({
      nodes,
      files,
      voice,
      quirks,
      stepMs: () => (typeof options.stepMs === 'function' ? options.stepMs() : (options.stepMs ?? 1)),
      async gate(className) {
        holds.get(className)?.reach()
        await holds.get(className)?.gate
      },
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    const queue = createFakeQueue({ profile, quirks, sockets: () => sockets!, voice, worker, isUp: () => isUp })
    sockets = createFakeSockets({
      profile,
      quirks,
      queueRemaining: queue.remaining,
      runningNode: voice.runningNode,
    })
    const uploadLimitBytes = options.uploadLimitBytes ?? 104_857_600
    const routes = createFakeRoutes({ profile, quirks, nodes, files, queue, hasFile: worker.hasFile, uploadLimitBytes })
    const server: Server = createServer((request, response) => void serve(request, response))
    server.on('connection', (socket) => {
      connections.add(socket)
      socket.on('close', () => connections.delete(socket))
    })
    server.on('upgrade', (request, socket, head) => {
      if (refusesOrigin(request) || lacksHeader(request)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      sockets.upgrade(request, socket, head)
    })

    async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const asked = await readRequest(request)
      const { method, path, headers } = asked
      requests.push({ method, path, headers, body: bodyText(asked), sockets: sockets!.count() })
      if (quirks.replyDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, quirks.replyDelayMs))
      if (quirks.silentPaths.some((path) => asked.path.startsWith(path))) return
      const reply = failing(asked.path) ?? early(request) ?? (await routes.answer(asked))
      if (reply === 'cut') return void request.socket.destroy()
      response.writeHead(reply.status, { 'content-type': reply.type, 'content-length': reply.body.length })
      response.end(reply.body)
    }

    function failing(path: string) {
      const place = quirks.failures.findIndex((failure) => path.startsWith(failure.path))
      const [failure] = place < 0 ? [] : quirks.failures.splice(place, 1)
      return failure ? plain(failure.status, failure.text) : null
    }

    function early(request: IncomingMessage) {
      if (lacksHeader(request)) return plain(401, 'Unauthorized')
      return refusesOrigin(request) ? plain(403, '') : null
    }

    return {
      queue,
      sockets,
      async listen() {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          server.listen(port, '127.0.0.1', resolve)
        })
        port = (server.address() as AddressInfo).port
      },
      async end() {
        isUp = false
        sockets.cutAll()
        for (const socket of connections) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  }

  function refusesOrigin({ headers }: IncomingMessage): boolean {
    if (profile.checksFetchSite && headers['sec-fetch-site'] === 'cross-site') return true
    const { origin, host } = headers
    if (!profile.checksOrigin || !origin || !/^(127\.0\.0\.1|localhost)/.test(host ?? '')) return false
    const [, originHost = ''] = /^[a-z]+:\/\/([^/]*)/.exec(origin) ?? []
    return originHost !== '' && originHost !== host
  }

  function lacksHeader({ headers }: IncomingMessage): boolean {
    const needed = quirks.neededHeader
    return needed !== null && headers[needed.name.toLowerCase()] !== needed.value
  }

  async function readRequest(request: IncomingMessage): Promise<FakeRequest> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '/', 'http://fake')
    const path = prefix !== '' && url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname
    const { headers, method = 'GET' } = request
    return { method, path, query: url.searchParams, headers, body: Buffer.concat(chunks) }
  }

  return {
    get url() {
      return `http://127.0.0.1:${port}${prefix}`
    },
    quirks,
    files,
    requests,
    queue: () => life.queue,
    socketCount: () => life.sockets.count(),
    cutSockets: () => life.sockets.cutAll(),
    hold(className) {
      let release!: () => void
      let reach!: () => void
      const gate = new Promise<void>((resolve) => (release = resolve))
      const reached = new Promise<void>((resolve) => (reach = resolve))
      holds.set(className, { reach, gate })
      return {
        reached,
        release: () => {
          holds.delete(className)
          release()
        },
      }
    },
    kill: () => life.end(),
    async start() {
      life = createLife()
      await life.listen()
    },
    close: () => life.end(),
  }
}

function nodesWithout(nodes: Record<string, FakeNode>, absent: string[]): Record<string, FakeNode> {
  return Object.fromEntries(Object.entries(nodes).filter(([name]) => !absent.includes(name)))
}

const bodyText = ({ body, headers }: FakeRequest): string =>
  (headers['content-type'] ?? '').startsWith('multipart') ? `[multipart ${body.length}]` : body.toString()

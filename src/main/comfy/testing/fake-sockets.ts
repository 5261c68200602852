import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { FakeProfile } from './fake-profiles'
import type { FakeQuirks } from './fake-quirks'

/** The server's sockets by client id, with its habit of forgetting the new one when the old one closes. */
export interface FakeSockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** `to` null: everybody. A client without a socket misses it. */
  send(type: string, data: unknown, to: string | null): void
  sendBinary(frame: Buffer, to: string | null): void
  /** Whether this client understands previews with metadata. */
  takesMetadata(clientId: string | null): boolean
  cut(clientId: string | null): void
  cutAll(): void
  count(): number
}

interface Client {
  socket: WebSocket
  flags: Record<string, unknown>
  muted: boolean
}

export function createFakeSockets(deps: {
  profile: FakeProfile
  quirks: FakeQuirks
  queueRemaining(): number
  /** The node that runs for this client now; null: none. */
  runningNode(clientId: string): string | null
}): FakeSockets {
  const { profile, quirks } = deps
  const clients = new Map<string, Client>()
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 100_000_000 })

  function accept(socket: WebSocket, clientId: string): void {
    const client: Client = { socket, flags: {}, muted: false }
    clients.set(clientId, client)
    let isFirst = true
    // aiohttp drops the entry by id, whoever holds it by now
    socket.on('close', () => clients.delete(clientId))
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer, isBinary) => {
      if (isFirst && !isBinary) greet(client, data.toString())
      isFirst = false
    })
    write(client, 'status', { status: { exec_info: { queue_remaining: deps.queueRemaining() } }, sid: clientId })
    const node = deps.runningNode(clientId)
    if (node !== null) write(client, 'executing', { node })
  }

  function greet(client: Client, text: string): void {
    if (!profile.features) return
    const message = JSON.parse(text) as { type?: string; data?: Record<string, unknown> }
    if (message.type !== 'feature_flags') return
    client.flags = message.data ?? {}
    write(client, 'feature_flags', profile.features)
  }

  function write(client: Client, type: string, data: unknown): void {
    if (quirks.garbageFrames && !client.muted) nonsense(client)
    if (reaches(client)) client.socket.send(JSON.stringify({ type, data }))
  }

  function reaches(client: Client): boolean {
    if (quirks.muteSockets) for (const known of clients.values()) known.muted ||= known.socket.readyState === 1
    if (quirks.muteSockets) quirks.muteSockets = false
    return !client.muted && !quirks.silentSockets && client.socket.readyState === 1
  }

  function nonsense({ socket }: Client): void {
    socket.send('{"type":')
    socket.send('"only a text"')
    socket.send(JSON.stringify({ type: 'crystools.monitor', data: { cpu: 3 } }))
    socket.send(JSON.stringify({ type: 'executing', data: { node: null, prompt_id: 'of-somebody-else' } }))
    socket.send(JSON.stringify({ type: 'progress', data: { value: 'x' } }))
    socket.send(Buffer.alloc(2))
    socket.send(Buffer.from([0, 0, 0, 99, 1, 2, 3]))
    socket.send(Buffer.from([0, 0, 0, 4, 255, 255, 255, 255, 1]))
  }

  const targets = (to: string | null): Client[] => {
    if (to === null) return [...clients.values()]
    const client = clients.get(to)
    return client ? [client] : []
  }

  return {
    upgrade(request, socket, head) {
      if (quirks.refuseSockets) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
      const clientId = new URL(request.url ?? '/', 'http://fake').searchParams.get('clientId')
      server.handleUpgrade(request, socket, head, (opened) =>
        accept(opened, clientId || randomUUID().replaceAll('-', '')),
      )
    },
    send: (type, data, to) => targets(to).forEach((client) => write(client, type, data)),
    sendBinary: (frame, to) =>
      targets(to).forEach((client) => {
        if (reaches(client)) client.socket.send(frame)
      }),
    takesMetadata: (clientId) =>
      profile.previewMetadata &&
      clientId !== null &&
      clients.get(clientId)?.flags['supports_preview_metadata'] === true,
    cut: (clientId) => targets(clientId).forEach(({ socket }) => socket.terminate()),
    cutAll: () => {
      for (const { socket } of clients.values()) socket.terminate()
      for (const socket of server.clients) socket.terminate()
    },
    count: () => clients.size,
  }
}

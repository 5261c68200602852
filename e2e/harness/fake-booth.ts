import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Plugin } from 'vite'
import { WebSocketServer, type WebSocket } from 'ws'
import { clientMessage, type AppState, type ServerMessage } from '../../src/contract/app-state'
import { errorFactsOf } from '../../src/contract/errors'
import { createBooth, type Booth } from './booth'
import { drawnOverlay } from './drawn-overlay'
import { drawnPicture } from './drawn-picture'
import { scenes, type SceneName } from './scenes'

/** Serves the console's socket and pictures of an invented booth; one booth a connection, chosen by the cookie `scene`. */
export function fakeBooth(): Plugin {
  return {
    name: 'fake-booth',
    configureServer(server) {
      const sockets = new WebSocketServer({ noServer: true })
      server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (!request.url?.startsWith('/console/ws')) return
        sockets.handleUpgrade(request, socket, head, (peer) => attend(peer, cookiesOf(request)))
      })
      server.middlewares.use((request, response, next) => {
        if (!enterScene(request, response) && !overlay(request, response) && !picture(request, response)) next()
      })
    },
  }
}

/** The newest connection's: what comes over HTTP is meant for whoever looks. */
let newest: Booth | null = null

function attend(socket: WebSocket, cookies: Map<string, string>): void {
  const scene = (cookies.get('scene') ?? 'busy') as SceneName
  const booth = createBooth(scenes[scene] ?? scenes.busy, cookies.get('lang') === 'es' ? 'es' : 'en')
  newest = booth
  const send = (message: ServerMessage) => socket.send(JSON.stringify(message))
  let seq = 0
  const snapshot = () =>
    send({ type: 'snapshot', seq, nowMs: Date.now(), clientId: 'harness', role: 'console', state: booth.state() })
  const stop = booth.onChange((keys) => {
    seq += 1
    send({ type: 'patch', seq, nowMs: Date.now(), entries: entriesOf(booth.state(), keys) })
  })
  socket.on('message', (raw: Buffer) => {
    const message = clientMessage.parse(JSON.parse(String(raw)) as unknown)
    if (message.type === 'resync') snapshot()
    else answer(booth, message, send)
  })
  socket.on('close', stop)
  snapshot()
  if (scene === 'lost') setTimeout(() => socket.terminate(), 1500)
}

function entriesOf(state: AppState, keys: readonly (keyof AppState)[]) {
  return keys.flatMap((key) =>
    key === 'jobs' || key === 'captures'
      ? Object.entries<unknown>(state[key]).map(([id, value]) => ({ path: [key, id], value }))
      : [{ path: [key], value: state[key] }],
  )
}

function answer(
  booth: Booth,
  { id, name, input }: { id: number; name: string; input?: unknown },
  send: (message: ServerMessage) => void,
): void {
  try {
    send({ type: 'reply', id, ok: true, output: booth.command(name, input ?? {}) })
  } catch (error) {
    send({ type: 'reply', id, ok: false, error: errorFactsOf(error) })
  }
}

function enterScene(request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '/', 'http://harness')
  if (!url.pathname.startsWith('/scene/')) return false
  const scene = url.pathname.slice('/scene/'.length)
  response.writeHead(302, {
    location: `/${url.searchParams.get('page') ?? 'console'}`,
    'set-cookie': [`scene=${scene}; Path=/`, `lang=${url.searchParams.get('lang') ?? 'en'}; Path=/`],
  })
  response.end()
  return true
}

function overlay(request: IncomingMessage, response: ServerResponse): boolean {
  const eventId = /^\/events\/([^/]+)\/overlay$/.exec(request.url ?? '')?.[1]
  if (eventId === undefined || newest === null) return false
  const booth = newest
  let sizeBytes = 0
  request.on('data', (chunk: Buffer) => (sizeBytes += chunk.length))
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(booth.putOverlay(eventId, sizeBytes)))
  })
  return true
}

function picture(request: IncomingMessage, response: ServerResponse): boolean {
  if (!request.url?.startsWith('/media/')) return false
  const [, , kind, name = ''] = new URL(request.url, 'http://harness').pathname.split('/')
  response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' })
  response.end(kind === 'overlays' ? drawnOverlay() : drawnPicture(kind ?? '', name))
  return true
}

function cookiesOf(request: IncomingMessage): Map<string, string> {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}

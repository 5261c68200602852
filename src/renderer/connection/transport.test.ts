import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocket as NodeSocket, WebSocketServer, type WebSocket as Peer } from 'ws'
import { createDesktopTransport, createSocketTransport, type Transport } from './transport'

const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

/** A real server whose sockets can be cut; `refuse` answers upgrades with 401. */
async function startServer() {
  const server = { peers: [] as Peer[], received: [] as string[], refuse: false, url: '' }
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, verifyClient: () => !server.refuse })
  sockets.on('connection', (peer) => {
    server.peers.push(peer)
    peer.on('message', (data: Buffer) => server.received.push(data.toString()))
  })
  await new Promise<void>((resolve) => sockets.once('listening', resolve))
  const address = sockets.address()
  server.url = `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  closers.push(() => {
    server.peers.forEach((peer) => peer.terminate())
    sockets.close()
  })
  return server
}

function open(
  url: string,
  onRefused: () => void = () => undefined,
): Transport & { links: boolean[]; messages: unknown[] } {
  const transport = createSocketTransport({
    url,
    retryMs: [5],
    onRefused,
    createSocket: (address) => asInBrowsers(new NodeSocket(address)),
  })
  const links: boolean[] = []
  const messages: unknown[] = []
  transport.onLink((up) => links.push(up))
  transport.onMessage((message) => messages.push(message))
  closers.push(() => transport.close())
  return { ...transport, links, messages }
}

/** The same interface; but here an error that nobody listens for would end the process. */
function asInBrowsers(socket: NodeSocket): WebSocket {
  socket.on('error', () => undefined)
  return socket as unknown as WebSocket
}

describe('socket transport', () => {
  test('carries JSON both ways, and survives what is none', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const server = await startServer()
    const transport = open(server.url)
    await vi.waitFor(() => expect(transport.links).toEqual([true]))
    transport.post({ type: 'resync' })
    await vi.waitFor(() => expect(server.received).toEqual(['{"type":"resync"}']))
    server.peers[0]?.send('{ no json')
    server.peers[0]?.send('{"a":1}')
    await vi.waitFor(() => expect(transport.messages).toEqual([{ a: 1 }]))
    warn.mockRestore()
  })

  test('says that the link is down and comes back by itself', async () => {
    const server = await startServer()
    const transport = open(server.url)
    await vi.waitFor(() => expect(transport.links).toEqual([true]))
    server.peers[0]?.terminate()
    await vi.waitFor(() => expect(transport.links).toEqual([true, false, true]))
    expect(server.peers).toHaveLength(2)
  })

  test('tells when it is refused, and keeps trying until it is let in', async () => {
    const server = await startServer()
    server.refuse = true
    const onRefused = vi.fn()
    const transport = open(server.url, onRefused)
    await vi.waitFor(() => expect(onRefused.mock.calls.length).toBeGreaterThan(2))
    expect(transport.links).toEqual([])
    server.refuse = false
    await vi.waitFor(() => expect(transport.links).toEqual([true]))
  })

  test('tells when the server ends the pairing', async () => {
    const server = await startServer()
    const onRefused = vi.fn()
    const transport = open(server.url, onRefused)
    await vi.waitFor(() => expect(transport.links).toEqual([true]))
    server.peers[0]?.close(4401)
    await vi.waitFor(() => expect(onRefused).toHaveBeenCalled())
  })

  test('stays away once it is closed', async () => {
    const server = await startServer()
    const transport = open(server.url)
    await vi.waitFor(() => expect(transport.links).toEqual([true]))
    transport.close()
    await vi.waitFor(() => expect(transport.links).toEqual([true, false]))
    expect(server.peers).toHaveLength(1)
  })
})

test('the desktop’s bridge is up from the beginning', () => {
  const post = vi.fn()
  const transport = createDesktopTransport({ post, onMessage: () => () => undefined })
  const links: boolean[] = []
  transport.onLink((up) => links.push(up))
  transport.post({ type: 'resync' })
  expect(links).toEqual([true])
  expect(post).toHaveBeenCalledWith({ type: 'resync' })
})

import { WebSocketServer, type WebSocket } from 'ws'

/** What a relay costs that does nothing else: whatever `/in` sends goes to everybody at `/out`, and in a room to the others. */
const viewers = new Set<WebSocket>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  console.log((server.address() as { port: number }).port)
})
const rooms = new Map<string, Set<WebSocket>>()
server.on('connection', (socket, request) => {
  if (request.url?.startsWith('/room?')) return join(socket, request.url)
  if (request.url === '/out') {
    viewers.add(socket)
    socket.on('close', () => viewers.delete(socket))
    return
  }
  socket.on('message', (data) => {
    for (const viewer of viewers) viewer.send(data as Buffer, { binary: true })
  })
})

function join(socket: WebSocket, name: string): void {
  const room = rooms.get(name) ?? new Set()
  rooms.set(name, room.add(socket))
  socket.on('close', () => room.delete(socket))
  socket.on('message', (data, isBinary) => {
    for (const other of room) if (other !== socket) other.send(data as Buffer, { binary: isBinary })
  })
}

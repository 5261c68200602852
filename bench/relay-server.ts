import { WebSocketServer, type WebSocket } from 'ws'

/** What a relay costs that does nothing else: whatever `/in` sends goes to everybody at `/out`. */
const viewers = new Set<WebSocket>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  console.log((server.address() as { port: number }).port)
})
server.on('connection', (socket, request) => {
  if (request.url === '/out') {
    viewers.add(socket)
    socket.on('close', () => viewers.delete(socket))
    return
  }
  socket.on('message', (data) => {
    for (const viewer of viewers) viewer.send(data as Buffer, { binary: true })
  })
})

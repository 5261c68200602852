import type { Server as HttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { parseHost } from './hosts'

/** Of a TLS connection's first record (RFC 8446, 5.1: handshake); HTTP begins with a letter. */
const tlsHandshake = 22

/** For the answer to somebody who is sent away; after it the connection ends, whatever the other side does. */
const farewellMs = 2_000

/**
 * Lets this machine's own programs in by plain HTTP on a port that speaks TLS (an https server): what never leaves the machine needs no
 * certificate, and clients that know none (TouchDesigner's among them) go on working. Everybody else is sent to https.
 */
export function admitPlainHttp(
  server: HttpServer,
  { firstWordMs, isHere }: { firstWordMs: number; isHere: (address: string) => boolean },
): void {
  const greetings = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const fail = () => socket.destroy()
    socket.setTimeout(firstWordMs, fail)
    socket.once('error', fail)
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null // no encoding is set
      if (first === null) return fail()
      if (first[0] !== tlsHandshake && !isHere(socket.remoteAddress ?? ''))
        return sendAway(socket, answerTo(first.toString('latin1')))
      socket.setTimeout(0)
      socket.off('timeout', fail)
      socket.off('error', fail)
      socket.unshift(first)
      if (first[0] === tlsHandshake) greetings.forEach((greet) => void Reflect.apply(greet, server, [socket]))
      // to the HTTP of an https server, a connection is ready when TLS says so
      else server.emit('secureConnection', socket)
    })
  })
}

/** What it still sends is read and dropped, else its end would never be seen. */
function sendAway(socket: Socket, answer: string): void {
  socket.end(answer)
  socket.resume()
  const limit = setTimeout(() => socket.destroy(), farewellMs)
  socket.once('close', () => clearTimeout(limit))
}

const pageRequest = /^GET (\/[!-~]*) HTTP\/1\.[01]\r\n(?:[^\r\n]+\r\n)*?host: *([!-~]+) *\r\n/i

/** A page is led to its place; programs, and what is no HTTP, learn why. Nothing that was sent is looked at further. */
export function answerTo(request: string): string {
  const [, path = '', host = ''] = pageRequest.exec(request) ?? []
  const words = 'This port speaks https (and wss) to other machines.\n'
  const body = ['Content-Type: text/plain; charset=utf-8', `Content-Length: ${words.length}`, 'Connection: close']
  const [status, ...more] = parseHost(host)
    ? ['308 Permanent Redirect', `Location: https://${host}${path}`, 'Cache-Control: no-store']
    : ['400 Bad Request']
  return [`HTTP/1.1 ${status}`, ...more, ...body, '', words].join('\r\n')
}

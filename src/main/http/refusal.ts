import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RefusalReason } from './access'

/** What the refused one may know: enough to mend a wrong setup, nothing about what is behind. */
export const refusalText: Readonly<Record<RefusalReason, string>> = {
  host: 'This server is not known by that name; add it to server.allowedHosts.',
  origin: 'Pages of that origin may not come here; add it to server.allowedOrigins.',
  'fetch-site': 'Pages of other sites may not come here.',
  'credential-missing': 'This needs a credential: pair this browser or send a token.',
  'credential-bad': 'The token is wrong; a new one is made at every start.',
  role: 'This credential is for something else.',
}

export function refusalBody(message: string): string {
  return JSON.stringify({ code: 'not_allowed', message, hint: 'See docs/security.md for who may come in.' })
}

/** Answers an upgrade with plain HTTP and ends the connection. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = refusalBody(message)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  // Destroyed once written: a peer that never reads or closes would keep it for ever.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

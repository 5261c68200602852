import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Access } from './access'

type Refused = Extract<Access, { allow: false }>

/** What the refused one may know: enough to mend a wrong setup, nothing about what is behind. */
export const refusalText: Readonly<Record<Refused['reason'], string>> = {
  host: 'This server is not known by that name; add it to server.allowedHosts.',
  origin: 'Pages of that origin may not come here; add it to server.allowedOrigins.',
  'fetch-site': 'Pages of other sites may not come here.',
  'credential-missing': 'This needs a credential: pair this browser or send a token.',
  'credential-bad': 'The token is wrong: revoked, mistyped, or the cli-token of an earlier start.',
  role: 'This credential is for something else.',
  requests: 'Too many requests in a short time.',
  guesses: 'Too many wrong tokens came from this address.',
}

const notAllowed = (message: string) => ({
  code: 'not_allowed',
  message,
  hint: 'See docs/security.md for who may come in.',
})

const tooMany = (message: string) => ({
  code: 'too_many_requests',
  message,
  hint: 'Ask again after the seconds of Retry-After.',
})

/** Brokers' clients read `detail`. */
function bodyOf(refused: Refused, isForBroker: boolean): string {
  const message = refusalText[refused.reason]
  const facts = refused.refuse === 429 ? tooMany(message) : notAllowed(message)
  return JSON.stringify(isForBroker ? { detail: message, ...facts } : facts)
}

/** The answer to a request that was refused before anything saw it, in the words of the protocol it meant. */
export function refusalReply(refused: Refused, isForBroker: boolean): Response {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  if (refused.refuse === 401) headers.set('www-authenticate', 'Bearer realm="photocall"')
  if (refused.refuse === 429) headers.set('retry-after', String(refused.retryAfterSec))
  return new Response(bodyOf(refused, isForBroker), { status: refused.refuse, headers })
}

/** Answers an upgrade with plain HTTP and ends the connection. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify(notAllowed(message))
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

import type { IncomingMessage } from 'node:http'
import { parse } from 'hono/utils/cookie'
import type { Credential, RequestFacts } from './access'
import { sameToken } from './cli-token'
import { plainAddress } from './hosts'
import { sessionCookie } from './pair-routes'
import type { ApiTokens } from './api-tokens'
import type { Sessions } from './sessions'

export interface CredentialDeps {
  sessions: Sessions
  /** Bearer tokens of the booth's own programs, those of this moment. */
  programTokens(): readonly string[]
  /** Those that the operator made. */
  apiTokens: Pick<ApiTokens, 'find'>
  /** Whether it is TouchDesigner's. */
  isTdToken(token: string): boolean
}

/** Holds a room's code, and is sent for the assets of its page alone. */
export const roomCookie = 'photocall_room'

/** A token that is claimed and wrong is told; a cookie that nobody knows any more is as good as none. */
export function credentialOf(request: IncomingMessage, deps: CredentialDeps): Credential {
  const presented = bearerOf(request)
  if (presented !== null) {
    const known = deps.programTokens().some((token) => sameToken(presented, token))
    if (known) return { kind: 'bearer', role: 'program' }
    const named = deps.apiTokens.find(presented)
    if (named) return { kind: 'token', tokenId: named.id, scope: named.scope }
    return deps.isTdToken(presented) ? { kind: 'touchdesigner' } : { kind: 'bad' }
  }
  const paired = deps.sessions.find(sessionToken(request))
  return paired ? { kind: 'cookie', role: paired.role } : { kind: 'none' }
}

/** The token that is claimed; null where none is. */
export function bearerOf(request: IncomingMessage): string | null {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** Empty where the request has no cookie of ours. */
export function sessionToken(request: IncomingMessage): string {
  return parse(request.headers.cookie ?? '', sessionCookie)[sessionCookie] ?? ''
}

/** Of a request's absolute address, as the listener gives it: how the connection came, not what a proxy says. */
export function isHttps(url: string): boolean {
  return url.startsWith('https:')
}

/** How the connection came; plain for what a proxy on this machine hands on. */
export function schemeOf({ socket }: IncomingMessage): 'http' | 'https' {
  return 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http'
}

/** Null where there is none, or more than one: Node keeps the first, a proxy before us perhaps the last. */
function single(request: IncomingMessage, name: 'host' | 'origin'): string | null {
  const values = request.headersDistinct[name] ?? []
  if (values.length > 1) return ''
  return values[0] ?? null
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}

/** Proxies and tunnels say so; what comes through one on this machine comes from anywhere. */
export function wasForwarded(request: IncomingMessage): boolean {
  const names = Object.keys(request.headers)
  return names.some((name) => name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-'))
}

/** A path that cannot be decoded is kept as it is: it matches no route and so needs a credential. */
function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch (error) {
    if (error instanceof URIError) return path
    throw error
  }
}

/** What a request or an upgrade shows; `url` is absolute. */
export function requestFacts(
  request: IncomingMessage,
  url: URL,
  upgrade: boolean,
  credential: Credential,
  isGivenRoom: (asked: string, address: string) => boolean,
): RequestFacts {
  const peer = request.socket.remoteAddress ?? ''
  const room = url.searchParams.get('room') ?? parse(request.headers.cookie ?? '', roomCookie)[roomCookie]
  return {
    method: request.method ?? 'GET',
    path: decoded(url.pathname),
    upgrade,
    hasRoom: url.searchParams.has('room'),
    isGivenRoom: () => room !== undefined && isGivenRoom(room, plainAddress(peer)),
    peer,
    host: single(request, 'host'),
    origin: single(request, 'origin'),
    fetchSite: header(request, 'sec-fetch-site'),
    fetchMode: header(request, 'sec-fetch-mode'),
    fetchDest: header(request, 'sec-fetch-dest'),
    forwarded: wasForwarded(request),
    credential,
  }
}

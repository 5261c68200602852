import type { TokenScope } from '../../contract/api-token'
import type { Role } from '../../contract/app-state'
import { isLoopbackAddress, isLoopbackHost, parseHost, plainAddress } from './hosts'
import { routeClassOf, type LegacyProtocol, type RouteClass } from './route-classes'

/** What a request showed. `touchdesigner`: the token of that protocol alone. `bad`: it claims to be a program and its token is wrong; a stale cookie counts as none. */
export type Credential =
  | { kind: 'none' }
  | { kind: 'bad' }
  | { kind: 'touchdesigner' }
  | { kind: 'bearer' | 'cookie'; role: Role }
  | { kind: 'token'; tokenId: string; scope: TokenScope }

/** Everything that decides over a request or an upgrade, as it came over the wire; header values null where absent. */
export interface RequestFacts {
  method: string
  path: string
  upgrade: boolean
  /** The query names a `room`, even an empty one. */
  hasRoom: boolean
  /** Whether its room's code was given out by the console; asked last, for wrong codes are counted. */
  isGivenRoom(): boolean
  /** The socket's remote address. */
  peer: string
  host: string | null
  origin: string | null
  fetchSite: string | null
  fetchMode: string | null
  fetchDest: string | null
  /** Any of `Forwarded`, `X-Forwarded-*`, `Via` is there. */
  forwarded: boolean
  credential: Credential
}

export interface AccessConfig {
  scheme: 'http' | 'https'
  port: number
  /** Names and addresses besides loopback under which we are known: own LAN addresses and configured names. */
  hosts: readonly string[]
  /** Origins of the operator's other pages, `https://booth.example`. */
  allowedOrigins: readonly string[]
  /** Addresses that may speak a protocol without a token. */
  legacyClients: Readonly<Record<LegacyProtocol, readonly string[]>>
  /** The operator has a page for tablets at `/`. */
  hasTabletPage: boolean
}

/**
 * `by: 'room'`: whoever knows a room's code, for that room's page and socket. `by: 'hello'`: a TouchDesigner from beyond, which shows its token in its first message and has no rights before.
 * A null role is a peer without a credential where none is needed; features give it their own protocol's rights only.
 */
export type Access =
  | {
      allow: true
      role: Role | null
      by: 'credential' | 'loopback' | 'legacy' | 'room' | 'public' | 'hello'
      /**
       * Whose jobs these are and whose requests are counted together: `loopback`, `legacy:<address>`, `token:<id>`, a
       * role (the booth's own program and paired browsers), else `touchdesigner`, `room:<address>`, `hello:<address>` or
       * `public`.
       */
      key: string
      /** The named token that was shown: what it opened ends when it is revoked. */
      tokenId: string | null
    }
  | { allow: false; refuse: 401 | 403; reason: RefusalReason }
  | { allow: false; refuse: 429; reason: 'requests' | 'guesses'; retryAfterSec: number }

type Admitted = Extract<Access, { allow: true }>

export type RefusalReason = 'host' | 'origin' | 'fetch-site' | 'credential-missing' | 'credential-bad' | 'role'

const admit = (by: Admitted['by'], key: string, role: Role | null = null): Access => ({
  ...{ allow: true, role, by, key, tokenId: null },
})
const refuse = (status: 401 | 403, reason: RefusalReason): Access => ({ allow: false, refuse: status, reason })

/**
 * DNS rebinding: a page of evil.example re-points its own name to 127.0.0.1 and then counts as same-origin with us in
 * the visitor's browser. Its requests still carry `Host: evil.example`.
 */
function hostIsOurs(facts: RequestFacts, config: AccessConfig): boolean {
  const host = facts.host === null ? null : parseHost(facts.host)
  return host !== null && (isLoopbackHost(host.name) || config.hosts.includes(host.name))
}

/** The operator's own page under another of our names (`localhost` and `127.0.0.1`) is still our own page. */
function originIsOurs(origin: URL, facts: RequestFacts, config: AccessConfig): boolean {
  if (origin.protocol !== `${config.scheme}:`) return false
  if (origin.host === facts.host?.toLowerCase()) return true
  const name = parseHost(origin.host)
  const port = name?.port ?? (config.scheme === 'https' ? 443 : 80)
  return name !== null && port === config.port && (isLoopbackHost(name.name) || config.hosts.includes(name.name))
}

function parseOrigin(origin: string): URL | null {
  try {
    const url = new URL(origin)
    // An Origin is scheme, host and port; anything longer was not written by a browser.
    return url.origin === origin.toLowerCase() ? url : null
  } catch {
    return null
  }
}

type OriginVerdict = 'absent' | 'own' | 'allowed' | 'foreign'

/**
 * Cross-site requests: a browser sends a foreign page's POST, and opens its WebSocket (no same-origin rule there at
 * all), with our cookies or from our trusted loopback. It also says whose page it was; `null` is a sandboxed frame or a
 * local file, which anybody can make somebody open.
 */
function judgeOrigin(facts: RequestFacts, config: AccessConfig): OriginVerdict {
  if (facts.origin === null) return 'absent'
  const origin = parseOrigin(facts.origin)
  if (origin === null) return 'foreign'
  if (originIsOurs(origin, facts, config)) return 'own'
  return config.allowedOrigins.some((allowed) => parseOrigin(allowed)?.origin === origin.origin) ? 'allowed' : 'foreign'
}

/**
 * Requests without an Origin (images, scripts, form GETs of foreign pages, also of another port of this machine, to
 * which cookies are sent too) still say `Sec-Fetch-Site`. Following a link to one of our pages is all that remains; a
 * frame is no link.
 */
function fetchSiteIsFine(facts: RequestFacts, route: RouteClass, origin: OriginVerdict): boolean {
  if (facts.fetchSite === null || facts.fetchSite === 'same-origin' || facts.fetchSite === 'none') return true
  if (origin === 'allowed') return true
  const followsLink = facts.method === 'GET' && facts.fetchMode === 'navigate' && facts.fetchDest === 'document'
  return followsLink && route.page && !facts.upgrade && origin === 'absent'
}

function judgeStranger(facts: RequestFacts, route: RouteClass, config: AccessConfig): Access {
  if (facts.credential.kind === 'bad') return refuse(401, 'credential-bad')
  if (route.need === 'closed') return judgeRoom(facts, route) ?? refuse(401, 'credential-missing')
  // A proxy or tunnel on this machine makes the whole world a loopback peer: what it forwards is not trusted.
  if (!facts.forwarded && isLoopbackAddress(facts.peer)) return admit('loopback', 'loopback')
  const address = plainAddress(facts.peer)
  if (!facts.forwarded && isLegacyClient(facts.peer, route.protocol, config))
    return admit('legacy', `legacy:${address}`)
  return judgeRoom(facts, route) ?? judgeHello(facts, route) ?? refuse(401, 'credential-missing')
}

/** Of direct peers alone: a code is for who stands in the hall. */
function judgeRoom(facts: RequestFacts, route: RouteClass): Access | null {
  const isAdmitted = route.room && !facts.forwarded && facts.isGivenRoom()
  return isAdmitted ? admit('room', `room:${plainAddress(facts.peer)}`) : null
}

/** TouchDesigner can set no header, and its address may lose its query. */
function judgeHello(facts: RequestFacts, { protocol }: RouteClass): Access | null {
  const isOfTouchDesigner = protocol === 'td' || protocol === 'canvas'
  const saysHello = isOfTouchDesigner && facts.upgrade && facts.origin === null && !facts.forwarded
  return saysHello ? admit('hello', `hello:${plainAddress(facts.peer)}`) : null
}

/** Whether the operator's list of that protocol has the address, in whichever way either is written. */
export function isLegacyClient(
  peer: string,
  protocol: LegacyProtocol | null,
  { legacyClients }: Pick<AccessConfig, 'legacyClients'>,
): boolean {
  const admitted = protocol === null ? [] : legacyClients[protocol]
  return admitted.some((address) => plainAddress(address) === plainAddress(peer))
}

/** A token of scope `jobs` opens the broker's addresses and nothing else; one of scope `program` is a program. */
function judgeToken({ tokenId, scope }: Extract<Credential, { kind: 'token' }>, route: RouteClass): Access {
  const role = scope === 'program' ? 'program' : null
  const fits = role === null ? route.protocol === 'broker' : route.roles.includes(role)
  return fits ? { allow: true, role, by: 'credential', key: `token:${tokenId}`, tokenId } : refuse(403, 'role')
}

/** The one judgement over every request and upgrade of the main listener: 403 is "not from there", 401 "not without a credential". */
export function decideAccess(facts: RequestFacts, config: AccessConfig): Access {
  const reads = !facts.upgrade && (facts.method === 'GET' || facts.method === 'HEAD')
  const ofTabletPage = config.hasTabletPage && reads
  const route = routeClassOf({ ...facts, hasOrigin: facts.origin !== null, ofTabletPage })
  if (!hostIsOurs(facts, config)) return refuse(403, 'host')
  const origin = judgeOrigin(facts, config)
  if (origin === 'foreign') return refuse(403, 'origin')
  if (!fetchSiteIsFine(facts, route, origin)) return refuse(403, 'fetch-site')
  if (route.need === 'public') return admit('public', 'public')
  const { credential } = facts
  if (credential.kind === 'touchdesigner') {
    const isTheirs = route.protocol === 'td' || (route.protocol === 'canvas' && facts.upgrade)
    return isTheirs ? admit('credential', 'touchdesigner') : refuse(401, 'credential-bad')
  }
  if (credential.kind === 'none' || credential.kind === 'bad') return judgeStranger(facts, route, config)
  if (credential.kind === 'token') return judgeToken(credential, route)
  if (!route.roles.includes(credential.role)) return judgeRoom(facts, route) ?? refuse(403, 'role')
  return admit('credential', credential.role, credential.role)
}

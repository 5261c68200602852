import type { IncomingMessage } from 'node:http'
import type { Clock } from '../lib/clock'
import { decideAccess, type Access, type AccessConfig, type RequestFacts } from './access'
import { isLoopbackAddress, lanAddresses, plainAddress } from './hosts'
import type { RateLimit, Sender } from './rate-limit'
import { bearerOf, credentialOf, requestFacts, schemeOf, type CredentialDeps } from './request-facts'
import { routeClassOf } from './route-classes'

/** How long the network's addresses are believed before the system is asked again. */
const addressesAgeMs = 5_000

/** Whom the operator lets in besides, as it stands now. */
export interface OperatorLists extends Pick<AccessConfig, 'legacyClients' | 'hasTabletPage'> {
  origins: readonly string[]
  hosts: readonly string[]
}

export interface JudgeDeps extends CredentialDeps {
  lan: boolean
  /** Names besides the addresses, lower case: those that the certificate is made out to. */
  certifiedNames: readonly string[]
  admitted(): OperatorLists
  /** The rooms' codes that were given out. */
  canvas: { isGiven(asked: string, address: string): boolean }
  limit: RateLimit
  clock: Clock
}

/** Puts what a request shows before `decideAccess`, with our names and the operator's lists as they are now, and counts it. */
export type Judge = (request: IncomingMessage, url: URL, upgrade: boolean) => Access

export function createJudge(deps: JudgeDeps, port: () => number): Judge {
  const ownAddresses = deps.lan ? createOwnAddresses(deps.clock) : () => []
  const { limit } = deps

  function decide(facts: RequestFacts, scheme: AccessConfig['scheme']): Access {
    const { origins, hosts, ...lists } = deps.admitted()
    const known = [...ownAddresses(), ...deps.certifiedNames, ...hosts.map((host) => host.toLowerCase())]
    return decideAccess(facts, { scheme, port: port(), hosts: known, allowedOrigins: origins, ...lists })
  }

  /** Who has guessed too much is not answered whether the next one would have been right. */
  function judgeGuess(access: Access, facts: RequestFacts, sender: Sender, waitMs: number): Access {
    if (access.allow || access.reason !== 'credential-bad' || facts.credential.kind !== 'bad') return access
    if (waitMs > 0) return tooMany('guesses', waitMs)
    limit.guessed(sender)
    return access
  }

  return (request, url, upgrade) => {
    const shown = requestFacts(request, url, upgrade, { kind: 'none' }, deps.canvas.isGiven)
    const sender = senderOf(shown)
    const guessWaitMs = bearerOf(request) === null ? 0 : limit.mayGuess(sender)
    const facts = { ...shown, credential: guessWaitMs > 0 ? badCredential : credentialOf(request, deps) }
    const access = judgeGuess(decide(facts, schemeOf(request)), facts, sender, guessWaitMs)
    if (!isCounted(facts)) return access
    const waitMs = limit.request(sender, countedKey(access))
    return waitMs > 0 ? tooMany('requests', waitMs) : access
  }
}

const badCredential = { kind: 'bad' } as const

function tooMany(reason: 'requests' | 'guesses', waitMs: number): Access {
  return { allow: false, refuse: 429, reason, retryAfterSec: Math.max(1, Math.ceil(waitMs / 1000)) }
}

function senderOf({ peer, forwarded }: RequestFacts): Sender {
  return { address: plainAddress(peer), isHere: !forwarded && isLoopbackAddress(peer) }
}

/** Paired browsers of one role share its key, and each has an address of its own. */
function countedKey(access: Access): string | null {
  return access.allow && (access.role === null || access.tokenId !== null) ? access.key : null
}

/** The addresses that programs ask in loops; pages and sockets have limits of their own. */
function isCounted(facts: RequestFacts): boolean {
  if (facts.upgrade) return false
  const { protocol } = routeClassOf({ ...facts, hasOrigin: facts.origin !== null, ofTabletPage: false })
  return protocol === 'broker' || protocol === 'tablet'
}

function createOwnAddresses(clock: Clock): () => readonly string[] {
  let known: { addresses: string[]; atMs: number } | null = null
  return () => {
    const nowMs = clock.monotonicMs()
    if (!known || nowMs - known.atMs > addressesAgeMs) known = { addresses: lanAddresses(), atMs: nowMs }
    return known.addresses
  }
}

import type { IncomingMessage } from 'node:http'
import type { Clock } from '../lib/clock'
import { decideAccess, type Access, type AccessConfig } from './access'
import { lanAddresses } from './hosts'
import { credentialOf, requestFacts, type CredentialDeps } from './request-facts'

/** How long the network's addresses are believed before the system is asked again. */
const addressesAgeMs = 5_000

export interface JudgeDeps extends CredentialDeps {
  lan: boolean
  admitted(): { origins: readonly string[]; hosts: readonly string[]; legacyClients: AccessConfig['legacyClients'] }
  clock: Clock
}

/** Puts what a request shows before `decideAccess`, with our names and the operator's lists as they are now. */
export type Judge = (request: IncomingMessage, url: URL, upgrade: boolean) => Access

export function createJudge(deps: JudgeDeps, port: () => number): Judge {
  const ownAddresses = deps.lan ? createOwnAddresses(deps.clock) : () => []
  return (request, url, upgrade) => {
    const { origins, hosts, legacyClients } = deps.admitted()
    const known = [...ownAddresses(), ...hosts.map((host) => host.toLowerCase())]
    const config: AccessConfig = { scheme: 'http', port: port(), hosts: known, allowedOrigins: origins, legacyClients }
    return decideAccess(requestFacts(request, url, upgrade, credentialOf(request, deps)), config)
  }
}

function createOwnAddresses(clock: Clock): () => readonly string[] {
  let known: { addresses: string[]; atMs: number } | null = null
  return () => {
    const nowMs = clock.monotonicMs()
    if (!known || nowMs - known.atMs > addressesAgeMs) known = { addresses: lanAddresses(), atMs: nowMs }
    return known.addresses
  }
}

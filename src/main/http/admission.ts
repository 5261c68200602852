import type { IncomingMessage } from 'node:http'
import type { Role } from '../../contract/app-state'
import { isLegacyClient, type Access } from './access'
import type { OperatorLists } from './judge'
import { credentialOf, type CredentialDeps } from './request-facts'
import type { LegacyProtocol } from './route-classes'

export interface AdmissionDeps extends CredentialDeps {
  /** The operator's lists as they stand now. */
  admitted(): Pick<OperatorLists, 'legacyClients'>
}

/** Whether what let a socket in holds at the moment of asking: its address on the list, its pairing, its token. */
export function createAdmission(
  request: IncomingMessage,
  { by, role }: Extract<Access, { allow: true }>,
  protocol: LegacyProtocol,
  deps: AdmissionDeps,
): () => boolean {
  // a socket that is gone has no address any more
  const peer = request.socket.remoteAddress ?? ''
  if (by === 'legacy') return () => isLegacyClient(peer, protocol, deps.admitted())
  return () => role === null || roleNow(request, deps) === role
}

/** What the credential of a request is good for by now. */
export function roleNow(request: IncomingMessage, deps: CredentialDeps): Role | null {
  const credential = credentialOf(request, deps)
  if (credential.kind === 'token') return credential.scope === 'program' ? 'program' : null
  return 'role' in credential ? credential.role : null
}

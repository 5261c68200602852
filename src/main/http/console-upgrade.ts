import { addresses } from '../../contract/addresses'
import { roleNow } from './admission'
import { attachConsoleSocket, frameLimitBytes, type ConsoleSocketDeps } from './console-socket'
import type { CredentialDeps } from './request-facts'
import { createSockets, type UpgradeRoute } from './upgrade-route'

/** More consoles than any hall has; each costs a mirror of the state. */
const viewerLimit = 100

export type ConsoleUpgradeDeps = CredentialDeps & Pick<ConsoleSocketDeps, 'hub' | 'clock' | 'log'>

/** Where consoles and kiosks in browsers come in, and programs that follow the state. */
export function createConsoleRoute(deps: ConsoleUpgradeDeps): UpgradeRoute {
  const sockets = createSockets(frameLimitBytes)
  return {
    sockets,
    judge({ request, url, access: { role, tokenId } }) {
      // No role: a peer that needs none elsewhere; this socket is for credentials alone.
      if (url.pathname !== addresses.socket || role === null) return null
      if (sockets.clients.size >= viewerLimit) return { status: 503, message: 'Too many consoles are open.' }
      const stillAllowed = (): boolean => roleNow(request, deps) === role
      return (socket) => attachConsoleSocket(socket, { ...deps, role, tokenId, stillAllowed })
    },
  }
}

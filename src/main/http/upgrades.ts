import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { createCanvasRoute, type CanvasUpgradeDeps } from './canvas-upgrade'
import { createConsoleRoute, type ConsoleUpgradeDeps } from './console-upgrade'
import type { Judge } from './judge'
import type { OpenConnections } from './open-connections'
import { refusalText, refuseUpgrade } from './refusal'
import { createTabletRoute } from './tablet-upgrade'
import { createTdRoute, type TdUpgradeDeps } from './td-upgrade'
import type { RefusedUpgrade, TakeOver, UpgradeRoute } from './upgrade-route'
import { createWaitingRoom } from './waiting-room'

export type UpgradeDeps = ConsoleUpgradeDeps &
  Omit<CanvasUpgradeDeps, 'waiting'> &
  Omit<TdUpgradeDeps, 'waiting'> &
  Parameters<typeof createTabletRoute>[0] & { judge: Judge; connections: OpenConnections }

interface Accepted {
  route: UpgradeRoute
  takeOver: TakeOver
  tokenId: string | null
}

/** Judges every upgrade before it is accepted; returns what says goodbye to all sockets. */
export function serveUpgrades(server: HttpServer, deps: UpgradeDeps): () => void {
  // one room for all: who waits for a hello is counted by address, whatever it is for
  const hallway = { ...deps, waiting: createWaitingRoom() }
  const routes = [createCanvasRoute(hallway), createTdRoute(hallway), createTabletRoute(deps), createConsoleRoute(deps)]

  server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', (error) => deps.log.debug('an upgrade broke off', { error: error.message }))
    const judged = judgeUpgrade(request, deps.judge, routes)
    if ('status' in judged) return refuseUpgrade(connection, judged.status, judged.message)
    holdFor(judged.tokenId, connection, deps.connections)
    judged.route.sockets.handleUpgrade(request, connection, head, (socket) => judged.takeOver(socket, connection))
  })
  return () => {
    for (const { sockets } of routes) for (const socket of sockets.clients) socket.close(1001, 'closing')
  }
}

function holdFor(tokenId: string | null, connection: Duplex, connections: OpenConnections): void {
  if (tokenId === null) return
  const forget = connections.hold(tokenId, () => void connection.destroy())
  connection.once('close', forget)
}

function judgeUpgrade(
  request: IncomingMessage,
  judge: Judge,
  routes: readonly UpgradeRoute[],
): Accepted | RefusedUpgrade {
  const url = urlOf(request)
  if (!url) return { status: 400, message: 'The address cannot be read.' }
  const access = judge(request, url, true)
  if (!access.allow) return { status: access.refuse, message: refusalText[access.reason] }
  for (const route of routes) {
    const found = route.judge({ request, url, access })
    if (found) return typeof found === 'function' ? { route, takeOver: found, tokenId: access.tokenId } : found
  }
  return { status: 404, message: 'There is no socket here.' }
}

function urlOf(request: IncomingMessage): URL | null {
  try {
    // Only path and query are used: under which name we were called is judged from the Host header.
    return new URL(request.url ?? '/', 'http://localhost')
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

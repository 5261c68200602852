import type { IncomingMessage } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Hub } from '../state'
import type { BrokerEnv } from './broker-routes'
import { errorReply } from './error-reply'
import { lanAddresses, urlHost } from './hosts'
import { createLimitedServer, createShutdown, type ServerTimeouts } from './http-listener'
import { createJudge, type Judge, type JudgeDeps, type OperatorLists } from './judge'
import { listen } from './listen'
import type { ApiTokens } from './api-tokens'
import { createOpenConnections, type OpenConnections } from './open-connections'
import type { MediaEnv } from './media-app'
import type { Pairing } from './pairing'
import { createRateLimit } from './rate-limit'
import { createServerApp, type TdScripts } from './server-app'
import type { Sessions } from './sessions'
import { serveUpgrades, type UpgradeDeps } from './upgrades'

export interface ServerDeps {
  /** 0 takes any free port. */
  port: number
  /** Open to the network; else to this machine alone. */
  lan: boolean
  /** The operator's lists as they stand now; asked at every request. */
  admitted(): OperatorLists
  mediaApp: Hono<MediaEnv>
  hub: Pick<Hub, 'connect'>
  td: UpgradeDeps['td'] & TdScripts
  tablet: UpgradeDeps['tablet']
  incomingDir: string
  canvas: UpgradeDeps['canvas'] & JudgeDeps['canvas']
  sessions: Sessions
  pairing: Pairing
  programTokens(): readonly string[]
  apiTokens: Pick<ApiTokens, 'find' | 'onRevoke'>
  isTdToken: UpgradeDeps['isTdToken']
  version: string
  brokerApp: Hono<BrokerEnv>
  /** Facts for `/health` besides its own; no secrets, no paths: it answers any program of this machine. */
  health(): Record<string, unknown>
  timeouts: ServerTimeouts
  clock: Clock
  log: Log
}

export interface Server {
  port: number
  /** `http://127.0.0.1:8080`; pages and pairing addresses hang below it. */
  baseUrl: string
  /** The same for others on the network, as its addresses are now; empty unless `lan`. */
  lanUrls(): string[]
  /** Ends within a second: what is in flight gets most of that, then every socket is closed. */
  close(): Promise<void>
}

/** Opens the main listener; throws `port_taken`. */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const limit = createRateLimit(deps)
  const judge = createJudge({ ...deps, limit }, () => port)
  const connections = createOpenConnections()
  deps.apiTokens.onRevoke(connections.endAll)
  const respond = createResponder(deps, judge, connections)
  const server = createLimitedServer(deps.timeouts, null, (incoming, outgoing) => void respond(incoming, outgoing))
  const close = createShutdown(server, serveUpgrades(server, { ...deps, judge, limit, connections }))
  const port = await listen(server, deps.port, deps.lan ? '0.0.0.0' : '127.0.0.1')
  server.on('error', (error) => deps.log.error('the server failed', { error: error.message }))

  const lanUrls = (): string[] =>
    deps.lan
      ? lanAddresses()
          .filter(isIpv4)
          .map((address) => urlOf(address, port))
      : []
  return { port, baseUrl: urlOf('127.0.0.1', port), lanUrls, close }
}

const urlOf = (address: string, port: number): string => `http://${urlHost(address)}:${port}`

/** The listener is bound to IPv4. */
const isIpv4 = (address: string): boolean => !address.includes(':')

function createResponder(
  deps: ServerDeps,
  judge: Judge,
  connections: OpenConnections,
): ReturnType<typeof getRequestListener> {
  const app = createServerApp({ ...deps, scheme: 'http' })
  const unreadable = (error: unknown): Response => {
    deps.log.debug('a request could not be read', { error: String(error) })
    return errorReply(
      new AppError('invalid_input', 'The request cannot be read.', 'Check its address and its Host header.'),
    )
  }
  // Global Request and Response stay Node's own: Electron's protocol handler checks for them.
  return getRequestListener(
    (request, env) => {
      const incoming = env.incoming as IncomingMessage // the listener speaks HTTP/1 alone
      const access = judge(incoming, new URL(request.url), false)
      if (access.allow && access.tokenId !== null) {
        env.outgoing.once(
          'close',
          connections.hold(access.tokenId, () => void incoming.socket.destroy()),
        )
      }
      return app.fetch(request, { access, incoming })
    },
    { overrideGlobalObjects: false, errorHandler: unreadable },
  )
}

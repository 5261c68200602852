import type { IncomingMessage, RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Hub } from '../state'
import type { BrokerEnv } from './broker-routes'
import type { Certificate } from './certificate'
import { answerEarly, hasBody } from './early-answer'
import { errorReply } from './error-reply'
import { isLoopbackAddress } from './hosts'
import { createLimitedServer, createShutdown, type ServerTimeouts } from './http-listener'
import { createJudge, type Judge, type JudgeDeps, type OperatorLists } from './judge'
import { listen } from './listen'
import type { ApiTokens } from './api-tokens'
import { createOpenConnections, type OpenConnections } from './open-connections'
import { createOwnUrls, type OwnUrls } from './own-urls'
import type { MediaEnv } from './media-app'
import { admitPlainHttp } from './plain-http'
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
  /** For others on the network, who come by https alone then; null: plain HTTP for everybody. */
  certificate: Certificate | null
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
  /** Pages and pairing addresses hang below them. */
  urls: OwnUrls
  /** Ends within a second: what is in flight gets most of that, then every socket is closed. */
  close(): Promise<void>
}

/** Opens the main listener; throws `port_taken`. */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const { certificate } = deps
  const limit = createRateLimit(deps)
  const judge = createJudge({ ...deps, limit, certifiedNames: certificate?.names ?? [] }, () => port)
  const connections = createOpenConnections()
  deps.apiTokens.onRevoke(connections.endAll)
  const respond = createResponder(deps, judge, connections)
  const answer: RequestListener = (incoming, outgoing) => void respond(incoming, outgoing)
  const server = createLimitedServer(deps.timeouts, certificate, answer)
  if (certificate) admitPlainHttp(server, { firstWordMs: deps.timeouts.headersMs, isHere: isLoopbackAddress })
  const close = createShutdown(server, serveUpgrades(server, { ...deps, judge, limit, connections }))
  const port = await listen(server, deps.port, deps.lan ? '0.0.0.0' : '127.0.0.1')
  server.on('error', (error) => deps.log.error('the server failed', { error: error.message }))
  return { port, urls: createOwnUrls(port, deps.lan, certificate), close }
}

function createResponder(
  deps: ServerDeps,
  judge: Judge,
  connections: OpenConnections,
): ReturnType<typeof getRequestListener> {
  const app = createServerApp(deps)
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
      const response = app.fetch(request, { access, incoming })
      if (!hasBody(incoming)) return response
      return Promise.resolve(response).then((answer) => answerEarly(answer, incoming, deps.clock))
    },
    { overrideGlobalObjects: false, errorHandler: unreadable },
  )
}

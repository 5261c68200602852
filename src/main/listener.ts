import { join } from 'node:path'
import { addresses } from '../contract/addresses'
import type { CommandOutput } from '../contract/commands'
import type { Settings } from '../contract/settings'
import type { ApiTokens } from './http/api-tokens'
import { newProgramToken, publishCliToken } from './http/cli-token'
import { createPairing, pairingUrl } from './http/pairing'
import { serverTimeouts } from './http/http-listener'
import { createServer, type ServerDeps } from './http/server'
import { createSessions, type Sessions } from './http/sessions'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { Hub } from './state'
import type { TdUrls } from './td-install'
import { appVersion } from './version'

/** The booth's port, and what stands around it: paired browsers and the token by which other commands reach us. */
export interface Listener {
  /** For a browser on this machine. */
  consoleUrl: string
  lanUrls(): string[]
  /** For the lines that bring TouchDesigner here. */
  tdUrls(): TdUrls
  pair(role: 'console' | 'kiosk' | 'tablet'): CommandOutput<'pairing.create'>
  paired: Pick<Sessions, 'list' | 'revoke'>
  close(): Promise<void>
}

/** Opens the port; throws `port_taken`, naming the setting and a free one. */
export async function openListener(deps: {
  dataDir: string
  /** 0 takes any free port. */
  port: number
  server: () => Settings['server']
  /** As the settings say, where nothing is against it. */
  lan: boolean
  certificate: ServerDeps['certificate']
  mediaApp: ServerDeps['mediaApp']
  hub: Hub
  td: ServerDeps['td']
  /** TouchDesigners that may come without a token: the operator's list as it is now. */
  tdAdmitted: () => readonly string[]
  tablet: ServerDeps['tablet']
  incomingDir: string
  isTdToken: ServerDeps['isTdToken']
  canvas: ServerDeps['canvas']
  /** The same of machines that draw. */
  canvasAdmitted: () => readonly string[]
  apiTokens: ApiTokens
  brokerApp: ServerDeps['brokerApp']
  /** Programs that may come without a token: the operator's list as it is now. */
  brokerAdmitted: () => readonly string[]
  health: () => Record<string, unknown>
  clock: Clock
  log: Log
}): Promise<Listener> {
  const { dataDir, port, lan, certificate, mediaApp, hub, health, clock, log } = deps
  const sessions = await createSessions({ file: join(dataDir, 'sessions.json'), clock, log })
  const pairing = createPairing({ sessions, clock })
  const token = newProgramToken()
  const server = await createServer({
    port,
    lan,
    certificate,
    admitted() {
      const { allowedOrigins: origins, allowedHosts: hosts } = deps.server()
      const [tablet, broker, canvas] = [deps.tablet.admitted(), deps.brokerAdmitted(), deps.canvasAdmitted()]
      const legacyClients = { td: deps.tdAdmitted(), tablet, broker, canvas }
      return { origins, hosts, legacyClients, hasTabletPage: deps.tablet.pageDir() !== null }
    },
    mediaApp,
    hub,
    td: deps.td,
    tablet: deps.tablet,
    incomingDir: deps.incomingDir,
    canvas: deps.canvas,
    sessions,
    pairing,
    programTokens: () => [token],
    isTdToken: deps.isTdToken,
    version: appVersion,
    apiTokens: deps.apiTokens,
    brokerApp: deps.brokerApp,
    health,
    timeouts: serverTimeouts,
    clock,
    log,
  })
  const { urls } = server
  const published = await publishCliToken(dataDir, { port: server.port, token })
  log.info('the port is open', { port: server.port, lan, https: certificate !== null })

  return {
    consoleUrl: urls.here + addresses.console,
    lanUrls: urls.elsewhere,
    tdUrls: () => ({ here: urls.here, elsewhere: urls.elsewhere(), certificate: certificate?.leaf ?? null }),
    paired: sessions,
    pair(role) {
      const { code, expiresAtMs } = pairing.create(role)
      return { code, expiresAtMs, url: pairingUrl(urls.here, code) }
    },
    async close() {
      await published.remove()
      await server.close()
    },
  }
}

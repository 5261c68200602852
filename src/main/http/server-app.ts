import type { IncomingMessage } from 'node:http'
import { Hono, type HonoRequest } from 'hono'
import type { Role } from '../../contract/app-state'
import { addresses } from '../../contract/addresses'
import { brokerAddresses } from '../../contract/broker'
import { roomNameOf } from '../../contract/canvas-protocol'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { TabletDoor } from '../tablet/tablet-door'
import type { Access } from './access'
import type { BrokerEnv } from './broker-routes'
import { errorReply } from './error-reply'
import { createOpenApiRoutes } from './open-api/open-api-routes'
import type { MediaEnv } from './media-app'
import { pageLanguage, pairPage, pairPageHeaders } from './pair-page'
import { createPairRoutes } from './pair-routes'
import type { Pairing } from './pairing'
import { refusalReply } from './refusal'
import { isHttps, roomCookie } from './request-facts'
import { isForeignPath, routeClassOf } from './route-classes'
import { tabletPageResponse } from './tablet-page'
import { isProgram, seesLinks } from './tablet-rights'
import { createTabletRoutes } from './tablet-routes'

/** An evening. */
const roomCookieSec = 24 * 3600

interface ServerEnv {
  Bindings: { access: Access; incoming: IncomingMessage }
  Variables: { role: Role | null; tokenId: string | null }
}

/** Python for a TouchDesigner on another machine. */
export interface TdScripts {
  installScript(): Promise<string>
}

export interface ServerAppDeps {
  mediaApp: Hono<MediaEnv>
  td: TdScripts
  pairing: Pairing
  tablet: TabletDoor
  /** Where uploads are put until they are taken over. */
  incomingDir: string
  /** Of the app, for the document of its API. */
  version: string
  brokerApp: Hono<BrokerEnv>
  health(): Record<string, unknown>
  clock: Clock
  log: Log
}

/** What HTTP adds to the media app: the judgement, pairing, `/health`, and `/` leading to the console. */
export function createServerApp(deps: ServerAppDeps): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>()
  const pairRoutes = createPairRoutes(deps)

  app.use(async (c, next) => {
    const { access } = c.env
    if (!access.allow) return refusal(access, c.req.raw)
    c.set('role', access.role)
    c.set('tokenId', access.tokenId)
    return next()
  })
  app.get('/health', (c) => {
    // Seconds, as the brokers and scripts that poll this address expect.
    const facts = { ...deps.health(), status: 'healthy', ok: true, timestamp: deps.clock.nowMs() / 1000 }
    return c.json(facts, 200, { 'cache-control': 'no-store' })
  })
  for (const path of [brokerAddresses.jobs, `${brokerAddresses.jobs}/*`]) {
    app.all(path, (c) => deps.brokerApp.fetch(c.req.raw, { requester: requesterOf(c.env.access) }))
  }
  app.get(addresses.tdInstall, async (c) => {
    const headers = { 'content-type': 'text/x-python; charset=utf-8', 'cache-control': 'no-store' }
    return c.body(await deps.td.installScript(), 200, headers)
  })
  const { tablet } = deps
  const tabletRoutes = createTabletRoutes({ ...deps, tablet })
  for (const path of ['/api/*', '/qr.png', '/d/*']) {
    app.all(path, (c) => {
      const access = c.env.access as Extract<Access, { allow: true }> // the first handler lets no other pass
      const rights = { isProgram: isProgram(access, c.req.raw), seesLinks: seesLinks(access, c.env.incoming) }
      return tabletRoutes.fetch(c.req.raw, rights)
    })
  }
  app.get('/', async (c) => (await tabletFile(c.req.raw)) ?? c.redirect(addresses.console, 302))
  app.route('/', createOpenApiRoutes(deps))
  app.all('/pair', (c) => pairRoutes.fetch(c.req.raw, { peer: c.env.incoming.socket.remoteAddress ?? '' }))
  app.get('*', async (c, next) => {
    if (!isForeignPath(c.req.path)) return next()
    const file = await tabletFile(c.req.raw)
    return file ?? next()
  })
  app.all('*', async (c) => {
    const { access } = c.env
    const byRoom = access.allow && access.by === 'room'
    const asked = { role: c.get('role'), tokenId: c.get('tokenId'), byRoom }
    const response = await deps.mediaApp.fetch(c.req.raw, asked)
    return byRoom && c.req.path === addresses.canvas ? withRoom(response, c.req) : response
  })

  function tabletFile(request: Request): Promise<Response | null> {
    const dir = tablet.pageDir()
    return dir === null ? Promise.resolve(null) : tabletPageResponse(dir, request)
  }

  app.onError((error, c) => {
    deps.log.error('a request failed', { path: c.req.path, error: String(error.stack ?? error) })
    return errorReply(error)
  })
  return app
}

/** The first handler let nobody else pass. */
const requesterOf = (access: Access) => (access.allow ? access.key : '')

/** Who came by a room's code has no other credential: the page's assets are asked for with that code. */
function withRoom(response: Response, asked: HonoRequest): Response {
  const headers = new Headers(response.headers)
  const name = roomNameOf(asked.query('room') ?? '')
  const secure = isHttps(asked.url) ? '; Secure' : ''
  const lifetime = `Max-Age=${roomCookieSec}; Path=/assets/; HttpOnly; SameSite=Strict${secure}`
  if (name !== null) headers.append('set-cookie', `${roomCookie}=${name}; ${lifetime}`)
  return new Response(response.body, { status: response.status, headers })
}

/** A person who opens a page gets the pairing page instead of an error to read; programs get the error. */
function refusal(access: Extract<Access, { allow: false }>, request: Request): Response {
  const wantsPage = request.method === 'GET' && (request.headers.get('accept') ?? '').includes('text/html')
  if (access.reason === 'credential-missing' && wantsPage) {
    const language = pageLanguage(request.headers.get('accept-language') ?? undefined)
    return new Response(pairPage({ code: '', language, problem: null }), { status: 401, headers: pairPageHeaders })
  }
  const { pathname: path } = new URL(request.url)
  const route = routeClassOf({ path, upgrade: false, hasRoom: false, hasOrigin: false, ofTabletPage: false })
  return refusalReply(access, route.protocol === 'broker')
}

import { Hono } from 'hono'
import { addresses } from '../../contract/addresses'
import type { Role } from '../../contract/app-state'
import { AppError } from '../../contract/errors'
import type { Caller, Dispatch } from '../dispatch'
import type { CapturesPacking } from '../lib/captures-zip'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Intake, Pictures } from '../pictures'
import type { SettingsStore } from '../settings/settings-store'
import type { LivePreview } from '../td/live-preview'
import { createCanvasRoutes, type CanvasPictures } from './canvas-routes'
import { createIntakeRoutes } from './intake-routes'
import { errorReply, notFound } from './error-reply'
import { receiveJson } from './json-body'
import { liveResponse } from './live-route'
import { createPictureRoutes } from './picture-routes'
import { createRendererRoutes } from './renderer-routes'
import { mayUse, opensByRoom } from './route-classes'
import { createZipRoutes } from './zip-routes'

/**
 * Set by the transport: `mediaApp.fetch(request, { role })`; null is somebody without a role. `tokenId`: a named token's
 * program. `byRoom`: somebody who knows a room's code, and nothing else. `isWindow`: one of the desktop app's own.
 */
export interface MediaEnv {
  Bindings: { role: Role | null; tokenId?: string | null; byRoom?: boolean; isWindow?: boolean }
}

export interface MediaAppDeps {
  pictures: Pictures
  intake: Intake
  dispatch: Dispatch
  /** The live picture of TouchDesigner. */
  live: Pick<LivePreview, 'watch'>
  canvas: CanvasPictures
  settings: Pick<SettingsStore, 'get'>
  /** Absolute folder of the built renderer. */
  rendererDir: string
  clock: Clock
  log: Log
}

/** Pages, pictures, uploads and commands, the same under `app://photocall` and over HTTP; speaks web Request and Response. */
export function createMediaApp(deps: MediaAppDeps): Hono<MediaEnv> {
  const app = new Hono<MediaEnv>()
  app.use(async (c, next) => {
    const { role } = c.env
    if (role === null && c.env.byRoom === true && opensByRoom(c.req.path)) return next()
    if (role === null)
      throw new AppError('not_allowed', 'This needs a credential.', 'Pair this browser or send the token.')
    if (!mayUse(role, c.req.path)) throw notForRole(role)
    return next()
  })
  app.route('/', createRendererRoutes(deps.rendererDir))
  app.get(addresses.live, () => liveResponse(deps.live))
  app.route('/', createPictureRoutes(deps.pictures))
  app.route('/', createCanvasRoutes(deps.canvas))
  app.route('/', createIntakeRoutes(deps))
  const boothOf = (env: MediaEnv['Bindings']): CapturesPacking['booth'] => ({
    command: (name, input) => deps.dispatch(callerOf(env), name, input),
    fetch: async (path) => app.fetch(new Request(`http://booth${path}`), env),
  })
  app.route('/', createZipRoutes({ boothOf, events: () => deps.settings.get().events, clock: deps.clock }))
  app.post('/commands/:name', async (c) => {
    const input = await receiveJson(c.req.raw, deps.clock)
    return c.json((await deps.dispatch(callerOf(c.env), c.req.param('name'), input)) ?? {}, 200, {
      'cache-control': 'no-store',
    })
  })
  app.notFound((c) => errorReply(notFound(`${c.req.method} ${c.req.path.slice(0, 200)}`)))
  app.onError((error, c) => {
    const reply = errorReply(error)
    if (reply.status === 500)
      deps.log.error('a request failed', { path: c.req.path, error: String(error.stack ?? error) })
    return reply
  })
  return app
}

/** The first handler let no null pass. */
const callerOf = ({ role, tokenId = null, isWindow = false }: MediaEnv['Bindings']): Caller => ({
  ...{ role: role as Role, clientId: null, tokenId, isWindow },
})

const notForRole = (role: Role): AppError =>
  new AppError('not_allowed', `A ${role} may not do this.`, 'Use the console, or pair this browser as one.')

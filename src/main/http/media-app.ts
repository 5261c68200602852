import { Hono } from 'hono'
import { addresses } from '../../contract/addresses'
import type { Role } from '../../contract/app-state'
import { AppError } from '../../contract/errors'
import type { Dispatch } from '../dispatch'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Intake, Pictures } from '../pictures'
import type { LivePreview } from '../td/live-preview'
import { createCanvasRoutes, type CanvasPictures } from './canvas-routes'
import { createIntakeRoutes } from './intake-routes'
import { errorReply, notFound } from './error-reply'
import { liveResponse } from './live-route'
import { createPictureRoutes } from './picture-routes'
import { receiveText } from './receive-body'
import { createRendererRoutes } from './renderer-routes'
import { mayUse, opensByRoom } from './route-classes'

/**
 * Set by the transport: `mediaApp.fetch(request, { role })`; null is somebody without a role. `tokenId`: a named token's
 * program. `byRoom`: somebody who knows a room's code, and nothing else.
 */
export interface MediaEnv {
  Bindings: { role: Role | null; tokenId?: string | null; byRoom?: boolean }
}

export interface MediaAppDeps {
  pictures: Pictures
  intake: Intake
  dispatch: Dispatch
  /** The live picture of TouchDesigner. */
  live: Pick<LivePreview, 'watch'>
  canvas: CanvasPictures
  /** Absolute folder of the built renderer. */
  rendererDir: string
  clock: Clock
  log: Log
}

const commandLimits = {
  limitBytes: 256_000,
  idleMs: 10_000,
  tooLarge: () =>
    new AppError('invalid_input', 'The command is larger than 256 kB.', 'Upload pictures as files instead.'),
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
  app.post('/commands/:name', async (c) => {
    const text = await receiveText(jsonOnly(c.req.raw), { ...commandLimits, clock: deps.clock })
    const { role, tokenId = null } = c.env
    const caller = { role: role as Role, clientId: null, tokenId } // the first handler let no null pass
    return c.json((await deps.dispatch(caller, c.req.param('name'), parseJson(text))) ?? {}, 200, {
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

const notForRole = (role: Role): AppError =>
  new AppError('not_allowed', `A ${role} may not do this.`, 'Use the console, or pair this browser as one.')

/** A form of a foreign page can post text, but no browser lets it post `application/json` without asking us first. */
function jsonOnly(request: Request): Request {
  if (/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) return request
  throw new AppError('invalid_input', 'A command is posted as application/json.', 'Set the content-type header.')
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === '' ? undefined : (JSON.parse(text) as unknown)
  } catch (error) {
    throw new AppError('invalid_input', 'The body is no JSON.', 'Send one JSON object.', { cause: error })
  }
}

import { net, protocol, type Session } from 'electron'
import type { Log } from '../lib/log'
import { crashPage } from './crash-page'
import { appScheme, crashPath, isOwnUrl, type WindowRole } from './own-address'

/** Answers a request of a window: pages, assets, pictures, and bodies of originals and uploads. */
export type ServeWindow = (request: Request, role: WindowRole) => Response | Promise<Response>

export interface AppProtocolDeps {
  role: WindowRole
  serve: ServeWindow
  /** Address of the development server, which then answers for pages and assets; null in a build. */
  devServer: string | null
  crashPage: () => Parameters<typeof crashPage>[0]
  log: Log
}

const strictPolicy = "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'"
const coreAnswers = /^\/(media|originals|uploads|commands|canvas|zips)(\/|$)/

/** Must run before the app is ready. */
export function registerAppScheme() {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }])
}

/** One session, one role: nothing in a request can claim another one. */
export function serveAppProtocol(session: Session, deps: AppProtocolDeps) {
  session.protocol.handle(appScheme, async (request) => {
    try {
      return withPolicy(await answer(request, deps), deps)
    } catch (error) {
      deps.log.error('A request of a window failed', { role: deps.role, url: request.url, error })
      return new Response('This could not be loaded.', { status: 500 })
    }
  })
}

async function answer(request: Request, deps: AppProtocolDeps) {
  if (!isOwnUrl(request.url)) return new Response('Unknown host.', { status: 404 })
  const { pathname, search } = new URL(request.url)
  if (pathname === crashPath) return crashPage(deps.crashPage())
  if (deps.devServer === null || coreAnswers.test(pathname)) return deps.serve(request, deps.role)
  const file = pathname === `/${deps.role}` ? '/' : pathname
  return net.fetch(new URL(file + search, deps.devServer).href, { bypassCustomProtocolHandlers: true })
}

/** A page without a policy of its own gets the strict one. Vite's pages need inline scripts and stay as they are. */
function withPolicy(response: Response, { devServer }: AppProtocolDeps) {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false
  if (!isPage || devServer !== null || response.headers.has('content-security-policy')) return response
  const headers = new Headers(response.headers)
  headers.set('content-security-policy', strictPolicy)
  return new Response(response.body, { status: response.status, headers })
}

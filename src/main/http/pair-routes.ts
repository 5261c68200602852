import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { setCookie } from 'hono/cookie'
import { AppError } from '../../contract/errors'
import { browserName } from './browser-name'
import { pageLanguage, pairPage, pairPageHeaders } from './pair-page'
import type { Pairing } from './pairing'
import { isHttps } from './request-facts'
import type { PairedRole } from './sessions'

export const sessionCookie = 'photocall_session'

const pageOf: Record<PairedRole, string> = { console: '/console', kiosk: '/kiosk', tablet: '/' }

interface PairEnv {
  Bindings: { peer: string }
}

/** `GET /pair?code=` shows the page, `POST /pair` spends the code, sets the cookie and leads to the role's page. */
export function createPairRoutes(deps: { pairing: Pairing }): Hono<PairEnv> {
  const app = new Hono<PairEnv>()

  app.get('/pair', (c) => {
    const language = pageLanguage(c.req.header('accept-language'))
    return c.body(pairPage({ code: c.req.query('code') ?? '', language, problem: null }), 200, pairPageHeaders)
  })

  app.post('/pair', bodyLimit({ maxSize: 1024 }), async (c) => {
    const code = new URLSearchParams(await c.req.text()).get('code') ?? ''
    const browser = browserName(c.req.header('user-agent') ?? '')
    try {
      const paired = await deps.pairing.redeem(code, { peer: c.env.peer, browser })
      setCookie(c, sessionCookie, paired.token, {
        httpOnly: true,
        sameSite: 'Strict',
        path: '/',
        maxAge: paired.lifetimeSec,
        secure: isHttps(c.req.url),
      })
      c.header('cache-control', 'no-store')
      return c.redirect(pageOf[paired.role], 303)
    } catch (error) {
      const problem = problemOf(error)
      const language = pageLanguage(c.req.header('accept-language'))
      return c.body(pairPage({ code: '', language, problem }), problem === 'busy' ? 429 : 403, pairPageHeaders)
    }
  })

  return app
}

/** What the page can say; anything else is a fault of ours and goes on. */
function problemOf(error: unknown): 'wrong' | 'busy' {
  if (error instanceof AppError && error.code === 'not_allowed') return 'wrong'
  if (error instanceof AppError && error.code === 'too_busy') return 'busy'
  throw error
}

import { Hono, type Context } from 'hono'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { GuestDoor, GuestFinding } from '../guests/guest-door'
import type { GuestPageFacts } from '../guests/page/guest-page'
import { fileResponse } from './file-response'
import { createGuestLimits } from './guest-limits'

/** How the pages look; handed in, for features take no values from one another. */
export interface GuestPageDrawing {
  page(facts: GuestPageFacts): string
  headers: Readonly<Record<string, string>>
  /** Language of a phone by its `Accept-Language`. */
  languageOf(acceptLanguage: string | null, otherwise: GuestPageFacts['language']): GuestPageFacts['language']
  /** What a waiting phone is told: `page` changes when another page is due. */
  told(finding: GuestFinding, language: GuestPageFacts['language']): Record<string, unknown>
}

interface GuestEnv {
  Bindings: { address: string }
  Variables: { finding: GuestFinding }
}

type Found = Context<GuestEnv>

/** On every answer: nothing is kept, listed, framed or guessed at. */
const everywhere = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-content-type-options': 'nosniff',
  // not `no-referrer`: with it a browser posts forms with `Origin: null`
  'referrer-policy': 'same-origin',
} as const

const retryAfterSec = 5

/** `/g/<token>` and what hangs below it; everything else is not there. */
export function createGuestApp(deps: {
  door: GuestDoor
  drawing: GuestPageDrawing
  /** Of the event that is on, for phones that ask for nothing we know. */
  language: () => GuestPageFacts['language']
  clock: Clock
  log: Log
}): Hono<GuestEnv> {
  const { door, drawing, log } = deps
  const limits = createGuestLimits(deps)
  const app = new Hono<GuestEnv>()

  const languageOf = (c: Found, otherwise: GuestPageFacts['language']) =>
    drawing.languageOf(c.req.header('accept-language') ?? null, otherwise)

  /** A page without a picture: for nobody, or for somebody who asks too much. */
  function bare(c: Found, state: 'unknown' | 'busy'): Response {
    const nothing = { token: '', eventName: '', fileName: '', mediaType: '' }
    const page = drawing.page({ ...nothing, view: { state }, language: languageOf(c, deps.language()) })
    const retry = state === 'busy' ? { 'retry-after': String(retryAfterSec) } : {}
    return c.body(page, state === 'busy' ? 429 : 404, { ...drawing.headers, ...retry })
  }

  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(everywhere)) c.res.headers.set(name, value)
  })
  app.get('/g/hello', (c) => c.text(door.instance))

  app.use('/g/:token/*', enter)
  app.use('/g/:token', enter)
  async function enter(c: Found, next: () => Promise<void>): Promise<Response | void> {
    if (!limits.admits(c.env.address)) return bare(c, 'busy')
    const finding = door.find(c.req.param('token') ?? '')
    if (!finding) {
      limits.missed(c.env.address)
      return bare(c, 'unknown')
    }
    door.seen(c.env.address)
    c.set('finding', finding)
    return next()
  }

  app.get('/g/:token', (c) => {
    const { job, view, eventName, fileName, language } = c.get('finding')
    const mediaType = job.result?.mediaType ?? ''
    const facts = {
      view,
      token: c.req.param('token'),
      eventName,
      fileName,
      mediaType,
      language: languageOf(c, language),
    }
    return c.body(drawing.page(facts), view.state === 'expired' ? 410 : 200, drawing.headers)
  })
  app.get('/g/:token/state', (c) => {
    const finding = c.get('finding')
    return c.json(drawing.told(finding, languageOf(c, finding.language)))
  })
  app.get('/g/:token/preview', (c) => {
    const { job, view } = c.get('finding')
    const frame = view.state === 'forming' ? door.pictures.preview(job.id) : null
    // over a moment ago: no fault, so a page's log is not to speak of it
    if (!frame) return c.body(null, 204)
    return c.body(new Uint8Array(frame.bytes), 200, { 'content-type': frame.mediaType })
  })
  app.get('/g/:token/screen', (c) => picture(c, ({ job }) => door.pictures.screen(job), null))
  app.get('/g/:token/picture', (c) => picture(c, ({ job }) => door.pictures.whole(job), c.get('finding').fileName))
  app.get('/g/:token/original', (c) => {
    const { view, job, fileName } = c.get('finding')
    if (view.state !== 'ready' || !view.hasOriginal) return bare(c, 'unknown')
    const extension = job.original?.file.split('.').pop() ?? 'jpg'
    return picture(c, () => door.pictures.original(job), fileName.replace(/\.\w+$/, ` original.${extension}`))
  })

  app.post('/g/:token/delete', (c) => change(c, () => door.ask(c.get('finding').job.id)))
  app.post('/g/:token/keep', (c) => change(c, () => door.undo(c.get('finding').job.id)))

  async function picture(
    c: Found,
    find: (finding: GuestFinding) => string | null | Promise<string | null>,
    name: string | null,
  ): Promise<Response> {
    const finding = c.get('finding')
    if (finding.view.state !== 'ready') return bare(c, 'unknown')
    const path = await find(finding)
    const reply = path === null ? null : await fileResponse(path, c.req.raw, 'revalidate')
    // it is there, and its drive is away
    if (!reply) return c.body(null, 503, { 'retry-after': '60' })
    if (name !== null && c.req.query('download') !== undefined)
      reply.headers.set('content-disposition', attachment(name))
    return reply
  }

  /** A page of another site cannot know the address; should it, a browser says so, and nothing is changed. */
  async function change(c: Found, call: () => void | Promise<void>): Promise<Response> {
    const site = c.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return bare(c, 'unknown')
    await call()
    return c.redirect(`../${c.req.param('token') ?? ''}`, 303)
  }

  app.notFound((c) => c.body(null, 404))
  app.onError((error, c) => {
    log.error("a guest's request failed", { path: c.req.path, error: String(error.stack ?? error) })
    return c.body(null, 500)
  })
  return app
}

/** RFC 6266: for old readers in plain letters, for all others as it is. */
function attachment(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/["\\]/g, '')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

import { Hono } from 'hono'
import type { Context } from 'hono'
import { jobId } from '../../contract/job'
import { styleName } from '../../contract/style'
import type { Pictures } from '../pictures'
import { notFound } from './error-reply'
import { fileResponse, type Caching } from './file-response'
import type { MediaEnv } from './media-app'

type FindPath = () => string | null | Promise<string | null>

/** Looked for twice at most: a picture may move from the spool to the share between being found and being opened. */
async function reply(c: Context<MediaEnv>, find: FindPath, caching: Caching): Promise<Response> {
  const first = await find()
  const found = first === null ? null : await fileResponse(first, c.req.raw, caching)
  if (found) return found
  const second = await find()
  const moved = second === null || second === first ? null : await fileResponse(second, c.req.raw, caching)
  if (!moved) throw notFound('such picture')
  return moved
}

/** An id that is no id is simply not there: ids come from our own state, so a wrong one is no operator's mistake. */
function idIn(c: Context<MediaEnv>): string {
  const parsed = jobId.safeParse(c.req.param('id'))
  if (!parsed.success) throw notFound('such picture')
  return parsed.data
}

/** Addresses with `?v=` change when the picture does, so those bytes are for ever. */
const cachingOf = (c: Context<MediaEnv>): Caching => (c.req.query('v') ? 'immutable' : 'revalidate')

const sandboxed = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
}

/** `GET /media/...` as src/contract/addresses.ts names them. */
export function createPictureRoutes(pictures: Pictures): Hono<MediaEnv> {
  const app = new Hono<MediaEnv>()
  app.get('/media/originals/:id', (c) => reply(c, () => pictures.original(idIn(c)), 'immutable'))
  app.get('/media/results/:id', (c) => reply(c, () => pictures.result(idIn(c)), cachingOf(c)))
  app.get('/media/captures/:id', (c) => reply(c, () => pictures.capture(idIn(c)), cachingOf(c)))
  app.get('/media/thumbs/:id', (c) => reply(c, () => pictures.thumb(idIn(c)), cachingOf(c)))

  app.get('/media/outputs/:id/:place{[0-9]{1,4}}', (c) =>
    reply(c, () => pictures.output(idIn(c), Number(c.req.param('place'))), 'revalidate'),
  )

  app.get('/media/guest-codes/:of', (c) => {
    const svg = pictures.guestCode(c.req.param('of'))
    if (svg === null) throw notFound('such code')
    // it is a key to somebody's picture
    return c.body(svg, 200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store', ...sandboxed })
  })

  app.get('/media/previews/:id', (c) => {
    const frame = pictures.preview(idIn(c))
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
    // a frame that was told a moment ago may be over when it is fetched: no fault, so a page's log is not to speak of it
    if (!frame) return c.body(null, 204, headers)
    return c.body(new Uint8Array(frame.bytes), 200, { ...headers, 'content-type': frame.mediaType })
  })

  app.get('/media/server-tests/:id', (c) => {
    const jpeg = pictures.serverTest(c.req.param('id'))
    if (!jpeg) throw notFound('such picture')
    const headers = { 'content-type': 'image/jpeg', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
    return c.body(new Uint8Array(jpeg), 200, headers)
  })

  app.get('/media/overlays/:sha256', (c) => {
    const { sha256 } = c.req.param()
    return reply(c, () => (/^[0-9a-f]{64}$/.test(sha256) ? pictures.overlay(sha256) : null), 'immutable')
  })

  app.get('/media/covers/:style', (c) => {
    const style = styleName.safeParse(c.req.param('style'))
    return reply(c, () => (style.success ? pictures.cover(style.data) : null), 'revalidate')
  })
  return app
}

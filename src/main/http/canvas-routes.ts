import { Hono } from 'hono'
import { roomNameOf } from '../../contract/canvas-protocol'
import { notFound } from './error-reply'
import type { MediaEnv } from './media-app'

/** What is shown of the rooms outside their sockets. */
export interface CanvasPictures {
  /** Small enough for a wall of them; null where nothing was drawn. */
  thumb(room: string): Promise<{ bytes: Uint8Array; mediaType: string } | null>
  /** SVG of the code by which another device joins; null where none could. */
  joinQr(room: string): string | null
}

const nameIn = (asked: string): string => roomNameOf(asked) ?? ''

export function createCanvasRoutes(canvas: CanvasPictures): Hono<MediaEnv> {
  const app = new Hono<MediaEnv>()

  app.get('/media/rooms/:room', async (c) => {
    const thumb = await canvas.thumb(nameIn(c.req.param('room')))
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
    // a room may be over before its picture is fetched: no fault, so a page's log is not to speak of it
    if (!thumb) return c.body(null, 204, headers)
    return c.body(new Uint8Array(thumb.bytes), 200, { ...headers, 'content-type': thumb.mediaType })
  })

  app.get('/canvas/qr.svg', (c) => {
    const svg = canvas.joinQr(nameIn(c.req.query('room') ?? ''))
    if (svg === null) throw notFound('such code')
    const headers = {
      'content-type': 'image/svg+xml',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    }
    return c.body(svg, 200, headers)
  })
  return app
}

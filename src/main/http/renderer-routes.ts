import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { addresses } from '../../contract/addresses'
import { notFound } from './error-reply'
import type { MediaEnv } from './media-app'

/** What pages are made of, by extension. */
export const pageMediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
}

/** One name without folders, as the build writes them: no `..`, no separator, no drive letter can be in it. */
const assetName = /^[\w-][\w.-]{0,199}$/

/** Everything from us alone, no inline script or style, no frame around us; the socket of the same origin by name too. */
export function pagePolicy(url: string): string {
  const { protocol, host } = new URL(url)
  // Older Safari does not count ws: of the same host as 'self'.
  const socket = protocol === 'http:' ? ` ws://${host}` : protocol === 'https:' ? ` wss://${host}` : ''
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    `connect-src 'self'${socket}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function page(rendererDir: string, name: string) {
  return async (c: Context<MediaEnv>): Promise<Response> => {
    const html = await readOrNull(join(rendererDir, name))
    if (!html) throw notFound('built console; run `npm run build`')
    const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
    const headers = {
      'content-type': pageMediaTypes['.html']!,
      'content-security-policy': pagePolicy(c.req.url),
      'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag,
    }
    return c.req.header('if-none-match') === etag
      ? c.body(null, 304, headers)
      : c.body(new Uint8Array(html), 200, headers)
  }
}

/** The built console: one page for `/console` and `/kiosk`, one for `/canvas`, and their assets, whose names carry their hash. */
export function createRendererRoutes(rendererDir: string): Hono<MediaEnv> {
  const app = new Hono<MediaEnv>()
  app.get(addresses.console, page(rendererDir, 'index.html'))
  app.get(addresses.kiosk, page(rendererDir, 'index.html'))
  app.get(addresses.canvas, page(rendererDir, 'canvas.html'))
  // Browsers ask for it by themselves; an empty answer keeps their consoles free of an error.
  app.get('/favicon.ico', (c) => c.body(null, 204, { 'cache-control': 'private, max-age=86400' }))
  app.get('/assets/:name', async (c) => {
    const name = c.req.param('name')
    const bytes = assetName.test(name) ? await readOrNull(join(rendererDir, 'assets', name)) : null
    if (!bytes) throw notFound('such asset')
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': pageMediaTypes[extname(name).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
  })
  return app
}

/** Read whole: they are small, and inside a packaged app only plain reads see into the archive. */
async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw error
  }
}

import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { pageMediaTypes } from './renderer-routes'

/** A page's parts; films for it belong elsewhere. Read whole, so that a file that is saved anew never comes mixed. */
const fileLimitBytes = 20_000_000

/** The operator wrote it for this booth, with scripts and styles of its own; what it hears of guests it tells nobody else. */
function policyOf(url: URL): string {
  const socket = url.protocol === 'https:' ? `wss://${url.host}` : `ws://${url.host}`
  const own = `connect-src 'self' ${socket} data: blob:`
  return `${own}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`
}

/** A file of the operator's tablet page, `/` being its index.html; null where there is none, or it lies outside. */
export async function tabletPageResponse(dir: string, request: Request): Promise<Response | null> {
  const url = new URL(request.url)
  const names = namesIn(url.pathname)
  const file = names && (await confined(dir, names))
  const bytes = file && (await readOrNull(file))
  if (!bytes) return null
  const headers = {
    'content-type': pageMediaTypes[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'content-security-policy': policyOf(url),
    'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  }
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), { headers })
}

/** Null for what is no plain way down: dot files, parents, other separators, what cannot be decoded. */
function namesIn(path: string): string[] | null {
  try {
    const names = decodeURIComponent(path).split('/').slice(1)
    if (names.at(-1) === '') names.splice(-1, 1, 'index.html')
    return names.every((name) => /^[^\p{Cc}\\/:.][^\p{Cc}\\/:]*$/u.test(name)) ? names : null
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/** A link within the folder may lead nowhere else. */
async function confined(dir: string, names: string[]): Promise<string | null> {
  try {
    const [root, file] = await Promise.all([realpath(dir), realpath(join(dir, ...names))])
    return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(file)
    return size <= fileLimitBytes ? await readFile(file) : null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EACCES', 'ENAMETOOLONG'].includes(code)
}

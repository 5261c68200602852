import { open, type FileHandle } from 'node:fs/promises'
import type { BigIntStats } from 'node:fs'
import { parseRange, type ByteRange } from './byte-range'
import { magicLength, mediaTypeOf } from './media-type'

const chunkBytes = 256 * 1024

/** `immutable`: this address never shows other bytes. `revalidate`: kept, and asked for again by its ETag. */
export type Caching = 'immutable' | 'revalidate'

const cacheControl: Record<Caching, string> = {
  immutable: 'private, max-age=31536000, immutable',
  revalidate: 'private, no-cache',
}

/** What `request` may see of a file: whole, a range, or nothing new; null where there is no such file now. */
export async function fileResponse(path: string, request: Request, caching: Caching): Promise<Response | null> {
  const handle = await openIfThere(path)
  if (!handle) return null
  const file: Opened = { path, handle, request, caching, isStreamed: false }
  try {
    const stats = await handle.stat({ bigint: true })
    return stats.isFile() ? await answer(file, stats) : null
  } finally {
    if (!file.isStreamed) await handle.close()
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw error
  }
}

interface Opened {
  path: string
  handle: FileHandle
  request: Request
  caching: Caching
  /** The stream of the answer closes the handle. */
  isStreamed: boolean
}

async function answer(file: Opened, stats: BigIntStats): Promise<Response> {
  const { request } = file
  const etag = strongTag(stats)
  const sizeBytes = Number(stats.size)
  const headers = new Headers({ etag, 'cache-control': cacheControl[file.caching], 'accept-ranges': 'bytes' })
  headers.set('x-content-type-options', 'nosniff')
  if (tagMatches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })

  await describe(file, headers)
  const wanted = mayRange(request, etag) ? parseRange(request.headers.get('range'), sizeBytes) : 'whole'
  if (wanted === 'none') return unsatisfiable(headers, sizeBytes)
  const range = wanted === 'whole' ? { start: 0, end: sizeBytes - 1 } : wanted
  headers.set('content-length', String(range.end - range.start + 1))
  if (wanted !== 'whole') headers.set('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`)
  const hasBody = request.method !== 'HEAD' && range.end >= range.start
  const body = hasBody ? await bodyOf(file, range) : null
  return new Response(body, { status: wanted === 'whole' ? 200 : 206, headers })
}

/** Changes whenever the bytes can have: inode, size and the time of the last write in nanoseconds. */
function strongTag(stats: BigIntStats): string {
  return `"${stats.ino.toString(36)}-${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}"`
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2): proxies put `W/` before our tag when they compress. */
function tagMatches(header: string | null, etag: string): boolean {
  if (header === null) return false
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}

/** A part of another version must not be glued to what the browser already has. */
function mayRange(request: Request, etag: string): boolean {
  const ifRange = request.headers.get('if-range')
  return request.method === 'GET' && (ifRange === null || ifRange === etag)
}

/** Files of the share are other people's: nothing in them may run, and what is no picture is only ever downloaded. */
async function describe({ path, handle }: Opened, headers: Headers): Promise<void> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(magicLength), 0, magicLength, 0)
  const mediaType = mediaTypeOf(path, buffer.subarray(0, bytesRead))
  headers.set('content-type', mediaType)
  headers.set('content-security-policy', "default-src 'none'; sandbox")
  headers.set('cross-origin-resource-policy', 'same-origin')
  if (mediaType === 'application/octet-stream') headers.set('content-disposition', 'attachment')
}

function unsatisfiable(headers: Headers, sizeBytes: number): Response {
  headers.set('content-range', `bytes */${sizeBytes}`)
  headers.delete('content-type')
  return new Response(null, { status: 416, headers })
}

/** What fits into one chunk, as thumbnails do, is read at once and holds nothing open. */
async function bodyOf(file: Opened, range: ByteRange): Promise<Uint8Array | ReadableStream<Uint8Array>> {
  const length = range.end - range.start + 1
  if (length > chunkBytes) return streamOf(file, range)
  const { buffer, bytesRead } = await file.handle.read(Buffer.alloc(length), 0, length, range.start)
  if (bytesRead < length) throw new Error('the file became shorter while it was read')
  return buffer
}

/**
 * Reads the very file that was described: one that moves from the spool to the share meanwhile is read to its end. Closed
 * at the end, on an error, and when the reader or the request goes away.
 * Not `Readable.toWeb`: in Node 18 it throws past everybody when a stream is cancelled.
 */
function streamOf(file: Opened, range: ByteRange): ReadableStream<Uint8Array> {
  const { handle, request } = file
  file.isStreamed = true
  let position = range.start

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const length = Math.min(chunkBytes, range.end - position + 1)
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position)
    if (bytesRead === 0) throw new Error('the file became shorter while it was read')
    position += bytesRead
    controller.enqueue(buffer.subarray(0, bytesRead))
    if (position <= range.end) return
    await handle.close()
    controller.close()
  }

  return new ReadableStream<Uint8Array>(
    {
      start: () => request.signal.addEventListener('abort', () => void handle.close(), { once: true }),
      pull: (controller) =>
        pull(controller).catch(async (error: unknown) => {
          controller.error(error)
          await handle.close()
        }),
      cancel: () => handle.close(),
    },
    { highWaterMark: 0 },
  )
}

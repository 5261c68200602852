import { open } from 'node:fs/promises'
import type { z } from 'zod'
import type { Clock } from '../lib/clock'

/** Why a request brought nothing: no answer at all, or one that is a refusal. */
export class ComfyRequestError extends Error {
  override readonly name = 'ComfyRequestError'
  constructor(
    /** Null: nobody answered, or the connection broke; whether the request was taken is not known. */
    readonly status: number | null,
    /** The server's own words, cut to what people read. */
    readonly body: string,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options)
  }
}

export interface ComfyRequest {
  method?: 'GET' | 'POST'
  path: string
  json?: unknown
  form?: FormData
  signal?: AbortSignal | null
  timeoutMs?: number
}

/** One server's HTTP side. Every call throws ComfyRequestError, or the signal's reason. */
export interface ComfyHttp {
  /** The reply, checked; a reply of another shape counts as a refusal with its status. */
  json<S extends z.ZodType>(request: ComfyRequest, shape: S): Promise<z.output<S>>
  /** For routes that answer nothing. */
  send(request: ComfyRequest): Promise<void>
  /** Writes a file of at most `limitBytes`; what is half there at a failure is the caller's to remove. */
  download(
    request: ComfyRequest & { to: string; limitBytes: number },
  ): Promise<{ sizeBytes: number; mediaType: string }>
}

const shownChars = 2000
const jsonLimitBytes = 50_000_000
/** Of one request, unless its caller knows better. */
const defaultTimeoutMs = 10_000

export function createComfyHttp(deps: {
  /** Without a trailing slash; may hold a proxy's path. */
  baseUrl: string
  headers: () => Record<string, string>
  clock: Clock
}): ComfyHttp {
  const { baseUrl, headers, clock } = deps

  /** Runs `use` on the reply while the time limit and the caller's signal hold over body and all. */
  async function exchange<T>(request: ComfyRequest, use: (response: Response) => Promise<T>): Promise<T> {
    const { method = 'GET', path, json, form, signal = null, timeoutMs = defaultTimeoutMs } = request
    signal?.throwIfAborted()
    const abort = new AbortController()
    const onAbort = () => abort.abort()
    signal?.addEventListener('abort', onAbort, { once: true })
    const stopTimer = clock.after(timeoutMs, onAbort)
    const contentType: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' }
    const body = json === undefined ? form : JSON.stringify(json)
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: { ...headers(), ...contentType },
        ...(body === undefined ? {} : { body }),
        redirect: 'error',
        signal: abort.signal,
      })
      if (!response.ok) throw await refusedBy(response, path)
      return await use(response)
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof ComfyRequestError) throw error
      const reason = abort.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error)
      throw new ComfyRequestError(null, '', `${method} ${path}: ${reason}`, { cause: error })
    } finally {
      stopTimer()
      signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    json: (request, shape) =>
      exchange(request, async (response) => {
        const text = await textOf(response, jsonLimitBytes)
        const parsed = shape.safeParse(parsedJson(text))
        if (parsed.success) return parsed.data
        const message = `${request.path}: not what ComfyUI answers`
        throw new ComfyRequestError(response.status, text.slice(0, shownChars), message)
      }),
    send: (request) => exchange(request, async (response) => void (await response.arrayBuffer())),
    download: ({ to, limitBytes, ...request }) =>
      exchange(request, async (response) => {
        const sizeBytes = await written(response, to, limitBytes)
        const told = response.headers.get('content-length')
        if (told !== null && !response.headers.has('content-encoding') && Number(told) !== sizeBytes) {
          throw new ComfyRequestError(null, '', `${request.path}: the download broke off`)
        }
        return { sizeBytes, mediaType: (response.headers.get('content-type') ?? '').split(';')[0]!.trim() }
      }),
  }
}

async function refusedBy(response: Response, path: string): Promise<ComfyRequestError> {
  const body = await textOf(response, shownChars * 50).catch(() => '')
  return new ComfyRequestError(response.status, body, `${path}: ${response.status}`)
}

async function textOf(response: Response, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of chunksOf(response, limitBytes)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function written(response: Response, to: string, limitBytes: number): Promise<number> {
  const file = await open(to, 'w')
  let sizeBytes = 0
  try {
    for await (const chunk of chunksOf(response, limitBytes)) {
      await file.writeFile(chunk)
      sizeBytes += chunk.length
    }
  } finally {
    await file.close()
  }
  return sizeBytes
}

/** Throws what is larger than the limit. */
async function* chunksOf(response: Response, limitBytes: number): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += chunk.length
    if (sizeBytes > limitBytes) {
      const body = `more than ${limitBytes} bytes from ${response.url}`
      throw new ComfyRequestError(response.status, body, body)
    }
    yield chunk
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // told by the shape that it then does not have
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message
}

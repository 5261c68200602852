import WebSocket from 'ws'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { createEventRouter } from './event-router'
import { readBinary, readText, type ComfyEvent } from './messages'

/** The event stream of one server: opened when it is first needed, and again whenever it breaks. */
export interface ComfySocket {
  /**
   * Resolves once the server has greeted, or is connected and stays mute: what it does is then looked up. Rejects with
   * the last reason when it is not connected within `timeoutMs`, or with the signal's reason.
   */
  ready(timeoutMs: number, signal: AbortSignal | null): Promise<void>
  /** `onReopened`: events may have been missed. */
  follow(promptId: string, listen: (event: ComfyEvent) => void, onReopened: () => void): () => void
  /** Whether text came on the connection that is open now: one that stays mute tells nothing of the work. */
  hasSpoken(): boolean
  /** How long no text came; a live server with work to do is never long silent. */
  quietMs(): number
  /** The old connection is closed first: the server would otherwise forget the new one with it. */
  renew(): void
  close(): Promise<void>
}

export interface ComfySocketTimes {
  pingMs: number
  /** Without any sign of life for this long the connection is given up. */
  deadMs: number
  /** How long the old connection may take to close. */
  closeMs: number
  /** A server that is connected and says nothing for so long is taken as it is. */
  greetingMs: number
  firstRetryMs: number
  maxRetryMs: number
}

export const socketTimes: ComfySocketTimes = {
  pingMs: 5000,
  deadMs: 12_000,
  closeMs: 1000,
  greetingMs: 1500,
  firstRetryMs: 100,
  maxRetryMs: 5000,
}

const maxFrameBytes = 64_000_000

export function createComfySocket(deps: {
  /** Of the server, as for HTTP. */
  baseUrl: string
  clientId: string
  headers: () => Record<string, string>
  clock: Clock
  log: Log
  /** 0 to 1, for the jitter of retries. */
  random?: () => number
  times?: ComfySocketTimes
}): ComfySocket {
  const { baseUrl, clientId, headers, clock, log, random = Math.random, times = socketTimes } = deps
  const router = createEventRouter()
  let socket: WebSocket | null = null
  let isGreeted = false
  let hasSpoken = false
  let isWanted = false
  let isClosed = false
  let failures = 0
  let lastReason = 'not connected yet'
  let lastTextAtMs = clock.monotonicMs()
  let lastSignAtMs = clock.monotonicMs()
  let stopRetry: () => void = () => undefined
  let stopPing: () => void = () => undefined
  let stopGreeting: () => void = () => undefined
  const waiting = new Set<() => void>()
  const reopened = new Set<() => void>()

  function connect(): void {
    if (socket || !isWanted) return
    const address = `${baseUrl.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(clientId)}`
    const opened = new WebSocket(address, {
      headers: headers(),
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      handshakeTimeout: times.deadMs,
    })
    socket = opened
    opened.binaryType = 'nodebuffer'
    opened.on('open', () => {
      sign()
      // must be the first text of a connection, or previews come without ids (ComfyUI server.py)
      opened.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }))
      keepAlive(opened)
      stopGreeting = clock.after(times.greetingMs, greeted)
    })
    opened.on('message', (data: Buffer, isBinary) => receive(data, isBinary))
    opened.on('pong', sign)
    opened.on('error', (error) => (lastReason = error.message))
    opened.on('close', () => closed(opened))
  }

  function receive(data: Buffer, isBinary: boolean): void {
    sign()
    if (!isBinary) {
      hasSpoken = true
      lastTextAtMs = clock.monotonicMs()
      greeted()
    }
    const event = isBinary ? readBinary(data) : readText(data.toString())
    if (event) router.give(event)
  }

  function greeted(): void {
    stopGreeting()
    if (isGreeted) return
    isGreeted = true
    failures = 0
    for (const tell of [...waiting, ...reopened]) tell()
  }

  function sign(): void {
    lastSignAtMs = clock.monotonicMs()
  }

  function keepAlive(opened: WebSocket): void {
    stopPing()
    stopPing = clock.after(times.pingMs, () => {
      if (socket !== opened) return
      if (clock.monotonicMs() - lastSignAtMs > times.deadMs) {
        lastReason = 'the connection fell silent'
        return opened.terminate()
      }
      if (opened.readyState === WebSocket.OPEN) opened.ping()
      keepAlive(opened)
    })
  }

  function closed(old: WebSocket): void {
    if (socket !== old) return
    socket = null
    isGreeted = false
    hasSpoken = false
    router.reset()
    stopPing()
    stopGreeting()
    if (!isWanted) return
    const waitMs = Math.min(times.maxRetryMs, times.firstRetryMs * 2 ** failures) * (0.5 + random())
    failures++
    log.debug('the event stream broke', { server: baseUrl, reason: lastReason, again: Math.round(waitMs) })
    stopRetry()
    stopRetry = clock.after(waitMs, connect)
  }

  /** Politely, so that the server knows of it before the next one comes; by force when it does not answer. */
  function endOld(): Promise<void> {
    const old = socket
    if (!old) return Promise.resolve()
    return new Promise((resolve) => {
      const stop = clock.after(times.closeMs, () => old.terminate())
      old.once('close', () => {
        stop()
        resolve()
      })
      if (old.readyState === WebSocket.CONNECTING) old.terminate()
      else old.close(1000)
    })
  }

  return {
    ready(timeoutMs, signal) {
      if (isClosed) return Promise.reject(new Error('this server is no longer in use'))
      isWanted = true
      connect()
      if (isGreeted) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const done = (settle: () => void) => {
          stop()
          waiting.delete(greet)
          signal?.removeEventListener('abort', onAbort)
          settle()
        }
        const greet = () => done(resolve)
        const onAbort = () => done(() => reject(signal?.reason as Error))
        const stop = clock.after(timeoutMs, () => done(() => reject(new Error(lastReason))))
        waiting.add(greet)
        signal?.addEventListener('abort', onAbort, { once: true })
        if (signal?.aborted) onAbort()
      })
    },
    follow(promptId, listen, onReopened) {
      const stop = router.follow(promptId, listen)
      reopened.add(onReopened)
      return () => {
        stop()
        reopened.delete(onReopened)
      }
    },
    hasSpoken: () => hasSpoken,
    quietMs: () => clock.monotonicMs() - lastTextAtMs,
    renew() {
      if (!isWanted) return
      lastReason = 'no events came'
      lastTextAtMs = clock.monotonicMs()
      failures = 0
      void endOld()
    },
    async close() {
      isClosed = true
      isWanted = false
      stopRetry()
      stopPing()
      await endOld()
    },
  }
}

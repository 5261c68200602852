import type { ClientMessage } from '../../contract/app-state'
import type { WindowBridge } from '../../contract/bridge'

declare global {
  interface Window {
    photocall?: WindowBridge
  }
}

/** The way to the core: messages both ways, and whether the way is there. */
export interface Transport {
  post(message: ClientMessage): void
  /** Any JSON value that came in; nothing is checked yet. */
  onMessage(listen: (message: unknown) => void): () => void
  /** Called with true when messages can flow, with false when they cannot; at once where it is known already. */
  onLink(listen: (up: boolean) => void): () => void
  close(): void
}

/** The bridge of the desktop app: up as long as the window lives. */
export function createDesktopTransport(bridge: WindowBridge): Transport {
  return {
    post: (message) => bridge.post(message),
    onMessage: (listen) => bridge.onMessage(listen),
    onLink(listen) {
      listen(true)
      return () => undefined
    },
    close: () => undefined,
  }
}

export interface SocketTransportOptions {
  /** Absolute `ws:` or `wss:` address. */
  url: string
  createSocket?: (url: string) => WebSocket
  /** Called after a try that did not get through, and when the server ends the pairing: the page may have to be paired anew. */
  onRefused?: () => void
  /** Waits between tries, in milliseconds; the last one repeats. Short: a booth cannot wait for its screen. */
  retryMs?: readonly number[]
}

const defaultRetryMs = [250, 500, 1000, 2000, 4000] as const
/** The server's own close code, see src/main/http/console-socket.ts. */
const pairingEndedCode = 4401
/** A half-open TCP connection is noticed by silence only when something is asked; a try to connect must not hang either. */
const openTimeoutMs = 5000

/** A browser's WebSocket that comes back by itself. */
export function createSocketTransport(options: SocketTransportOptions): Transport {
  const { url, createSocket = (address) => new WebSocket(address), onRefused, retryMs = defaultRetryMs } = options
  const messageListeners = new Set<(message: unknown) => void>()
  const linkListeners = new Set<(up: boolean) => void>()
  let socket: WebSocket | null = null
  let isUp = false
  let isClosed = false
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function setLink(up: boolean) {
    if (up === isUp) return
    isUp = up
    for (const listen of linkListeners) listen(up)
  }

  function connect() {
    const current = createSocket(url)
    socket = current
    const openTimer = setTimeout(() => current.close(), openTimeoutMs)
    current.onopen = () => {
      clearTimeout(openTimer)
      tries = 0
      setLink(true)
    }
    current.onmessage = (event) => receive(event.data)
    current.onclose = ({ code }) => {
      clearTimeout(openTimer)
      if (socket !== current) return
      if (!isUp || code === pairingEndedCode) onRefused?.()
      setLink(false)
      if (!isClosed) retryLater()
    }
  }

  function retryLater() {
    const waitMs = retryMs[Math.min(tries, retryMs.length - 1)] ?? 1000
    tries += 1
    timer = setTimeout(connect, waitMs)
  }

  function receive(data: unknown) {
    const message = typeof data === 'string' ? parsedJson(data) : undefined
    if (message === undefined) return
    for (const listen of messageListeners) listen(message)
  }

  connect()
  return {
    post(message) {
      if (isUp) socket?.send(JSON.stringify(message))
    },
    onMessage(listen) {
      messageListeners.add(listen)
      return () => messageListeners.delete(listen)
    },
    onLink(listen) {
      linkListeners.add(listen)
      if (isUp) listen(true)
      return () => linkListeners.delete(listen)
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}

/** Undefined for what is no JSON: one bad message closes nothing. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    console.warn('The server sent a message that is no JSON.')
    return undefined
  }
}

/** The desktop's bridge where there is one, else a WebSocket to where this page came from. */
export function transportHere(socketPath: string): Transport {
  if (window.photocall) return createDesktopTransport(window.photocall)
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return createSocketTransport({
    url: `${scheme}//${location.host}${socketPath}`,
    onRefused: () => void reloadWhenUnpaired(),
  })
}

/** A browser whose pairing ended sees how to pair again; a server that is merely away changes nothing here. */
async function reloadWhenUnpaired(): Promise<void> {
  const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).catch(() => null)
  if (answer?.status === 401) location.reload()
}

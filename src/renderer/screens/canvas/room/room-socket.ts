import {
  canvasBeatMs,
  canvasClose,
  canvasRelayed,
  fromCanvasRooms,
  type CanvasRelayed,
  type FromCanvasRooms,
} from '../../../../contract/canvas-protocol'
import type { PageClock } from '../page-clock'
import { backoffMs } from './backoff'

/** Where the page stands with its room. */
export type Link =
  | { state: 'connecting' }
  | { state: 'up' }
  /** It comes back by itself; drawing goes on. */
  | { state: 'away' }
  /** It does not come back by itself. */
  | { state: 'over'; why: 'refused' | 'closed' | 'replaced' | 'unpaired' }
  /** As many as the room takes are in it; tried again by itself. */
  | { state: 'full' }

export interface RoomSocket {
  link(): Link
  isOpen(): boolean
  /** False where there is no connection; nothing is kept for later. */
  say(message: object): boolean
  sendFinal(bytes: Uint8Array<ArrayBuffer>): boolean
  unsentBytes(): number
  /** Tries now instead of at the end of the wait, and again after an end. */
  connect(): void
  close(): void
}

export interface RoomSocketDeps {
  url: string
  room: string
  /** The same over reconnects. */
  id(): string
  clock: PageClock
  random(): number
  createSocket(url: string): WebSocket
  /** Asked after a try that never opened: whether this browser may be here at all. */
  mayEnter(): Promise<boolean>
  onLink(link: Link): void
  onFacts(message: FromCanvasRooms): void
  onRelayed(message: CanvasRelayed): void
  onFinal(bytes: Uint8Array): void
}

const openTimeoutMs = 6000
/** The server speaks every ten seconds: this long a silence is a dead line. */
const silenceMs = 3 * canvasBeatMs
const policyCode = 1008
const laterCode = 1013

export function createRoomSocket(deps: RoomSocketDeps): RoomSocket {
  const { clock } = deps
  let socket: WebSocket | null = null
  let link: Link = { state: 'connecting' }
  let tries = 0
  let stopTimer = (): void => undefined

  function setLink(next: Link) {
    link = next
    deps.onLink(next)
  }

  function waitAtMost(ms: number, current: WebSocket) {
    stopTimer()
    // a half-open connection would take long to notice that it is closed
    stopTimer = clock.after(ms, () => leave(current, 'away'))
  }

  function leave(current: WebSocket, state: 'away') {
    forget(current)
    current.close()
    setLink({ state })
    retry()
  }

  function forget(current: WebSocket) {
    current.onopen = current.onmessage = current.onclose = null
    socket = null
    stopTimer()
  }

  function connect() {
    stopTimer()
    const current = deps.createSocket(deps.url)
    let hasOpened = false
    current.binaryType = 'arraybuffer'
    socket = current
    waitAtMost(openTimeoutMs, current)
    current.onopen = () => {
      hasOpened = true
      waitAtMost(silenceMs, current)
      current.send(JSON.stringify({ type: 'hello', payload: { room: deps.room, client: 'page', id: deps.id() } }))
    }
    current.onmessage = ({ data }: MessageEvent<unknown>) => {
      waitAtMost(silenceMs, current)
      receive(data)
    }
    current.onclose = ({ code }) => {
      forget(current)
      closed(code, hasOpened)
    }
  }

  function closed(code: number, hasOpened: boolean) {
    if (code === canvasClose.replaced) return setLink({ state: 'over', why: 'replaced' })
    if (code === canvasClose.roomClosed) return setLink({ state: 'over', why: 'closed' })
    if (code === policyCode) return setLink({ state: 'over', why: 'refused' })
    setLink({ state: code === laterCode ? 'full' : 'away' })
    retry()
    if (!hasOpened) void askWhetherAllowed()
  }

  async function askWhetherAllowed() {
    if (await deps.mayEnter()) return
    stopTimer()
    setLink({ state: 'over', why: 'unpaired' })
  }

  function retry() {
    stopTimer()
    stopTimer = clock.after(backoffMs(tries++, deps.random()), connect)
  }

  function receive(data: unknown) {
    if (data instanceof ArrayBuffer) return deps.onFinal(new Uint8Array(data))
    const message = typeof data === 'string' ? parsedJson(data) : undefined
    const facts = fromCanvasRooms.safeParse(message)
    if (facts.success) return receiveFacts(facts.data)
    const relayed = canvasRelayed.safeParse(message)
    if (relayed.success) deps.onRelayed(relayed.data)
  }

  function receiveFacts(message: FromCanvasRooms) {
    // the room's facts are the answer to our hello: what the room remembers has come before them
    if (message.type === 'room') tries = 0
    deps.onFacts(message)
    if (message.type === 'room' && link.state !== 'up') setLink({ state: 'up' })
  }

  const isOpen = () => socket?.readyState === WebSocket.OPEN && link.state === 'up'

  return {
    link: () => link,
    isOpen,
    say(message) {
      if (!isOpen()) return false
      socket?.send(JSON.stringify(message))
      return true
    },
    sendFinal(bytes) {
      if (!isOpen()) return false
      socket?.send(bytes)
      return true
    },
    unsentBytes: () => socket?.bufferedAmount ?? 0,
    connect() {
      if (socket !== null) return
      tries = 0
      if (link.state === 'over') setLink({ state: 'connecting' })
      connect()
    },
    close() {
      stopTimer()
      if (socket === null) return
      const current = socket
      forget(current)
      current.close()
    },
  }
}

/** Undefined for what is no JSON: one bad message closes nothing. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

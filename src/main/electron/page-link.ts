import type { Clock } from '../lib/clock'
import type { Connection, Hub } from '../state'
import type { WindowRole } from './own-address'

export interface PageLinkDeps {
  hub: Pick<Hub, 'connect'>
  role: WindowRole
  /** Hands text to the page; it reports back by `taken`. */
  send(text: string): void
  /** The page has taken nothing for a while: it hangs. */
  onStalled(): void
  clock: Clock
}

/** One page's connection to the hub, from its connect to its disconnect or end. */
export interface PageLink {
  receive(message: unknown): void
  /** The page has taken this many characters; anything but a number is ignored. */
  taken(characters: unknown): void
  close(): void
}

const stalledMs = 15_000
/** After a sleep of the machine the page gets this long to take what was on its way. */
const secondLookMs = 2000

export function openPageLink({ hub, role, send, onStalled, clock }: PageLinkDeps): PageLink {
  let unsentCharacters = 0
  /** When the page last took something, or when the first message that it has not taken was sent. */
  let waitingSinceMs = 0
  let suspectedAtMs: number | null = null
  let closed = false

  function sendText(text: string) {
    if (closed) return
    const nowMs = clock.monotonicMs()
    if (unsentCharacters === 0) waitingSinceMs = nowMs
    unsentCharacters += text.length
    send(text)
    if (nowMs - waitingSinceMs > stalledMs) suspect(nowMs)
  }

  function suspect(nowMs: number) {
    suspectedAtMs ??= nowMs
    if (nowMs - suspectedAtMs <= secondLookMs) return
    suspectedAtMs = nowMs
    onStalled()
  }

  const connection: Connection = hub.connect({
    role,
    isWindow: true,
    send: (message) => sendText(JSON.stringify(message)),
    unsentBytes: () => unsentCharacters,
  })

  return {
    receive: (message) => connection.receive(message),
    taken(characters) {
      if (typeof characters !== 'number' || !Number.isFinite(characters)) return
      unsentCharacters = Math.max(0, unsentCharacters - Math.max(0, characters))
      waitingSinceMs = clock.monotonicMs()
      suspectedAtMs = null
    },
    close() {
      closed = true
      connection.close()
    },
  }
}

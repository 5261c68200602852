import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { PairedRole, Sessions } from './sessions'

const codeLifetimeMs = 10 * 60_000
const liveCodeLimit = 8
const tryWindowMs = 60_000
/** Wrong codes a minute: of one address, and of all together, since an attacker on the network has many addresses. */
const triesPerPeer = 5
const triesTogether = 60

/** No 0, O, 1 or I: the code is read from a screen and typed on a tablet. 32 letters to the power of 8 are 40 bits. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const codeLength = 8

interface LiveCode {
  digest: Buffer
  role: PairedRole
  dueMs: number
}

/** One-time codes by which a browser becomes a console, kiosk or tablet. */
export interface Pairing {
  /** `code` is written `XXXX-XXXX`; good once, for ten minutes. Making more than eight forgets the oldest. */
  create(role: PairedRole): { code: string; expiresAtMs: number }
  /** Throws `not_allowed` for a wrong, used or expired code and `too_busy` after too many wrong ones from `peer`. */
  redeem(
    code: string,
    from: { peer: string; browser: string },
  ): Promise<{ role: PairedRole; token: string; lifetimeSec: number }>
}

function newCode(): string {
  // 32 letters: the low five bits of a random byte choose without bias.
  const letters = [...randomBytes(codeLength)].map((byte) => alphabet.charAt(byte & 31)).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** Both sides are hashed first, so that comparing takes the same time however long and however wrong the input is. */
function digestOf(code: string): Buffer {
  const letters = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return createHash('sha256').update(letters).digest()
}

/** Counts wrong tries of the last minute; 40 bits at 60 tries a minute leave a guess in ten minutes at one in 200 million. */
function createTryLimit(clock: Clock) {
  let failures: { peer: string; atMs: number }[] = []
  return {
    check(peer: string): void {
      failures = failures.filter((failure) => failure.atMs > clock.monotonicMs() - tryWindowMs)
      const own = failures.filter((failure) => failure.peer === peer).length
      if (own < triesPerPeer && failures.length < triesTogether) return
      throw new AppError('too_busy', 'Too many wrong pairing codes were tried.', 'Wait a minute, then try again.')
    },
    failed(peer: string): void {
      failures.push({ peer, atMs: clock.monotonicMs() })
    },
  }
}

/** Codes live in memory alone: a restart makes them void. */
export function createPairing(deps: { sessions: Sessions; clock: Clock }): Pairing {
  const { sessions, clock } = deps
  const tries = createTryLimit(clock)
  let live: LiveCode[] = []

  /** Takes the code out before anything else is awaited, so that two requests at once cannot both have it. */
  function take(code: string): LiveCode | null {
    const digest = digestOf(code)
    live = live.filter((entry) => entry.dueMs > clock.monotonicMs())
    const hits = live.filter((entry) => timingSafeEqual(entry.digest, digest))
    live = live.filter((entry) => !hits.includes(entry))
    return hits[0] ?? null
  }

  return {
    create(role) {
      const code = newCode()
      live = [...live, { digest: digestOf(code), role, dueMs: clock.monotonicMs() + codeLifetimeMs }].slice(
        -liveCodeLimit,
      )
      return { code, expiresAtMs: clock.nowMs() + codeLifetimeMs }
    },
    async redeem(code, { peer, browser }) {
      tries.check(peer)
      const taken = take(code)
      if (!taken) {
        tries.failed(peer)
        const hint = 'Make a new code in the console under Settings, or start `serve` again and use the one it prints.'
        throw new AppError('not_allowed', 'This pairing code is wrong, was used already or has expired.', hint)
      }
      return { role: taken.role, ...(await sessions.issue(taken.role, browser)) }
    },
  }
}

/** Where a browser goes to redeem a code; the page there asks for one press before the code is spent. */
export function pairingUrl(baseUrl: string, code: string): string {
  return new URL(`/pair?code=${encodeURIComponent(code)}`, baseUrl).href
}

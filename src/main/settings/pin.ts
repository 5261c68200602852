import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Secrets } from './secrets'

const secretName = 'kiosk.pin'
const tryLimit = 5
const lockMs = 60_000

/** scrypt with N=2^15, r=8, p=1: 32 MB and some 100 ms a try, which a person does not feel and a list of PINs does. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const keyBytes = 32

/** The PIN by which guests' screens are left; there is none until the operator sets one. */
export interface Pin {
  isSet(): boolean
  /** Null takes it away. Ends a lock as well: who may set it may leave. */
  set(pin: string | null): Promise<void>
  /** Throws `pin_unset`, `pin_wrong` (params `triesLeft`) or `pin_locked` (params `seconds`). */
  check(pin: string): Promise<void>
  /** From the console only: lets the kiosk try again at once. */
  resetLock(): void
  /** A PIN was set or taken away. */
  onChange(listen: () => void): void
}

function derive(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, keyBytes, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

async function hashed(pin: string): Promise<string> {
  const salt = randomBytes(16)
  return `scrypt:${salt.toString('base64url')}:${(await derive(pin, salt)).toString('base64url')}`
}

async function matches(pin: string, stored: string): Promise<boolean> {
  const [scheme, salt, key] = stored.split(':')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'base64url')
  const given = await derive(pin, Buffer.from(salt, 'base64url'))
  return expected.length === given.length && timingSafeEqual(given, expected)
}

/** Checked here in the core, so that no window can be patched to skip it; counted on the monotonic clock. */
export function createPin(deps: { secrets: Secrets; clock: Clock }): Pin {
  const { secrets, clock } = deps
  const listeners: (() => void)[] = []
  // asked with every publication of the state: the secret is opened once, not thirty times a second
  let isSet = secrets.get(secretName) !== null
  let failures = 0
  let lockedUntilMs: number | null = null

  function resetLock(): void {
    failures = 0
    lockedUntilMs = null
  }

  function refuseWhileLocked(): void {
    if (lockedUntilMs === null) return
    const seconds = Math.ceil((lockedUntilMs - clock.monotonicMs()) / 1000)
    if (seconds <= 0) return resetLock()
    const hint = 'Wait, or let the operator reset the lock in the console.'
    throw new AppError('pin_locked', `Too many wrong PINs: locked for ${seconds} s.`, hint, { params: { seconds } })
  }

  /** Counted before the slow comparing, so that tries sent together count as well. */
  function countTry(): void {
    failures++
    if (failures >= tryLimit) lockedUntilMs = clock.monotonicMs() + lockMs
  }

  return {
    isSet: () => isSet,
    async set(pin) {
      await secrets.set(secretName, pin === null ? null : await hashed(pin))
      isSet = pin !== null
      resetLock()
      listeners.forEach((listen) => listen())
    },
    async check(pin) {
      refuseWhileLocked()
      const stored = secrets.get(secretName)
      if (stored === null) throw new AppError('pin_unset', 'No PIN is set.', 'Close the kiosk from the console.')
      countTry()
      if (await matches(pin, stored)) return resetLock()
      const triesLeft = Math.max(0, tryLimit - failures)
      throw new AppError('pin_wrong', 'The PIN is wrong.', `Tries left: ${triesLeft}.`, { params: { triesLeft } })
    },
    resetLock,
    onChange: (listen) => void listeners.push(listen),
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createBuckets, createRateLimit } from './rate-limit'

const beyond = (address: string) => ({ address, isHere: false })
const here = { address: '127.0.0.1', isHere: true }

/** How many in a row go through before one has to wait. */
function through(ask: () => number, most: number): number {
  for (let count = 0; count < most; count++) if (ask() > 0) return count
  return most
}

describe('a bucket', () => {
  const allowance = { burst: 3, perSec: 2 }

  it('gives its burst at once, then one each half second, and says how long to wait', () => {
    const clock = createManualClock()
    const buckets = createBuckets(clock)
    expect(through(() => buckets.take('a', allowance), 10)).toBe(3)
    expect(buckets.take('a', allowance)).toBe(500)
    clock.advance(499)
    expect(buckets.take('a', allowance)).toBeCloseTo(1)
    clock.advance(1)
    expect(buckets.take('a', allowance)).toBe(0)
    clock.advance(3_600_000)
    expect(through(() => buckets.take('a', allowance), 10)).toBe(3)
  })

  it('never gives more than its burst and what has come back since, however it is asked', () => {
    const steps = fc.array(fc.record({ pauseMs: fc.integer({ min: 0, max: 2000 }), asks: fc.nat(10) }))
    fc.assert(
      fc.property(steps, (all) => {
        const clock = createManualClock()
        const buckets = createBuckets(clock)
        let [given, passedMs] = [0, 0]
        for (const { pauseMs, asks } of all) {
          clock.advance(pauseMs)
          passedMs += pauseMs
          for (let n = 0; n < asks; n++) if (buckets.take('a', allowance) === 0) given++
          expect(given).toBeLessThanOrEqual(3 + (passedMs / 1000) * 2 + 1e-6)
        }
      }),
    )
  })

  it('of a hundred thousand addresses only the newest are remembered, and the one in use is among them', () => {
    const buckets = createBuckets(createManualClock(), 10_000)
    expect(through(() => buckets.take('busy', allowance), 10)).toBe(3)
    for (let n = 0; n < 100_000; n++) {
      buckets.take(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, allowance)
      if (n % 5_000 === 0) expect(buckets.take('busy', allowance)).toBeGreaterThan(0)
    }
    expect(buckets.size()).toBe(10_000)
    expect(buckets.take('busy', allowance)).toBeGreaterThan(0)
  })
})

describe('requests', () => {
  it('of one key wait while another key of the same address goes on', () => {
    const limit = createRateLimit({ clock: createManualClock() })
    expect(through(() => limit.request(beyond('10.0.0.5'), 'token:1'), 1000)).toBe(200)
    expect(limit.request(beyond('10.0.0.5'), 'token:2')).toBe(0)
    expect(limit.request(beyond('10.0.0.6'), 'token:1')).toBeGreaterThan(0)
  })

  it('of one address wait whatever keys it shows, also those that were refused', () => {
    const limit = createRateLimit({ clock: createManualClock() })
    let n = 0
    expect(through(() => limit.request(beyond('10.0.0.5'), `token:${n++}`), 2000)).toBe(800)
    expect(through(() => limit.request(beyond('10.0.0.6'), null), 2000)).toBe(800)
    expect(limit.request(beyond('10.0.0.6'), 'token:x')).toBeGreaterThan(0)
    expect(limit.request(beyond('10.0.0.7'), 'token:x')).toBe(0)
  })

  it('of this machine are hardly bounded: a loop without pause has thousands a second', () => {
    const clock = createManualClock()
    const limit = createRateLimit({ clock })
    for (let second = 0; second < 10; second++) {
      expect(through(() => limit.request(here, 'loopback'), 15_000)).toBe(15_000)
      clock.advance(1000)
    }
  })

  it('that a proxy on this machine forwards are not of this machine', () => {
    const limit = createRateLimit({ clock: createManualClock() })
    const proxied = { address: '127.0.0.1', isHere: false }
    expect(through(() => limit.request(proxied, 'token:1'), 1000)).toBe(200)
    expect(limit.request(here, 'loopback')).toBe(0)
  })
})

describe('guesses', () => {
  it('of an address are ten, then one in six seconds, and cost nobody else anything', () => {
    const clock = createManualClock()
    const limit = createRateLimit({ clock })
    const guess = (address: string) => {
      const wait = limit.mayGuess(beyond(address))
      if (wait === 0) limit.guessed(beyond(address))
      return wait
    }
    expect(through(() => guess('10.0.0.5'), 100)).toBe(10)
    expect(limit.mayGuess(beyond('10.0.0.5'))).toBe(6000)
    expect(limit.mayGuess(beyond('10.0.0.6'))).toBe(0)
    expect(limit.mayGuess(here)).toBe(0)
    clock.advance(6000)
    expect(through(() => guess('10.0.0.5'), 100)).toBe(1)
  })
})

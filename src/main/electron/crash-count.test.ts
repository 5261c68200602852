import { describe, expect, it } from 'vitest'
import { createCrashCount } from './crash-count'

describe('createCrashCount', () => {
  const counting = () => createCrashCount({ limit: 3, windowMs: 60_000 })

  it('gives up at the third crash within a minute', () => {
    const count = counting()
    expect([0, 30_000, 59_999].map((time) => count.add(time))).toEqual([false, false, true])
  })

  it('never gives up on crashes that are far apart', () => {
    const count = counting()
    expect([0, 30_000, 60_000, 90_000, 120_000].map((time) => count.add(time))).not.toContain(true)
  })

  it('starts anew when somebody tries again', () => {
    const count = counting()
    for (const time of [0, 1, 2]) count.add(time)
    count.reset()
    expect(count.add(3)).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { createManualClock } from './clock'
import { collapseRepeats, type LogLine, type WrittenLine } from './repeated-lines'

const away: LogLine = { level: 'warn', feature: 'share', message: 'away', facts: { dir: 'E:' } }

function collapsing() {
  const clock = createManualClock()
  const written: WrittenLine[] = []
  const repeats = collapseRepeats({ clock, windowMs: 60_000, write: (line) => written.push(line) })
  return { clock, written, repeats }
}

describe('collapseRepeats', () => {
  it('writes a fresh line at once', () => {
    const { repeats, written } = collapsing()
    repeats.take(away)
    expect(written).toEqual([{ ...away, repeated: 0 }])
  })

  it('counts equal lines and tells the count when another line comes', () => {
    const { repeats, written } = collapsing()
    for (let i = 0; i < 4; i += 1) repeats.take(away)
    repeats.take({ ...away, message: 'back' })
    expect(written.map((line) => [line.message, line.repeated])).toEqual([
      ['away', 0],
      ['away', 3],
      ['back', 0],
    ])
  })

  it('takes other facts as another line', () => {
    const { repeats, written } = collapsing()
    repeats.take(away)
    repeats.take({ ...away, facts: { dir: 'F:' } })
    expect(written).toHaveLength(2)
  })

  it('tells the count once a window while a line keeps coming', () => {
    const { repeats, written, clock } = collapsing()
    for (let second = 0; second < 120; second += 1) {
      repeats.take(away)
      clock.advance(1000)
    }
    expect(written.map((line) => line.repeated)).toEqual([0, 59, 0, 59])
  })

  it('leaves no timer behind after a flush', () => {
    const { repeats, clock } = collapsing()
    repeats.take(away)
    repeats.flush()
    expect(clock.pending()).toBe(0)
  })
})

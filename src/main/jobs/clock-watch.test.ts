import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createManualClock, type ManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { withJump } from './aging'
import { createClockWatch, spanText } from './clock-watch'
import type { Journal } from './journal'
import { newJobOfTests } from './testing/new-job'
import { createTestBooth } from './testing/test-booth'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

function watched(clock: ManualClock = createManualClock(), journal: Journal = createTestBooth({ clock }).journal) {
  const watch = createClockWatch({ clock, journal, log: silentLog })
  const jumps: number[] = []
  watch.onJump(({ byMs }) => void jumps.push(byMs))
  return { clock, journal, watch, jumps }
}

const setBy = (clock: ManualClock, ms: number) => clock.setWall(clock.nowMs() + ms)

test('a clock that runs on is trusted', () => {
  const { clock, watch, jumps } = watched()
  clock.advance(dayMs)
  expect(jumps).toEqual([])
  expect(watch.isTrusted()).toBe(true)
})

test.each([3 * hourMs, -3 * hourMs])('a clock set by %d ms is told once and no longer trusted', (byMs) => {
  const { clock, watch, jumps } = watched()
  setBy(clock, byMs)
  clock.advance(60_000)
  expect(jumps).toEqual([byMs])
  expect(watch.isTrusted()).toBe(false)
  expect(watch.offByMs()).toBe(byMs)
})

test("a time server's correction of seconds is no jump", () => {
  const { clock, jumps } = watched()
  setBy(clock, 20_000)
  clock.advance(60_000)
  expect(jumps).toEqual([])
})

test('sleep is no jump, and a clock that is set during sleep is one', () => {
  const { clock, watch, jumps } = watched()
  clock.sleep(9 * hourMs)
  watch.look()
  expect(jumps).toEqual([])
  clock.sleep(9 * hourMs)
  setBy(clock, -2 * hourMs)
  watch.look()
  expect(jumps).toEqual([-2 * hourMs])
})

test('a clock that is set back to where it was is trusted again', () => {
  const { clock, watch, jumps } = watched()
  setBy(clock, 5 * dayMs)
  clock.advance(hourMs)
  setBy(clock, -5 * dayMs)
  clock.advance(hourMs)
  expect(jumps).toEqual([5 * dayMs, -5 * dayMs])
  expect(watch.isTrusted()).toBe(true)
})

test('a person confirms the clock, and that holds after a restart', () => {
  const { clock, journal, watch } = watched()
  setBy(clock, -3 * hourMs)
  clock.advance(hourMs)
  expect(watched(clock, journal).watch.isTrusted()).toBe(false)
  watch.confirm()
  expect(watch.isTrusted()).toBe(true)
  expect(watched(clock, journal).watch.isTrusted()).toBe(true)
})

test('a clock that was set a moment ago is confirmed as it is now', () => {
  const { clock, watch, jumps } = watched()
  setBy(clock, 3 * hourMs)
  watch.confirm()
  clock.advance(60_000)
  expect(jumps).toEqual([3 * hourMs])
  expect(watch.isTrusted()).toBe(true)
})

test('a start before the newest time in the journal is a jump, until it is confirmed', async () => {
  const clock = createManualClock()
  const booth = createTestBooth({ clock })
  await booth.queue.open()
  booth.queue.press({ source: 'webcam' })
  setBy(clock, -2 * dayMs)
  const { watch } = watched(clock, booth.journal)
  expect(watch.isTrusted()).toBe(false)
  expect(watch.offByMs()).toBe(-2 * dayMs)
  watch.confirm()
  expect(watched(clock, booth.journal).watch.isTrusted()).toBe(true)
})

test('a start weeks after the last job is none', async () => {
  const clock = createManualClock()
  const booth = createTestBooth({ clock })
  await booth.queue.open()
  booth.queue.press({ source: 'webcam' })
  setBy(clock, 40 * dayMs)
  expect(watched(clock, booth.journal).watch.isTrusted()).toBe(true)
})

/** A booth that was begun with its clock at `wallMs`; each `start` is one of the program. */
function openedAt(wallMs: number) {
  const clock = createManualClock(wallMs)
  const { journal } = createTestBooth({ clock })
  const press = () => journal.add(newJobOfTests())
  const start = () => watched(clock, journal).watch
  return { clock, press, start }
}

const batteryDeadMs = Date.UTC(2020, 0, 1)
const rightMs = Date.UTC(2026, 10, 21)

test('what was pressed before the clock was set right ages from its true moment on', () => {
  const { clock, press, start } = openedAt(batteryDeadMs)
  const watch = start()
  const before = press()
  clock.advance(5 * hourMs)
  clock.setWall(rightMs)
  const meanwhile = press()
  clock.advance(10_000)
  const after = press()
  expect(watch.agesFromMs(before)).toBe(rightMs - 5 * hourMs)
  expect(Math.abs(watch.agesFromMs(meanwhile) - rightMs)).toBeLessThanOrEqual(10_000)
  expect(watch.agesFromMs(after)).toBe(after.pressedAtMs)
  watch.confirm()
  expect(start().agesFromMs(before)).toBe(rightMs - 5 * hourMs)
})

test('a clock that was set ahead by mistake, and back, makes no picture younger', () => {
  const { clock, press, start } = openedAt(rightMs)
  const watch = start()
  const before = press()
  setBy(clock, 400 * dayMs)
  clock.advance(10_000)
  const meanwhile = press()
  setBy(clock, -400 * dayMs)
  clock.advance(10_000)
  expect(watch.agesFromMs(before)).toBe(before.pressedAtMs)
  expect(watch.agesFromMs(meanwhile)).toBe(meanwhile.pressedAtMs)
})

test('a clock that was set right while the booth was off is seen by the years that no booth rests', () => {
  const { clock, press, start } = openedAt(batteryDeadMs)
  start().close()
  const before = press()
  clock.setWall(rightMs)
  const watch = start()
  expect(watch.isTrusted()).toBe(true)
  expect(watch.agesFromMs(before)).toBe(rightMs)
  clock.setWall(rightMs + 20 * dayMs)
  expect(start().agesFromMs(before)).toBe(rightMs)
})

test('a rest of months is a rest', () => {
  const { clock, press, start } = openedAt(rightMs)
  const before = press()
  setBy(clock, 200 * dayMs)
  expect(start().agesFromMs(before)).toBe(before.pressedAtMs)
})

test('a battery that is dead at every start counts once, and what was pressed then ages from when the clock was right', () => {
  const { clock, press, start } = openedAt(rightMs)
  start().close()
  const old = press()
  const taken = []
  for (let evening = 0; evening < 3; evening++) {
    clock.setWall(batteryDeadMs)
    const watch = start()
    expect(watch.isTrusted()).toBe(false)
    expect(Math.abs(watch.offByMs() - (batteryDeadMs - rightMs))).toBeLessThan(dayMs)
    clock.advance(5 * hourMs)
    taken.push(press())
    watch.close()
  }
  clock.setWall(rightMs + 10 * dayMs)
  const watch = start()
  watch.confirm()
  for (const job of taken) expect(rightMs + 10 * dayMs - watch.agesFromMs(job)).toBeLessThan(dayMs)
  // how long the booth was off before is known to nobody: not older than it is, and not younger than the rest
  expect(watch.agesFromMs(old)).toBeGreaterThanOrEqual(old.pressedAtMs)
  expect(watch.agesFromMs(old)).toBeLessThanOrEqual(old.pressedAtMs + 10 * dayMs)
})

test('however often the clock is set between two presses, it is one jump', () => {
  const jump = { atMs: 1, byMs: 5, afterNumber: 3 }
  expect(withJump([jump], { atMs: 9, byMs: -2, afterNumber: 3 })).toEqual([{ atMs: 9, byMs: 3, afterNumber: 3 }])
  expect(withJump([jump], { ...jump, afterNumber: 4 })).toHaveLength(2)
})

test('nothing is watched after closing', () => {
  const { clock, watch } = watched()
  watch.close()
  expect(clock.pending()).toBe(0)
})

test('however the clock jumps and the machine sleeps, trust is right at every look', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -10 * dayMs, max: 10 * dayMs }) }),
    fc.record({ kind: fc.constant('run' as const), ms: fc.integer({ min: 10_000, max: dayMs / 24 }) }),
    fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: dayMs }) }),
  )
  const { journal } = createTestBooth()
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      const clock = createManualClock()
      journal.remember('clock', '{}')
      const { watch } = watched(clock, journal)
      let offByMs = 0
      for (const { kind, ms } of steps) {
        if (kind === 'run') clock.advance(ms)
        if (kind === 'sleep') clock.sleep(ms)
        if (kind === 'set' && Math.abs(ms) >= 60_000) {
          setBy(clock, ms)
          offByMs += ms
        }
        watch.look()
        expect(watch.offByMs()).toBe(offByMs)
        expect(watch.isTrusted()).toBe(Math.abs(offByMs) < 60_000)
      }
      watch.close()
    }),
    { numRuns: 60 },
  )
})

test('a span is written with its sign and largest unit', () => {
  expect([90_000, -25 * 60_000, 3 * hourMs, -400 * dayMs].map(spanText)).toEqual([
    '+2 min',
    '-25 min',
    '+3 h',
    '-400 d',
  ])
})

import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createLongRest } from './long-rest'

const dayMs = 24 * 3_600_000

/** A booth whose memory outlives its process; each `open` is a start. */
function openBooth(newestPressMs: (nowMs: number) => number | null = () => null) {
  const clock = createManualClock()
  const kept = new Map<string, string>()
  const memory = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, text: string) => void kept.set(key, text),
  }
  const pressMs = newestPressMs(clock.nowMs())
  return { clock, open: () => createLongRest({ clock, memory, newestPressMs: () => pressMs }) }
}

test('from weekend to weekend nothing is asked', () => {
  const { clock, open } = openBooth()
  for (let week = 0; week < 10; week++) {
    expect(open().isOver()).toBe(true)
    clock.advance(7 * dayMs)
  }
})

test('after a long rest the date is in doubt, also after further starts, until somebody confirms it', () => {
  const { clock, open } = openBooth()
  expect(open().isOver()).toBe(true)
  clock.advance(9 * dayMs)
  expect(open().isOver()).toBe(false)
  const again = open()
  expect(again.isOver()).toBe(false)
  again.confirm()
  expect(again.isOver()).toBe(true)
  expect(open().isOver()).toBe(true)
})

test('a booth that erased nothing before is judged by its newest press', () => {
  expect(
    openBooth((nowMs) => nowMs - 30 * dayMs)
      .open()
      .isOver(),
  ).toBe(false)
  expect(
    openBooth((nowMs) => nowMs - dayMs)
      .open()
      .isOver(),
  ).toBe(true)
})

test('a clock set back is no long rest', () => {
  const { clock, open } = openBooth()
  expect(open().isOver()).toBe(true)
  clock.setWall(clock.nowMs() - 400 * dayMs)
  expect(open().isOver()).toBe(true)
})

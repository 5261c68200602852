import { expect, test } from 'vitest'
import { timesFor } from './make-on'

const photo = { name: 'photo', kind: 'image' as const, timeoutMs: 90_000, queueTimeoutMs: 600_000 }
const film = { name: 'film', kind: 'video' as const, timeoutMs: 600_000, queueTimeoutMs: 900_000 }
const cold = { models: { isWarm: () => false } }
const warm = { models: { isWarm: (style: string) => style === 'photo' || style === 'film' } }

const usual = (style: typeof photo | typeof film) => ({ style, isTimeFixed: false })

test('a style’s first run on a server has 300 s, for its models are loaded first', () => {
  expect(timesFor(cold, usual(photo))).toMatchObject({ runMs: 300_000, stallMs: 300_000 })
  expect(timesFor(warm, usual(photo))).toMatchObject({ runMs: 90_000, stallMs: 60_000 })
})

test('a style that may take longer anyway keeps its own time', () => {
  expect(timesFor(cold, usual(film))).toMatchObject({ runMs: 600_000, stallMs: 600_000 })
  expect(timesFor(warm, usual(film))).toMatchObject({ runMs: 600_000 })
})

test('a film may be silent for its whole time, for a step of it takes minutes on a slow card', () => {
  expect(timesFor(warm, usual(film))).toMatchObject({ stallMs: 600_000 })
})

test('a still may be silent for two thirds of its time, and for a minute where it has that', () => {
  const stallMs = (timeoutMs: number) => timesFor(warm, usual({ ...photo, timeoutMs })).stallMs
  expect([90_000, 300_000, 61_000, 30_000].map(stallMs)).toEqual([60_000, 200_000, 60_000, 30_000])
})

test('waiting in the server’s line has a limit of its own, warm or cold', () => {
  expect([timesFor(cold, usual(photo)).queueMs, timesFor(warm, usual(photo)).queueMs]).toEqual([600_000, 600_000])
})

test('where another program was promised a time the first run has that one and no more', () => {
  expect(timesFor(cold, { style: photo, isTimeFixed: true })).toMatchObject({ runMs: 90_000, stallMs: 90_000 })
})

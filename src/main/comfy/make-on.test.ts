import { expect, test } from 'vitest'
import { timesFor } from './make-on'

const photo = { name: 'photo', timeoutMs: 90_000, queueTimeoutMs: 600_000 }
const film = { name: 'film', timeoutMs: 600_000, queueTimeoutMs: 900_000 }
const cold = { models: { isWarm: () => false } }
const warm = { models: { isWarm: (style: string) => style === 'photo' || style === 'film' } }

const usual = (style: typeof photo) => ({ style, isTimeFixed: false })

test('a style’s first run on a server has 300 s, for its models are loaded first', () => {
  expect(timesFor(cold, usual(photo))).toMatchObject({ runMs: 300_000, stallMs: 300_000 })
  expect(timesFor(warm, usual(photo))).toMatchObject({ runMs: 90_000, stallMs: 60_000 })
})

test('a style that may take longer anyway keeps its own time', () => {
  expect(timesFor(cold, usual(film))).toMatchObject({ runMs: 600_000, stallMs: 600_000 })
  expect(timesFor(warm, usual(film))).toMatchObject({ runMs: 600_000, stallMs: 60_000 })
})

test('waiting in the server’s line has a limit of its own, warm or cold', () => {
  expect([timesFor(cold, usual(photo)).queueMs, timesFor(warm, usual(photo)).queueMs]).toEqual([600_000, 600_000])
})

test('where another program was promised a time the first run has that one and no more', () => {
  expect(timesFor(cold, { style: photo, isTimeFixed: true })).toMatchObject({ runMs: 90_000, stallMs: 90_000 })
})

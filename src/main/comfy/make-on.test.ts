import { expect, test } from 'vitest'
import { timesFor } from './make-on'

const photo = { name: 'photo', timeoutMs: 90_000, queueTimeoutMs: 600_000 }
const film = { name: 'film', timeoutMs: 600_000, queueTimeoutMs: 900_000 }
const cold = { isWarm: () => false }
const warm = { isWarm: (style: string) => style === 'photo' || style === 'film' }

test('a style’s first run on a server has 300 s, for its models are loaded first', () => {
  expect(timesFor(cold, photo)).toMatchObject({ runMs: 300_000, stallMs: 300_000 })
  expect(timesFor(warm, photo)).toMatchObject({ runMs: 90_000, stallMs: 60_000 })
})

test('a style that may take longer anyway keeps its own time', () => {
  expect(timesFor(cold, film)).toMatchObject({ runMs: 600_000, stallMs: 600_000 })
  expect(timesFor(warm, film)).toMatchObject({ runMs: 600_000, stallMs: 60_000 })
})

test('waiting in the server’s line has a limit of its own, warm or cold', () => {
  expect([timesFor(cold, photo).queueMs, timesFor(warm, photo).queueMs]).toEqual([600_000, 600_000])
})

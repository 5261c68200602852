import { expect, test } from 'vitest'
import { createManualClock } from './clock'
import { whenLetGo } from './held-file'

function held(code: string, times: number) {
  const calls = { count: 0 }
  const call = () => {
    calls.count += 1
    return calls.count > times
      ? Promise.resolve('done')
      : Promise.reject(Object.assign(new Error(`${code}: held`), { code }))
  }
  return { calls, call }
}

/** Moves the clock on whenever somebody waits for it. */
async function passing<T>(clock: ReturnType<typeof createManualClock>, work: Promise<T>): Promise<T> {
  let isOver = false
  const watched = work.finally(() => (isOver = true))
  watched.catch(() => undefined)
  while (!isOver) {
    await new Promise(setImmediate)
    if (clock.pending() > 0) clock.advance(500)
  }
  return watched
}

test.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows a file that is held (%s) is tried again', async (code) => {
  const clock = createManualClock()
  const { calls, call } = held(code, 3)
  expect(await passing(clock, whenLetGo(call, { platform: 'win32', clock }))).toBe('done')
  expect(calls.count).toBe(4)
})

test('it is given up after five seconds, with what the system said last', async () => {
  const clock = createManualClock()
  const { call } = held('EBUSY', Infinity)
  await expect(passing(clock, whenLetGo(call, { platform: 'win32', clock }))).rejects.toThrow('EBUSY')
  expect(clock.monotonicMs()).toBeLessThan(6_000)
})

test.each([
  ['win32', 'ENOENT'],
  ['linux', 'EACCES'],
] as const)('on %s %s is the last word', async (platform, code) => {
  const clock = createManualClock()
  const { calls, call } = held(code, 1)
  await expect(whenLetGo(call, { platform, clock })).rejects.toThrow(code)
  expect(calls.count).toBe(1)
})

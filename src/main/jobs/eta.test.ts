import { expect, test } from 'vitest'
import { durationFacts, lineEtas, remainingMs } from './eta'

test('the median and the 95th percentile come from the measured durations', () => {
  expect(durationFacts([])).toEqual({ medianMs: null, p95Ms: null })
  expect(durationFacts([300, 100, 200])).toEqual({ medianMs: 200, p95Ms: 300 })
})

test('live steps decide what remains, else the history does', () => {
  const history = { medianMs: 8000, p95Ms: 12_000 }
  expect(remainingMs({ elapsedMs: 5000, step: 5, maxSteps: 20 }, history)).toBe(15_000)
  expect(remainingMs({ elapsedMs: 5000, step: 0, maxSteps: 20 }, history)).toBe(3000)
  expect(remainingMs({ elapsedMs: 9000, step: 0, maxSteps: 0 }, history)).toBe(3000)
  expect(remainingMs({ elapsedMs: 13_000, step: 0, maxSteps: 0 }, history)).toBe(0)
  expect(remainingMs({ elapsedMs: 9000, step: 0, maxSteps: 0 }, durationFacts([]))).toBeNull()
})

test('waiting jobs take the slots as they become free', () => {
  expect(lineEtas({ slots: 2, runningMs: [1000, 4000], waitingMs: [2000, 2000, 2000] })).toEqual([3000, 5000, 6000])
  expect(lineEtas({ slots: 1, runningMs: [], waitingMs: [500] })).toEqual([500])
})

test('behind a job of unknown length nothing is promised', () => {
  expect(lineEtas({ slots: 1, runningMs: [null], waitingMs: [500, 500] })).toEqual([null, null])
})

import { expect, test } from 'vitest'
import { exampleJob } from '../../../contract/testing/state-example'
import { figuresOf, quantile } from './figures'

const saved = (number: number, style: string, tookMs: number, pressedAtMs = 1000) =>
  exampleJob(number, {
    state: 'saved',
    style,
    pressedAtMs,
    timeline: [
      { state: 'queued', atMs: 5000 },
      { state: 'saved', atMs: 5000 + tookMs },
    ],
  })

test('counts what was pressed since the day began, by how it ended', () => {
  const jobs = [saved(1, 'a', 10, 5), saved(2, 'a', 10), exampleJob(3, { state: 'failed' }), exampleJob(4)]
  expect(figuresOf(jobs, 500)).toMatchObject({ pressed: 3, saved: 1, failed: 1, cancelled: 0, unfinished: 1 })
})

test('tells median and 95th percentile for each style, the most used first', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => saved(index + 1, 'comic', (index + 1) * 10))
  const { styles } = figuresOf([saved(200, 'noir', 70), ...hundred], 0)
  expect(styles).toEqual([
    { style: 'comic', pictures: 100, medianMs: 500, p95Ms: 950 },
    { style: 'noir', pictures: 1, medianMs: 70, p95Ms: 70 },
  ])
})

test('times a retried job from its last start', () => {
  const job = saved(1, 'a', 300)
  const timeline = [{ state: 'queued' as const, atMs: 0 }, { state: 'failed' as const, atMs: 900 }, ...job.timeline]
  expect(figuresOf([{ ...job, timeline }], 0).styles[0]?.medianMs).toBe(300)
})

test('a quantile is always one of the values', () => {
  expect(quantile([3], 0.95)).toBe(3)
  expect(quantile([], 0.5)).toBe(0)
})

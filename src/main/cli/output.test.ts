import fc from 'fast-check'
import { expect, test } from 'vitest'
import { etaSeconds, jsonProgressLine, plainProgressLine, progressBar } from './output'

const halfway = { fraction: 0.5, step: 5, maxSteps: 10, node: 'ink' }

test('the estimate is what is left at the pace so far', () => {
  expect(etaSeconds(halfway, 4000)).toBe(4)
  expect(etaSeconds({ ...halfway, step: 0 }, 4000)).toBe(0)
})

test('every JSON line parses by itself, and its estimate is a number of 0 or more', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.string(), fc.double(), (step, maxSteps, node, eta) => {
      const line = jsonProgressLine({ fraction: 0, step, maxSteps, node }, eta)
      const parsed = JSON.parse(line) as { eta_seconds: number; node: string }
      expect(line.indexOf('\n')).toBe(line.length - 1)
      expect(parsed.eta_seconds).toBeGreaterThanOrEqual(0)
      expect(parsed.node).toBe(node)
    }),
  )
})

test('the plain line and the bar say step, share and what is left', () => {
  expect(plainProgressLine(halfway, 4.4)).toBe('[PROGRESS] ink: 5/10 steps (50%) - ETA: 4s\n')
  const bar = progressBar(halfway, 4, 60)
  expect(bar).toContain('50%')
  expect(bar.length).toBeLessThanOrEqual(65)
})

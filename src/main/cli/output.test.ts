import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { etaSeconds, jsonProgressLine, outliveReaders, plainProgressLine, progressBar } from './output'

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

/** A stream that meets `code` whenever something is written to it. */
function failingStream(code: string) {
  const stream = new EventEmitter()
  const write = vi.fn(() => stream.emit('error', Object.assign(new Error(`${code}: write`), { code })))
  return Object.assign(stream, { write, writable: true }) as unknown as NodeJS.WritableStream & { write: typeof write }
}

test('a reader that is gone, or a terminal, is nothing to tell of', () => {
  for (const code of ['EPIPE', 'EIO']) {
    const [stdout, stderr] = [failingStream(code), failingStream(code)]
    outliveReaders({ stdout, stderr })
    stdout.write('a line')
    expect(stderr.write).not.toHaveBeenCalled()
  }
})

test('what else a stream meets is told once on the other one, however that goes', () => {
  const [stdout, stderr] = [failingStream('ENOSPC'), failingStream('ENOSPC')]
  outliveReaders({ stdout, stderr })
  stdout.write('a line')
  stdout.write('another')
  expect(stderr.write).toHaveBeenCalledExactlyOnceWith('The output could not be written: ENOSPC: write\n')
  expect(stdout.write).toHaveBeenCalledTimes(2)
})

import { expect, test } from 'vitest'
import type { GenerateProgress } from '../backends/backend'
import { createProgressLines, type ProgressMode } from './progress-lines'

function run(mode: ProgressMode, live = false) {
  const said = { out: '', err: '' }
  let nowMs = 0
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live,
    columns: 60,
  }
  const lines = createProgressLines({ mode, terminal, nowMs: () => nowMs })
  const see = (node: string, step = 0, more: Partial<GenerateProgress> = {}) =>
    lines.see({ fraction: 0.1, step, maxSteps: step === 0 ? 0 : 20, node, server: 'gpu', ...more })
  return { said, see, lines, wait: (ms: number) => void (nowMs += ms) }
}

function sample({ see, wait }: ReturnType<typeof run>) {
  see('')
  wait(5000)
  see('KSampler')
  for (const step of [1, 5, 5, 19]) {
    wait(1000)
    see('KSampler', step)
  }
  // as the server's own counts begin anew when a node is done
  see('KSampler')
  see('VAEDecode')
}

test('a run is told line by line, with what is left at the pace of its sampler', () => {
  const told = run('lines')
  sample(told)
  expect(told.said.out.split('\n')).toEqual([
    '[INFO] Connected to progress stream',
    '[INFO] Generation started',
    '[INFO] Executing: KSampler',
    '[PROGRESS] Sampling: 1/20 steps (5%) - ETA: 19s',
    '[PROGRESS] Sampling: 5/20 steps (25%) - ETA: 6s',
    '[PROGRESS] Sampling: 19/20 steps (95%) - ETA: 0s',
    '[PROGRESS] Sampling: 20/20 steps (100%) - ETA: 0s',
    '[INFO] Executing: VAEDecode',
    '',
  ])
  expect(told.said.err).toBe('')
})

test('as JSON only the steps are told', () => {
  const { said, ...told } = run('json')
  sample({ said, ...told })
  const lines = said.out.trim().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 5, 19, 20])
  expect(JSON.parse(lines[0]!)).toEqual({ step: 1, max_steps: 20, eta_seconds: 19, node: 'KSampler' })
})

test('quietly nothing is told', () => {
  const { said, ...told } = run('quiet')
  sample({ said, ...told })
  expect(said).toEqual({ out: '', err: '' })
})

test('what the server had done before is told once', () => {
  const { said, see } = run('lines')
  see('', 0, { cachedNodes: 3 })
  see('KSampler', 0, { cachedNodes: 3 })
  expect(said.out.match(/Cached: 3 nodes/g)).toHaveLength(1)
})

test('a server that begins anew begins the telling anew, and its cut sampler is not told as done', () => {
  const { said, see } = run('lines')
  see('')
  see('KSampler')
  see('KSampler', 12)
  see('')
  see('KSampler')
  expect(said.out).not.toContain('20/20')
  expect(said.out.match(/Connected to progress stream/g)).toHaveLength(2)
  expect(said.out.match(/Generation started/g)).toHaveLength(2)
})

test('a recipe counts through its steps, without a stream to connect to', () => {
  const { said, lines } = run('lines')
  for (const [node, step] of [
    ['ink', 1],
    ['ink', 2],
    ['paper', 3],
  ] as const)
    lines.see({ fraction: step / 3, step, maxSteps: 3, node })
  expect(said.out).toMatch(
    /^\[INFO\] Generation started\n\[PROGRESS\] ink: 1\/3.*\n\[PROGRESS\] ink: 2\/3.*\n\[PROGRESS\] paper: 3\/3 steps \(100%\) - ETA: 0s\n$/,
  )
})

test('on a screen a bar is drawn over itself, never wider than the screen, and leaves its line at the end', () => {
  const { said, lines, ...told } = run('lines', true)
  sample({ said, lines, ...told })
  lines.end()
  expect(said.out).toBe('[INFO] Connected to progress stream\n[INFO] Generation started\n')
  const bars = said.err.split('\r\u001b[2K').filter((bar) => bar !== '')
  expect(bars.length).toBeGreaterThan(3)
  for (const bar of bars) expect(bar.length).toBeLessThan(60)
  expect(said.err.endsWith('\r\u001b[2K')).toBe(true)
})

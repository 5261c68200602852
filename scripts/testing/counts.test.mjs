import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { playwrightCounts, pythonCounts, sumOf, vitestCounts } from './counts.mjs'

function reportFile(content) {
  const file = join(mkdtempSync(join(tmpdir(), 'photocall-report-')), 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

it('names what failed and what was skipped in a vitest report, and counts a file that cannot be loaded', () => {
  const assertion = (status) => ({ fullName: `a ${status} test`, status })
  const counts = vitestCounts(
    reportFile({
      testResults: [
        { name: '/x/a.test.ts', status: 'failed', assertionResults: ['passed', 'failed', 'pending'].map(assertion) },
        { name: '/x/b.test.ts', status: 'failed', assertionResults: [] },
      ],
    }),
  )
  expect(counts).toEqual({
    passed: 1,
    failures: ['a.test.ts: a failed test', 'b.test.ts cannot be loaded'],
    skipped: ['a.test.ts: a pending test'],
  })
})

it('finds the tests of nested suites in a Playwright report, and errors outside of tests', () => {
  const spec = (title, status) => ({ title, tests: [{ projectName: 'electron', status }] })
  const suites = [
    {
      title: 'live.spec.ts',
      specs: [spec('shoots', 'expected')],
      suites: [{ title: 'deep', specs: [spec('breaks', 'unexpected')] }],
    },
    { title: 'kiosk.spec.ts', specs: [spec('waits', 'skipped'), spec('wavers', 'flaky')] },
  ]
  const counts = playwrightCounts(reportFile({ suites, errors: [{ message: 'Error: no config\n at x' }] }))
  expect(counts.passed).toBe(1)
  expect(counts.failures).toEqual(['[electron] deep: breaks', '[electron] kiosk.spec.ts: wavers', 'Error: no config'])
  expect(counts.skipped).toEqual(['[electron] kiosk.spec.ts: waits'])
})

it('reads the closing lines of unittest', () => {
  const output = [
    'test_a (tests.test_m.C.test_a) ... ok',
    'test_b (tests.test_m.C.test_b) ... FAIL',
    "test_c (tests.test_m.C.test_c) ... skipped 'later'",
    '======',
    'FAIL: test_b (tests.test_m.C.test_b)',
    'Ran 3 tests in 0.001s',
    'FAILED (failures=1, skipped=1)',
  ].join('\n')
  expect(pythonCounts(output)).toEqual({ passed: 1, failures: ['test_b (tests.test_m.C.test_b)'], skipped: ['test_c'] })
})

it('adds up the steps', () => {
  const results = [
    { passed: 2, failures: ['x'], skipped: [] },
    { passed: 3, failures: [], skipped: ['y'] },
  ]
  expect(sumOf(results)).toEqual({ passed: 5, failed: 1, failures: ['x'], skipped: ['y'] })
})

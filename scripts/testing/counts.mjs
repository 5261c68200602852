// Reads the reports of the test runners; every one gives {passed, failures, skipped}, the latter two by name.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** From vitest's JSON reporter; a file that could not be loaded is a failure of its own. */
export function vitestCounts(file) {
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'))
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ name: `${basename(name)}: ${fullName}`, status })),
  )
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const loading = broken.map(({ name }) => ({ name: `${basename(name)} cannot be loaded`, status: 'failed' }))
  return countBy([...tests, ...loading])
}

/** From Playwright's JSON reporter; errors outside of tests count too. */
export function playwrightCounts(file) {
  const { suites, errors } = JSON.parse(readFileSync(file, 'utf8'))
  const outside = errors.map(({ message }) => ({ name: firstLine(message), status: 'failed' }))
  return countBy([...suites.flatMap(testsOfSuite), ...outside])
}

function testsOfSuite({ title, specs = [], suites = [] }) {
  const own = specs.flatMap((spec) =>
    spec.tests.map(({ projectName, status }) => ({
      name: `[${projectName}] ${basename(title)}: ${spec.title}`,
      status: playwrightStatus[status] ?? 'failed',
    })),
  )
  return [...own, ...suites.flatMap(testsOfSuite)]
}

const playwrightStatus = { expected: 'passed', skipped: 'skipped' }

/** From the output of `python -m unittest -v`: its closing lines give the numbers, the lines before them the names. */
export function pythonCounts(output) {
  const ran = Number(/^Ran (\d+) tests?/m.exec(output)?.[1] ?? 0)
  const failures = [...output.matchAll(/^(?:FAIL|ERROR): (\S+ \(.*\))/gm)].map((match) => match[1])
  const skipped = [...output.matchAll(/^(\S+) \([\w.]+\).*? \.\.\. skipped/gm)].map((match) => match[1])
  const skippedCount = Number(/skipped=(\d+)/.exec(output)?.[1] ?? 0)
  const failedTests = new Set(failures.map((name) => name.split(' ')[0])).size
  return { passed: Math.max(0, ran - failedTests - skippedCount), failures, skipped }
}

/** The sums over all steps. */
export function sumOf(results) {
  const failures = results.flatMap(({ failures }) => failures)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  return { passed, failed: failures.length, failures, skipped: results.flatMap(({ skipped }) => skipped) }
}

function countBy(tests) {
  const named = (wanted) => tests.filter(({ status }) => wanted.includes(status)).map(({ name }) => name)
  const skippedWords = ['skipped', 'pending', 'todo', 'disabled']
  const passed = named(['passed']).length
  const skipped = named(skippedWords)
  const failures = tests.filter(({ status }) => !['passed', ...skippedWords].includes(status)).map(({ name }) => name)
  return { passed, failures, skipped }
}

function firstLine(text) {
  return String(text).split('\n')[0]
}

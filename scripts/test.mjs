// `npm test`: prepares the machine, then runs every check and test there is. The last line gives the true sums.
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { prepare } from './prepare.mjs'
import { playwrightCounts, pythonCounts, sumOf, vitestCounts } from './testing/counts.mjs'
import { runStep } from './testing/step.mjs'
import { endToEndCommand } from './testing/end-to-end.mjs'
import { hasPythonTests, pythonCommand } from './testing/python.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const reportsDir = join(root, 'test-results', 'reports')
const npx = (name, ...args) => [process.execPath, [join(root, 'node_modules', name), ...args]]

function steps() {
  const vitestReport = join(reportsDir, 'unit.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${vitestReport}`]
  return [
    {
      name: 'types',
      commands: [
        ...['node', 'web', 'e2e', 'scripts'].map((one) => npx('typescript/bin/tsc', '-p', `tsconfig.${one}.json`)),
        npx('pyright/index.js', '-p', 'td'),
      ],
    },
    { name: 'lint', commands: [npx('eslint/bin/eslint.js', '.')] },
    { name: 'format', commands: [npx('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')] },
    {
      name: 'unit tests',
      commands: [npx('vitest/vitest.mjs', 'run', ...reporters)],
      counts: () => vitestCounts(vitestReport),
    },
    ...(hasPythonTests(root) ? [{ name: 'Python tests', commands: [pythonCommand()], counts: pythonCounts }] : []),
    { name: 'build', commands: [[process.execPath, [join(root, 'scripts/build.mjs')]]] },
    {
      name: 'end-to-end tests',
      commands: [endToEndCommand(root)],
      needs: 'build',
      counts: () => playwrightCounts(join(reportsDir, 'e2e.json')),
    },
  ]
}

async function test() {
  prepare('test', { build: false })
  rmSync(reportsDir, { recursive: true, force: true })
  mkdirSync(reportsDir, { recursive: true })
  const runtime = describeRuntime(electronRuntime({ say: console.log }))
  console.log(`Tests run on ${runtime} and Node ${process.versions.node}`)
  const results = []
  for (const step of steps()) results.push(runStep({ step, earlier: results, root }))
  report({ results, runtime })
}

function report({ results, runtime }) {
  const sum = sumOf(results)
  console.log(`\n${results.map(({ name, ok, seconds }) => `${ok ? 'ok  ' : 'FAIL'} ${name}, ${seconds} s`).join('\n')}`)
  console.log(`End-to-end tests ran on ${runtime}`)
  for (const name of sum.skipped) console.log(`skipped: ${name}`)
  for (const name of sum.failures) console.log(`failed: ${name}`)
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1
  console.log(`${sum.passed} passed, ${sum.failed} failed`)
}

test().catch((error) => {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
})

// `npm run soak`: the soak tests with their full counts, and their report into docs/soak.md; `npm test` runs a small part.
// In the sources they are called *.soak.test.ts, among the end-to-end tests they are tagged @soak.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runForeground } from './child.mjs'
import { prepare } from './prepare.mjs'
import { endToEndCommand } from './testing/end-to-end.mjs'
import { withReport } from './testing/soak-report.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const reports = join(root, 'test-results', 'reports')
const env = { ...process.env, PHOTOCALL_SOAK: 'full', PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'soak-e2e.json') }

const partFiles = ['headless', 'windows'].map((name) => join(root, 'test-results', 'soak', `${name}.json`))
for (const file of partFiles) rmSync(file, { force: true })

prepare('test')
const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${join(reports, 'soak.json')}`]
const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '.soak.test.', '--passWithNoTests', ...reporters]
const units = await runForeground(process.execPath, vitest, env)
const ends = await runForeground(
  ...endToEndCommand(root, ['--grep', '@soak', '--global-timeout=0', '--reporter=list,json']),
  env,
)
writeReport()
console.log(`Reports: ${reports}`)
process.exitCode = units || ends

/** Also of a run that failed: it says what was lost. */
function writeReport() {
  const parts = partFiles.filter(existsSync).map((file) => JSON.parse(readFileSync(file, 'utf8')))
  if (parts.length === 0) return
  const document = join(root, 'docs', 'soak.md')
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(document, withReport(readFileSync(document, 'utf8'), { parts, date, machine, commit }))
  console.log(`Written: ${document}`)
}

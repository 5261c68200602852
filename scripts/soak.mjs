// `npm run soak`: the soak tests with their full counts; `npm test` runs a tenth of each.
// In the sources they are called *.soak.test.ts, among the end-to-end tests they are tagged @soak.
import { resolve, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runForeground } from './child.mjs'
import { prepare } from './prepare.mjs'
import { endToEndCommand } from './testing/end-to-end.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const reports = join(root, 'test-results', 'reports')
const env = { ...process.env, PHOTOCALL_SOAK: 'full', PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'soak-e2e.json') }

prepare('test')
const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${join(reports, 'soak.json')}`]
const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '.soak.test.', '--passWithNoTests', ...reporters]
const units = await runForeground(process.execPath, vitest, env)
const ends = await runForeground(
  ...endToEndCommand(root, ['--grep', '@soak', '--global-timeout=0', '--reporter=list,json']),
  env,
)
console.log(`Reports: ${reports}`)
process.exitCode = units || ends

// `npm run soak`: the soak tests (*.soak.test.ts) with their full counts; `npm test` runs a tenth of each.
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runForeground } from './child.mjs'
import { prepare } from './prepare.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const report = join(root, 'test-results', 'reports', 'soak.json')

prepare('test')
const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`]
const args = [
  join(root, 'node_modules/vitest/vitest.mjs'),
  'run',
  '.soak.test.',
  ...reporters,
  ...process.argv.slice(2),
]
process.exitCode = await runForeground(process.execPath, args, { ...process.env, PHOTOCALL_SOAK: 'full' })
console.log(`Report: ${report}`)

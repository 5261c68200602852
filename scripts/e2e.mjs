// `npm run e2e -- [Playwright's arguments]`: the end-to-end tests alone, built afresh when sources changed.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runForeground } from './child.mjs'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { prepare } from './prepare.mjs'
import { endToEndCommand } from './testing/end-to-end.mjs'

prepare('test')
console.log(`On ${describeRuntime(electronRuntime({ say: console.log }))}`)
const [command, args] = endToEndCommand(resolve(fileURLToPath(import.meta.url), '../..'), process.argv.slice(2))
process.exitCode = await runForeground(command, args)

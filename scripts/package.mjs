// `npm run package`: an installer for this system; `npm run package -- --dir`: the bare folder, which needs no network.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { prepare } from './prepare.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const electronBuilder = join(root, 'node_modules/electron-builder/cli.js')

function packageApp(args) {
  prepare('desktop')
  const runtime = electronRuntime({ say: console.log })
  if (runtime.origin !== 'official') refuseToShip(runtime, args)
  const config = [`-c.electronDist=${runtime.cleanDistPath}`, `-c.electronVersion=${runtime.version}`]
  const command = [electronBuilder, ...args, '--publish', 'never', ...config]
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status ?? 1
}

function refuseToShip(runtime, args) {
  const what = describeRuntime(runtime)
  if (!args.includes('--dir')) throw new Error(`Only --dir can be packaged with ${what}: it is not to be given away`)
  console.log(`Packaging with ${what}: for this machine only, not to be given away`)
}

try {
  process.exitCode = packageApp(process.argv.slice(2))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

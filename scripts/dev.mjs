// `npm run dev -- [flags]`: the console with live reload, on the same Electron as `npm start`.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runForeground } from './child.mjs'
import { electronRuntime, runtimeEnvironment } from './electron-runtime.mjs'
import { isRoot } from './machine.mjs'
import { prepare } from './prepare.mjs'

prepare('desktop', { build: false })
const electronVite = join(
  createRequire(import.meta.url).resolve('electron-vite/package.json'),
  '../bin/electron-vite.js',
)
const env = { ...process.env, ...runtimeEnvironment(electronRuntime({ say: console.log })) }
const args = [electronVite, 'dev', ...(isRoot() ? ['--noSandbox'] : []), '--', ...process.argv.slice(2)]
process.exitCode = await runForeground(process.execPath, args, env)

// Builds out/ for every supported Electron: the oldest one sets the language level, so no runtime is needed to build.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recordBuild } from './build-freshness.mjs'
import { fallback } from './electron-fallback.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const electronVite = join(
  createRequire(import.meta.url).resolve('electron-vite/package.json'),
  '../bin/electron-vite.js',
)
const oldestElectron = fallback.electronVersion.split('.')[0]

const beganAt = new Date()
rmSync(join(root, 'out'), { recursive: true, force: true })
const env = { ...process.env, ELECTRON_MAJOR_VER: oldestElectron, NODE_ENV: 'production' }
const args = [electronVite, 'build', '--logLevel', 'warn']
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env })
if (status === 0) recordBuild(root, beganAt)
process.exitCode = status ?? 1

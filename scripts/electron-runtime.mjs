// Finds an Electron to run: the official binary of the `electron` dependency, or, on networks that reach package registries only,
// a runtime that lies inside a registry package (linux-x64, for trying and testing; never shipped, never committed).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fallback, fallbackIsCached, fetchFallback } from './electron-fallback.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const cacheDir = join(root, '.cache', 'electron')
const refusalStamp = join(cacheDir, 'official-refused')
const refusalHoldsMs = 24 * 60 * 60 * 1000
const downloadLimitMs = 15 * 60 * 1000

/**
 * Finds or fetches the runtime; the first call may download some 110 MB, later ones read the disk only.
 * `distPath` runs an unpackaged app, `cleanDistPath` is what a packager copies. Throws with the cause where nothing can be had.
 */
export function electronRuntime({ say = () => {} } = {}) {
  const found = officialRuntime() ?? cachedFallback() ?? downloadOfficial(say) ?? downloadFallback(say)
  if (found === null) throw new Error(`no Electron for ${process.platform}-${process.arch}: its download was refused`)
  return found
}

function officialRuntime() {
  const packageDir = officialPackageDir()
  if (packageDir === null || !existsSync(join(packageDir, 'path.txt'))) return null
  const distPath = join(packageDir, 'dist')
  const execPath = join(distPath, readFileSync(join(packageDir, 'path.txt'), 'utf8').trim())
  if (!existsSync(execPath)) return null
  const version = readFileSync(join(distPath, 'version'), 'utf8').trim().replace(/^v/, '')
  return { execPath, distPath, cleanDistPath: distPath, version, origin: 'official' }
}

function officialPackageDir() {
  try {
    return resolve(createRequire(join(root, 'package.json')).resolve('electron/package.json'), '..')
  } catch {
    return null // not installed yet: the fallback does not need it
  }
}

/** A refusal is remembered for a day, so that starting on a closed network stays instant. */
function cachedFallback() {
  return fallbackIsCached(cacheDir) && refusedLately() ? fallbackRuntime() : null
}

function refusedLately() {
  return existsSync(refusalStamp) && Date.now() - statSync(refusalStamp).mtimeMs < refusalHoldsMs
}

function downloadOfficial(say) {
  const packageDir = officialPackageDir()
  if (packageDir === null) return null
  say('Electron: fetching the official runtime')
  const args = [join(packageDir, 'install.js')]
  const result = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: downloadLimitMs, stdio: 'pipe' })
  if (result.status === 0) return officialRuntime()
  mkdirSync(cacheDir, { recursive: true })
  writeFileSync(refusalStamp, result.stderr ?? '')
  say(`Electron: the official runtime cannot be fetched here (${lastCause(result)})`)
  return null
}

function lastCause(result) {
  return (result.stderr ?? '').split('\n').find((line) => /error/i.test(line)) ?? `exit code ${result.status}`
}

function downloadFallback(say) {
  if (!fallback.runsHere) return null
  if (!fallbackIsCached(cacheDir)) fetchFallback({ cacheDir, say })
  return fallbackRuntime()
}

function fallbackRuntime() {
  const { runDir, cleanDir } = fallback.paths(cacheDir)
  const origin = 'fallback for trying and testing'
  const execPath = join(runDir, 'electron')
  return { execPath, distPath: runDir, cleanDistPath: cleanDir, version: fallback.electronVersion, origin }
}

/** The variables that make electron-vite and `require('electron')` use this runtime. */
export function runtimeEnvironment(runtime) {
  return {
    ELECTRON_EXEC_PATH: runtime.execPath,
    ELECTRON_OVERRIDE_DIST_PATH: runtime.distPath,
    ELECTRON_MAJOR_VER: runtime.version.split('.')[0],
  }
}

/** One line for people: which Electron this is and where it came from. */
export function describeRuntime(runtime) {
  return `Electron ${runtime.version} (${runtime.origin})`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--forget')) rmSync(cacheDir, { recursive: true, force: true })
  const runtime = electronRuntime({ say: (line) => console.error(line) })
  console.log(JSON.stringify(runtime, null, 2))
}

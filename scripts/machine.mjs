// What this machine is and has: questions only, nothing is changed here.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Major version; "engines" in package.json says the same. */
export const oldestNode = 20

/** Newer names of a library follow its older one; any of them will do. */
const electronLibraries = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libcups2', 'libcups2t64'],
  ['libdrm2'],
  ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
]
const testTools = [['xvfb'], ['xauth'], ['chromium'], ['strace'], ['python3']]

/** Debian's names (each with its newer ones) of what `purpose` 'desktop' or 'test' lacks; empty on systems that ship it. */
export function missingSystemPackages(purpose) {
  if (!isDebianLike()) return []
  const wanted = purpose === 'test' ? [...electronLibraries, ...testTools] : electronLibraries
  const installed = installedPackages(wanted.flat())
  return wanted.filter((names) => !names.some((name) => installed.has(name)))
}

/** True where apt-get and dpkg rule. */
export function isDebianLike() {
  return process.platform === 'linux' && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get')
}

/** True for the user whose Electron and Chromium must run without their sandbox. */
export function isRoot() {
  return process.getuid?.() === 0
}

/** False on a Linux machine or session where no window could appear. */
export function hasDisplay(environment = process.env) {
  return process.platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

/** Major version of the Node that runs this. */
export function nodeMajor(version = process.versions.node) {
  return Number(version.split('.')[0])
}

function installedPackages(names) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Package} ${db:Status-Status}\n', ...names], {
    encoding: 'utf8',
  })
  const lines = (stdout ?? '').split('\n').filter((line) => line.endsWith(' installed'))
  return new Set(lines.map((line) => line.split(' ')[0]))
}

/** True when the installed tree differs from the lock file; equal contents count as fresh whatever their dates. */
export function modulesAreStale({ lockFile, installedLockFile }) {
  if (!existsSync(installedLockFile)) return true
  const wanted = packagesIn(lockFile)
  const installed = packagesIn(installedLockFile)
  const differs = ([path, entry]) => !samePackage(wanted[path], entry)
  const lacks = ([path, entry]) => !entry.optional && installed[path] === undefined
  return Object.entries(installed).some(differs) || Object.entries(wanted).some(lacks)
}

function packagesIn(file) {
  const { '': _root, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages
  return packages
}

function samePackage(a, b) {
  return a !== undefined && a.version === b.version && a.integrity === b.integrity
}

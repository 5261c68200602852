// Knows whether out/ is older than what it was built from.
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const inputs = ['src', 'electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs']
const stampFile = (root) => join(root, 'out', '.built')

/** True when there is no finished build, or any source (or folder, so deletions count) changed after it began. */
export function buildIsStale(root) {
  if (!existsSync(stampFile(root))) return true
  const builtAtMs = statSync(stampFile(root)).mtimeMs
  return inputs.some((input) => newestChangeMs(join(root, input)) > builtAtMs)
}

/** Call after a build that went well, with the moment it began. */
export function recordBuild(root, beganAt) {
  mkdirSync(dirname(stampFile(root)), { recursive: true })
  writeFileSync(stampFile(root), '')
  utimesSync(stampFile(root), beganAt, beganAt)
}

function newestChangeMs(path) {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))))
}

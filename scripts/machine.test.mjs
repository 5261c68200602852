import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hasDisplay, modulesAreStale, nodeMajor } from './machine.mjs'

const root = { name: 'app', version: '1.0.0' }
const zod = { version: '4.0.0', integrity: 'sha512-a' }

function stale(wanted, installed) {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-modules-'))
  const files = { lockFile: join(dir, 'wanted.json'), installedLockFile: join(dir, 'installed.json') }
  writeFileSync(files.lockFile, JSON.stringify({ packages: { '': root, ...wanted } }))
  if (installed) writeFileSync(files.installedLockFile, JSON.stringify({ packages: installed }))
  return modulesAreStale(files)
}

it('installs where nothing is installed', () => {
  expect(stale({ 'node_modules/zod': zod }, null)).toBe(true)
})

it('does not install again what the lock file names, nor packages of other systems', () => {
  const wanted = { 'node_modules/zod': zod, 'node_modules/only-mac': { version: '1.0.0', optional: true } }
  expect(stale(wanted, { 'node_modules/zod': zod })).toBe(false)
})

it.each([
  ['another version', { 'node_modules/zod': { ...zod, version: '4.0.1' } }],
  ['another content', { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } }],
  ['a missing package', {}],
  ['a package too many', { 'node_modules/zod': zod, 'node_modules/left': zod }],
])('installs on %s', (_name, installed) => {
  expect(stale({ 'node_modules/zod': zod }, installed)).toBe(true)
})

it('reads the major version of Node', () => {
  expect(nodeMajor('20.11.1')).toBe(20)
})

it.runIf(process.platform === 'linux')('needs X or Wayland for a window on Linux', () => {
  expect(hasDisplay({})).toBe(false)
  expect(hasDisplay({ DISPLAY: ':0' })).toBe(true)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
})

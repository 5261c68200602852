import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { z } from 'zod'

const root = resolve(__dirname, '../..')
const bundle = (name: string) => join(root, 'out/main', name)
const manifest = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))

/** Names of all packages that a bundle and its chunks ask for, however deep. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set()
  seen.add(file)
  const asked = [...readFileSync(file, 'utf8').matchAll(/(?:\brequire|\bimport)\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map(
    (match) => match[1] ?? '',
  )
  const chunks = asked.filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name))
  const packages = new Set(asked.filter((name) => !name.startsWith('.')))
  for (const chunk of chunks.filter((path) => existsSync(path))) {
    for (const name of packagesOf(chunk, seen)) packages.add(name)
  }
  return packages
}

test('nothing in the bundles updates the app', () => {
  const updaters = /electron-updater|update-electron-app|\bautoUpdater\b|setFeedURL|checkForUpdates/
  const dir = join(root, 'out/main')
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter(({ name }) => name.endsWith('.js'))
  expect(files.length).toBeGreaterThan(2)
  for (const { name, parentPath } of files)
    expect(readFileSync(join(parentPath, name), 'utf8'), name).not.toMatch(updaters)
})

test('only the Electron bundle requires electron', () => {
  expect(packagesOf(bundle('index.js'))).toContain('electron')
  expect(packagesOf(bundle('cli.js'))).not.toContain('electron')
  expect(packagesOf(bundle('image-child.js'))).not.toContain('electron')
})

for (const name of ['index.js', 'cli.js', 'image-child.js']) {
  test(`${name} asks at run time for Node's modules and the shipped dependencies only`, () => {
    const shipped = new Set([...Object.keys(manifest.dependencies), 'electron', ...builtinModules])
    const unknown = [...packagesOf(bundle(name))].filter((one) => !one.startsWith('node:') && !shipped.has(one))
    expect(unknown).toEqual([])
  })
}

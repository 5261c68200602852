// What the documents promise about tests, and what Electron's checklist rules out, is looked up in the repository itself.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const below = (folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name)))
const read = (name) => readFileSync(join(root, name), 'utf8')

const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
)
const tests = ['src', 'e2e', 'scripts', 'td']
  .filter((folder) => readdirSync(root).includes(folder))
  .flatMap(below)
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(test|spec)\.\w+$|\/test_\w+\.py$/.test(name))

/** `lane.test.ts`, `src/main/share/*.test.ts`: whole from the root, or by its name alone. */
function found(named) {
  if (!named.includes('*')) return tests.filter((name) => name === named || basename(name) === named)
  const pattern = new RegExp(`^${named.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`)
  return tests.filter((name) => pattern.test(name))
}

test.each(documents)('every test that %s names is there', (document) => {
  const named = [...read(document).matchAll(/`([\w./*-]+\.(?:test|spec)\.\w+|[\w./*-]*test_\w+\.py)`/g)].map(
    ([, name]) => name,
  )
  expect(named.filter((name) => found(name).length === 0)).toEqual([])
})

test('the security page names tests at all', () => {
  expect(read('docs/security.md').match(/\.test\.ts`/g)?.length ?? 0).toBeGreaterThan(20)
  expect(found('td/tests/test_client.py')).toHaveLength(1)
  expect([...found('no-such.test.ts'), ...found('td/tests/test_no_such.py')]).toEqual([])
})

const ruledOut = [
  /nodeIntegration\w*:\s*true/,
  /contextIsolation:\s*false/,
  /sandbox:\s*false/,
  /webSecurity:\s*false/,
  /webviewTag:\s*true/,
  /allowRunningInsecureContent/,
  /experimentalFeatures/,
  /enableBlinkFeatures/,
  /openExternal/,
  /\.loadFile\(/,
  /unsafe-(inline|eval)/,
]

test('nothing that Electron’s checklist warns of is in the sources', () => {
  const sources = below('src').filter((name) => /\.(ts|tsx|html)$/.test(name) && !/\.test\.tsx?$/.test(name))
  const bad = sources.flatMap((name) =>
    ruledOut.filter((pattern) => pattern.test(read(name))).map((pattern) => `${name}: ${pattern}`),
  )
  expect(bad).toEqual([])
})

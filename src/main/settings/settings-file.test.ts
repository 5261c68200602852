import fc from 'fast-check'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settings } from '../../contract/settings'
import { openSettings } from './settings-store'

const dir = mkdtempSync(join(tmpdir(), 'photocall-settings-file-'))
const path = join(dir, 'settings.json')
const sound = settings.parse({})

/** Where a leaf of the settings lies, as a list of keys. */
function leavesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...at, key]))]
}

function withLeaf(value: unknown, at: readonly string[], leaf: unknown): unknown {
  const [key, ...rest] = at
  if (key === undefined) return leaf
  if (Array.isArray(value)) {
    return (value as unknown[]).map((one, place) => (String(place) === key ? withLeaf(one, rest, leaf) : one))
  }
  const inner = value as Record<string, unknown>
  return { ...inner, [key]: withLeaf(inner[key], rest, leaf) }
}

/** From noise to what somebody with an editor leaves behind. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .tuple(fc.constantFrom(...leavesOf(sound)), fc.jsonValue())
    .map(([at, leaf]) => Buffer.from(JSON.stringify(withLeaf(sound, at, leaf)))),
  fc.nat({ max: 2_000 }).map((length) => Buffer.from(JSON.stringify(sound)).subarray(0, length)),
  fc.constantFrom('[', '{"a":').map((piece) => Buffer.from(piece.repeat(50_000))),
  fc.constant(Buffer.from('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')),
)

test('whatever the settings file holds, the booth starts with valid settings and the file is not lost', async () => {
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      for (const name of readdirSync(dir)) rmSync(join(dir, name))
      writeFileSync(path, bytes)
      const store = openSettings({ path, overlay: {}, language: 'en', nowMs: 5 })
      expect(settings.safeParse(store.get()).success).toBe(true)
      const kept = store.problem() ? `${path}.invalid-5` : path
      expect(existsSync(kept) && readFileSync(kept).equals(bytes)).toBe(true)
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      await store.change({ capture: { countdownSec: 4 } })
      expect(openSettings({ path, overlay: {}, language: 'en', nowMs: 6 }).get().capture.countdownSec).toBe(4)
    }),
    { numRuns: 150 },
  )
})

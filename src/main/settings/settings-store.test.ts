import fc from 'fast-check'
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { activeEventOf, settings, type Language, type SettingsPatch } from '../../contract/settings'
import { migrateSettings } from './settings-migrations'
import { openSettings } from './settings-store'

function openIn(
  dir = mkdtempSync(join(tmpdir(), 'photocall-settings-')),
  overlay: SettingsPatch = {},
  language: Language = 'en',
) {
  const path = join(dir, 'settings.json')
  return { dir, path, store: openSettings({ path, overlay, language, nowMs: 5 }) }
}

test('a change is on disk when it is answered, and survives a restart', async () => {
  const { dir, store } = openIn()
  await store.change({ capture: { countdownSec: 3 }, language: 'es' })
  const again = openIn(dir).store.get()
  expect(again.capture.countdownSec).toBe(3)
  expect(activeEventOf(again).style).toBe('pop-art')
  expect(again.language).toBe('es')
})

test('the language is the system’s until one is set', async () => {
  const { dir, store } = openIn(undefined, {}, 'es')
  expect(store.get().language).toBe('es')
  await store.change({ language: 'en' })
  expect(openIn(dir, {}, 'es').store.get().language).toBe('en')
})

test('a value out of range changes nothing and names the field', async () => {
  const { path, store } = openIn()
  await store.change({ language: 'es' })
  const before = readFileSync(path, 'utf8')
  await expect(store.change({ capture: { countdownSec: 31 } })).rejects.toMatchObject({ code: 'settings_invalid' })
  await expect(store.change({ nothing: 1 } as unknown as SettingsPatch)).rejects.toMatchObject({
    code: 'settings_invalid',
  })
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('the last change can be undone once', async () => {
  const { store } = openIn()
  await store.change({ event: { name: 'Boda' } })
  await store.change({ event: { name: 'Fiesta' } })
  expect(activeEventOf(await store.undo(null)).name).toBe('Boda')
  await expect(store.undo(null)).rejects.toMatchObject({ code: 'not_possible_now' })
})

test('a change that is named is taken back as long as it is the last one, and nothing else in its place', async () => {
  const { store } = openIn()
  const { revision: first } = await store.change({ event: { name: 'Boda' } })
  const { revision: second } = await store.change({ language: 'es' })
  await expect(store.undo(first)).rejects.toMatchObject({ code: 'settings_changed', params: { kind: 'undo' } })
  expect(store.get()).toMatchObject({ language: 'es', events: [{ name: 'Boda' }] })
  expect((await store.undo(second)).language).toBe('en')
  await expect(store.undo(second)).rejects.toMatchObject({ code: 'settings_changed' })
  expect(activeEventOf(store.get()).name).toBe('Boda')
})

test('a change that comes while another waits to be taken back is not taken back for it', async () => {
  const { store } = openIn()
  const { revision } = await store.change({ event: { name: 'Boda' } })
  const [, undone] = await Promise.allSettled([store.change({ language: 'es' }), store.undo(revision)])
  expect(undone.status).toBe('rejected')
  expect(store.get()).toMatchObject({ language: 'es', events: [{ name: 'Boda' }] })
})

test('changes at the same time all count', async () => {
  const { store } = openIn()
  await Promise.all([store.change({ event: { name: 'A' } }), store.change({ language: 'es' })])
  expect(store.get()).toMatchObject({ events: [{ name: 'A' }], language: 'es' })
})

test('flags lie over the file for this run and are never written', async () => {
  const { path, store } = openIn(undefined, { share: { dir: '/flag' } })
  await store.change({ event: { name: 'A' } })
  expect(store.get().share.dir).toBe('/flag')
  expect(readFileSync(path, 'utf8')).not.toContain('/flag')
})

test.each(['', 'no json', '[]', '{"version":3}', '{"capture":{"countdownSec":"five"}}', '{"language":"en"'])(
  'a file with %j is kept aside and named, and the defaults are in force',
  (text) => {
    const { dir, path } = openIn()
    writeFileSync(path, text)
    const { store } = openIn(dir)
    expect(store.get()).toEqual(settings.parse({}))
    expect(store.problem()).toMatchObject({ code: 'settings_invalid' })
    expect(readdirSync(dir)).toEqual(['settings.json.invalid-5'])
  },
)

test('whatever is asked for, the settings in force are valid and the prototype is untouched', async () => {
  const { store } = openIn()
  const hostile = fc.oneof(fc.object(), fc.constant(JSON.parse('{"__proto__":{"polluted":1}}') as object))
  await fc.assert(
    fc.asyncProperty(hostile, async (patch) => {
      await store.change(patch as SettingsPatch).catch(() => undefined)
      expect(settings.safeParse(store.get()).success).toBe(true)
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    }),
    { numRuns: 60 },
  )
})

test('settings of an older version go through every step to the newest', () => {
  const migrations = {
    1: (old: Record<string, unknown>) => ({ ...old, version: 2, name: old['title'] }),
    2: (old: Record<string, unknown>) => ({ version: 3, name: `${String(old['name'])}!` }),
  }
  expect(migrateSettings({ version: 1, title: 'Gala' }, migrations)).toEqual({ version: 3, name: 'Gala!' })
  expect(migrateSettings({ title: 'Gala' }, migrations)).toEqual({ version: 3, name: 'Gala!' })
  expect(migrateSettings([], migrations)).toEqual([])
})

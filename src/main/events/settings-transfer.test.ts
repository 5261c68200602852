import fc from 'fast-check'
import { mkdtempSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serverSettings } from '../../contract/server'
import { activeEventOf } from '../../contract/settings'
import type { Images } from '../images/images'
import { createManualClock } from '../lib/clock'
import { openDatabase } from '../lib/sqlite'
import { openBoothSettings } from '../open-settings'
import { createEvents } from './events'
import { createOverlays } from './overlays'
import { createSettingsTransfer } from './settings-transfer'

const images = {
  verifyOverlay: async (path: string) => {
    await readFile(path)
    return { mediaType: 'image/png', widthPx: 40, heightPx: 20 }
  },
} as unknown as Images

function openBooth({ styles = ['pop-art', 'neon', 'comic'] } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'photocall-transfer-'))
  const clock = createManualClock()
  const booth = openBoothSettings({
    path: join(dir, 'settings.json'),
    overlay: {},
    clock,
    platform: { picturesDir: '/share', language: 'en' },
  })
  const { settings, check } = booth
  const events = createEvents({ settings, database: openDatabase(':memory:'), clock })
  const overlays = createOverlays({ dir: join(dir, 'overlays'), images })
  const transfer = createSettingsTransfer({
    ...{ settings, overlays, clock, check },
    appVersion: '9.9.9',
    knownStyles: () => styles,
    folderExists: () => true,
  })

  async function addOverlay(id: string, bytes: Uint8Array): Promise<void> {
    const path = join(dir, 'incoming.png')
    await writeFile(path, bytes)
    await events.setOverlay(id, { ...(await overlays.keep(path)), placement: 'top-left', widthRatio: 0.3 })
  }
  return { dir, settings, events, overlays, transfer, addOverlay }
}

/** As a file travels: bytes of JSON. */
const travelled = (file: unknown): unknown => JSON.parse(JSON.stringify(file))

test('what one booth exports, another takes over whole, overlay included; a second import changes nothing', async () => {
  const from = openBooth()
  const boda = await from.events.create({
    name: 'Boda',
    style: 'neon',
    consent: { es: 'Acepto' },
    retention: { days: 7 },
  })
  await from.addOverlay(boda.id, Buffer.from('a small picture'))
  await from.events.choose(boda.id)
  await from.settings.change({ capture: { countdownSec: 7 } })
  const file = travelled(await from.transfer.export())

  const to = openBooth()
  const preview = await to.transfer.preview(file)
  expect(preview.problems).toEqual([])
  expect(preview.changes).toContainEqual({ path: 'capture.countdownSec', before: 5, after: 7 })
  expect(preview.changes).toContainEqual({ path: 'activeEvent', before: 'first', after: boda.id })
  expect(to.settings.get().capture.countdownSec).toBe(5)
  const applied = await to.transfer.apply(file, preview.fingerprint)
  expect(activeEventOf(applied)).toEqual(activeEventOf(from.settings.get()))
  expect(await to.overlays.read(activeEventOf(applied).overlay!.sha256)).toEqual(Buffer.from('a small picture'))
  expect((await to.transfer.preview(file)).changes).toEqual([])
})

test('undo takes an import back as one change', async () => {
  const { transfer, settings } = openBooth()
  const file = travelled({ ...(await transfer.export()), settings: { version: 1, eventName: 'Gala', language: 'es' } })
  const before = settings.get()
  await transfer.apply(file, (await transfer.preview(file)).fingerprint)
  expect(settings.get()).toMatchObject({ language: 'es', events: [{ name: 'Gala' }] })
  await settings.undo(null)
  expect(settings.get()).toEqual(before)
})

test('what was seen is what is applied: after any change between the two it is refused', async () => {
  const { transfer, settings } = openBooth()
  await settings.change({ language: 'es' })
  const file = travelled(await transfer.export())
  await settings.change({ language: 'en' })
  const { fingerprint } = await transfer.preview(file)
  await settings.change({ capture: { countdownSec: 9 } })
  await expect(transfer.apply(file, fingerprint)).rejects.toMatchObject({ code: 'settings_changed' })
  const other = { ...(file as object), settings: { ...settings.get(), language: 'es', kiosk: { resultSec: 99 } } }
  const { fingerprint: seen } = await transfer.preview(file)
  await expect(transfer.apply(other, seen)).rejects.toMatchObject({ code: 'settings_changed' })
  expect(settings.get()).toMatchObject({ language: 'en', capture: { countdownSec: 9 } })
})

test('an event of the same id is the same one; events that are only here stay', async () => {
  const { transfer, events, settings } = openBooth()
  const boda = await events.create({ name: 'Boda' })
  const file = travelled(await transfer.export())
  await events.change(boda.id, { name: 'Boda de Ana' })
  const gala = await events.create({ name: 'Gala' })
  const { changes, fingerprint } = await transfer.preview(file)
  expect(changes).toEqual([{ path: `events.${boda.id}.name`, before: 'Boda de Ana', after: 'Boda' }])
  await transfer.apply(file, fingerprint)
  expect(settings.get().events.map(({ id }) => id)).toEqual(['first', boda.id, gala.id])
})

test('the first event of another booth comes as a new one, in a folder of its own', async () => {
  const from = openBooth()
  await from.events.change('first', { name: 'Fiesta' })
  const to = openBooth()
  await to.events.change('first', { name: 'Gala' })
  const file = travelled(await from.transfer.export())
  const { fingerprint, problems } = await to.transfer.preview(file)
  expect(problems).toEqual([
    {
      path: expect.any(String) as string,
      error: expect.objectContaining({
        code: 'name_invalid',
        params: { kind: 'taken', folder: '', taken: 'Fiesta' },
      }) as object,
      blocking: false,
    },
  ])
  const { events, activeEvent } = await to.transfer.apply(file, fingerprint)
  expect(events.map(({ name, folder }) => ({ name, folder }))).toEqual([
    { name: 'Gala', folder: '' },
    { name: 'Fiesta', folder: 'Fiesta' },
  ])
  expect(activeEvent).toBe(events[1]!.id)
  expect((await to.transfer.preview(file)).changes).toEqual([])
})

test('a picture that is too large for the file is left out, and both sides say so', async () => {
  const from = openBooth()
  await from.addOverlay('first', Buffer.alloc(130_000, 7))
  const file = await from.transfer.export()
  expect(file.overlays).toEqual({})
  expect(file.leftOut).toEqual([expect.objectContaining({ path: 'events.first.overlay' })])
  const { problems, changes } = await openBooth().transfer.preview(travelled(file))
  expect(problems).toEqual([expect.objectContaining({ path: 'events.first.overlay', blocking: false })])
  expect(changes).toEqual([])
})

test('styles that are not here are told; a name that is impossible here blocks the import', async () => {
  const { transfer, settings } = openBooth({ styles: ['pop-art'] })
  const stored = settings.get()
  const withEvent = (parts: object) =>
    travelled({
      kind: 'photocall-settings',
      app: 'x',
      writtenAtMs: 0,
      settings: { ...stored, events: [{ ...stored.events[0], ...parts }] },
    })
  const styled = await transfer.preview(withEvent({ style: 'neon' }))
  expect(styled.problems).toEqual([expect.objectContaining({ path: 'events.first.style', blocking: false })])
  const reserved = withEvent({ folder: 'con' })
  const { problems, fingerprint } = await transfer.preview(reserved)
  expect(problems).toEqual([expect.objectContaining({ blocking: true })])
  await expect(transfer.apply(reserved, fingerprint)).rejects.toMatchObject({ code: 'settings_invalid' })
  expect(settings.get()).toEqual(stored)
})

test('foreign, newer and damaged files are told apart, and change nothing', async () => {
  const { transfer, settings, dir } = openBooth()
  const file = travelled(await transfer.export()) as { settings: object }
  const refused: [unknown, string][] = [
    [null, 'settings_foreign'],
    ['text', 'settings_foreign'],
    [{ name: 'other', version: '1.0' }, 'settings_foreign'],
    [{ ...file, settings: { ...file.settings, version: 3 } }, 'settings_newer'],
    [{ kind: 'photocall-settings' }, 'settings_invalid'],
    [{ ...file, settings: { ...file.settings, capture: { countdownSec: 99 } } }, 'settings_invalid'],
    [{ ...file, settings: { ...file.settings, secret: 'x' } }, 'settings_invalid'],
    [{ ...file, overlays: { ['a'.repeat(64)]: 'AAAA' } }, 'settings_invalid'],
    [{ ...file, overlays: { '../../x': 'AAAA' } }, 'settings_invalid'],
  ]
  const before = settings.get()
  for (const [found, code] of refused) await expect(transfer.preview(found)).rejects.toMatchObject({ code })
  expect(settings.get()).toEqual(before)
  expect(readdirSync(dir)).not.toContain('overlays')
})

test('whatever is put into a file, the settings in force are valid or untouched', async () => {
  const { transfer, settings } = openBooth()
  const file = travelled(await transfer.export()) as Record<string, unknown>
  const hostile = fc.dictionary(
    fc.constantFrom(...Object.keys(settings.get()), '__proto__', 'constructor'),
    fc.anything(),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (parts) => {
      const found = travelled({ ...file, settings: { ...settings.get(), ...parts } })
      const seen = await transfer.preview(found).catch((error: { code?: string }) => error.code)
      if (typeof seen === 'string') expect(seen).toMatch(/^settings_/)
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    }),
    { numRuns: 60 },
  )
})

test('a server travels without the command that starts it: a token may stand in there', async () => {
  const { transfer, settings } = openBooth()
  const startCommand = 'HF_TOKEN=hf_planted python main.py'
  const server = serverSettings.parse({ id: 'gpu', url: 'http://127.0.0.1:8188', startCommand })
  await settings.change({ comfyui: { servers: [server] } })
  const file = await transfer.export()
  expect(file.settings).toMatchObject({ comfyui: { servers: [{ id: 'gpu', url: server.url, startCommand: '' }] } })
  expect(JSON.stringify(file)).not.toContain('hf_planted')
  expect(settings.get().comfyui.servers).toMatchObject([server])
})

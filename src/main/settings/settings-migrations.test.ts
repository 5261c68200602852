import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { activeEventOf } from '../../contract/settings'
import { openSettings } from './settings-store'

function openWith(found: object) {
  const path = join(mkdtempSync(join(tmpdir(), 'photocall-settings-')), 'settings.json')
  writeFileSync(path, JSON.stringify(found))
  return { path, store: openSettings({ path, overlay: {}, language: 'en', nowMs: 5 }) }
}

const versionOne = {
  version: 1,
  language: 'es',
  eventName: 'Boda Ana & Luis',
  capture: { countdownSec: 3, style: 'neon', kioskStyles: ['neon', 'comic'], source: 'webcam' },
  camera: { label: 'BRIO', widthPx: 1280, heightPx: 720, mirrored: false, owner: 'kiosk' },
  share: { dir: '/media/boda', pattern: '{event}-{stamp}-{jobId}', format: 'png', jpegQuality: 90 },
  server: { port: 9000, lan: true, allowedOrigins: [], allowedHosts: ['booth.local'] },
  kiosk: { resultSec: 20, display: 'TV' },
  backend: { slots: 2 },
}

test('settings of version 1 keep every value; their event is the first, in the root of the share as before', () => {
  const { store } = openWith(versionOne)
  expect(store.problem()).toBeNull()
  const { version, events, activeEvent, capture, ...rest } = store.get()
  const { version: _version, eventName: _name, capture: _capture, ...old } = versionOne
  // what was added to version 1 since then comes with its defaults
  expect(rest).toMatchObject(old)
  expect({ version, activeEvent, capture }).toEqual({
    version: 2,
    activeEvent: 'first',
    capture: { countdownSec: 3, source: 'webcam' },
  })
  expect(events).toHaveLength(1)
  expect(activeEventOf(store.get())).toMatchObject({
    id: 'first',
    name: 'Boda Ana & Luis',
    folder: '',
    pattern: null,
    style: 'neon',
    styles: ['neon', 'comic'],
    consent: { en: '', es: '' },
    retention: { days: null, eraseFromShare: false },
  })
})

test('a sparse file of version 1, and one without a version, come with the defaults', () => {
  for (const found of [{ version: 1, language: 'es' }, { language: 'es' }]) {
    const { store } = openWith(found)
    expect(store.problem()).toBeNull()
    expect(store.get()).toMatchObject({ language: 'es', events: [{ id: 'first', name: '', style: 'pop-art' }] })
  }
})

test('after the first change the file is of the newest version, and undo still goes back', async () => {
  const { path, store } = openWith(versionOne)
  await store.change({ event: { name: 'Gala' } })
  const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  expect(written).toMatchObject({ version: 2, events: [{ name: 'Gala' }] })
  expect(written).not.toHaveProperty('eventName')
  expect(activeEventOf(await store.undo(null)).name).toBe('Boda Ana & Luis')
})

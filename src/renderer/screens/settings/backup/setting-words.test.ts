import { expect, test } from 'vitest'
import { boothEvent } from '../../../../contract/event'
import { serverSettings } from '../../../../contract/server'
import { createI18n } from '../../../i18n/i18n'
import { changeWords, eventsOf, pathWords, shownChanges } from './setting-words'

const { t } = createI18n('en')
const events = [boothEvent.parse({ id: 'first', name: 'Boda' })]
const facts = { events, styleTitle: (name: string) => name.toUpperCase() }
const words = (path: string, before?: unknown, after?: unknown) =>
  Object.values(changeWords(t, { path, before, after }, facts)).join(' | ')

test('a change is told in the words of the forms', () => {
  expect(words('capture.countdownSec', 5, 8)).toBe('Countdown | 5 | 8')
  expect(words('server.lan', false, true)).toBe('Reachable from the local network | no | yes')
  expect(words('share.dir', null, 'E:\\Photocall')).toBe('Folder | automatic | E:\\Photocall')
  expect(words('language', 'en', 'es')).toBe('Language | English | Español')
  expect(words('server.allowedHosts', [], ['booth.local'])).toContain('| none | booth.local')
})

test('ComfyUI servers are told by name and address, without their ids', () => {
  const servers = [
    { id: 'server-1', name: 'Backstage', url: 'http://10.0.0.4:8188' },
    { id: 'server-2', name: '', url: 'http://10.0.0.5:8188' },
  ]
  expect(words('comfyui.servers', [], servers)).toBe(
    'ComfyUI servers | none | Backstage (http://10.0.0.4:8188), http://10.0.0.5:8188',
  )
  expect(words('comfyui.whenDown', 'wait', 'builtin')).toContain('Wait for a server | Are made with a built-in style')
  expect(words('comfyui.fallbackStyle', 'comic', 'oil')).toContain('COMIC | OIL')
})

test('what is set for TouchDesigner is told in the words of its form, and each stage by its folder', () => {
  expect(words('touchdesigner.whenAbsent', 'block', 'builtin')).toBe(
    'Without TouchDesigner | No press | A built-in style',
  )
  expect(words('touchdesigner.captureAt', 'zero', 'press')).toBe('Capture is sent | At zero | At the press')
  expect(words('touchdesigner.fallbackStyle', 'comic', 'oil')).toBe('Style that stands in | COMIC | OIL')
  expect(words('touchdesigner.silenceSec', 90, 60)).toBe('Without a sign | 90 | 60')
  const stages = [{ name: 'Stage 1', remoteFolder: 'E:\\Photocall' }]
  expect(words('stages', [], stages)).toBe('Shared folder over there | none | Stage 1: E:\\Photocall')
  expect(words('events.first.whenAbsent', null, 'builtin')).toBe(
    'Boda: Without TouchDesigner | as for all | A built-in style',
  )
})

test.each([
  ['en', { slots: 3 }, 'Jobs at once: 3'],
  ['es', { slots: 3 }, 'Trabajos a la vez: 3'],
  ['en', { enabled: false }, 'Off'],
  ['es', { enabled: false }, 'Apagado'],
  ['en', { startCommand: 'python main.py' }, 'Start command: python main.py'],
  ['es', { outputDir: 'D:\\out' }, 'Su carpeta de salida: D:\\out'],
] as const)('a server that differs in one thing alone reads differently after (%s, %o)', (language, change, told) => {
  const server = serverSettings.parse({ id: 'gpu', name: 'Backstage', url: 'http://10.0.0.4:8188' })
  const after = [{ ...server, ...change }]
  const difference = { path: 'comfyui.servers', before: [server], after }
  const row = changeWords(createI18n(language).t, difference, facts)
  expect(row.before).toBe('Backstage (http://10.0.0.4:8188)')
  expect(row.after).toBe(`Backstage (http://10.0.0.4:8188) [${told}]`)
})

test('an event’s change carries its name', () => {
  expect(words('events.first.folder', '', 'Boda')).toBe('Boda: Folder | The share itself | Boda')
  expect(words('events.first.styles', [], ['comic', 'film'])).toBe('Boda: Offered to guests | all | COMIC, FILM')
  expect(words('events.first.retention.days', null, 30)).toBe('Boda: Days after the picture | kept | 30 days')
  expect(words('events.first.overlay', { widthPx: 1920, heightPx: 1080 }, null)).toContain('picture 1920 × 1080 | none')
  expect(words('events.first.consent.es', '', '¿Sí?')).toBe('Boda: Consent, Spanish | empty | ¿Sí?')
})

test('an event that comes along is called by its own name, in its row and in what is wrong with it', () => {
  const after = { name: 'Feria', folder: 'Feria 2026' }
  const coming = { path: 'events.f1', after }
  const known = eventsOf(events, [coming])
  expect(Object.values(changeWords(t, coming, { ...facts, events: known }))).toEqual([
    'Event: Feria',
    'not there',
    'Feria 2026',
  ])
  expect(pathWords(t, 'events.f1.style', { events: known })).toBe('Feria: Style to begin with')
})

test('what no operator ever set has no row, and a setting without words keeps its path', () => {
  const changes = ['events.first.createdAtMs', 'events.first.overlay.sizeBytes', 'later.setting'].map((path) => ({
    path,
  }))
  expect(shownChanges(changes).map(({ path }) => path)).toEqual(['later.setting'])
  expect(words('later.setting', 1, { a: 1 })).toBe('later.setting | 1 | {"a":1}')
})

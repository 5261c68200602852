import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Job } from '../../contract/job'
import type { GuestDoor, GuestFinding } from '../guests/guest-door'
import type { GuestView } from '../guests/guest-view'
import { formingWords, guestPage, guestPageHeaders, pageKey } from '../guests/page/guest-page'
import { guestLanguage, guestWords } from '../guests/page/words'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createGuestApp, type GuestPageDrawing } from './guest-app'
import { jpegBytes, someJob } from './testing/core-double'

const token = 'AbCdEfGhIjKlMnOpQrSt_-'
const phone = { address: '10.0.0.7' }

const drawing: GuestPageDrawing = {
  page: guestPage,
  headers: guestPageHeaders,
  languageOf: guestLanguage,
  told: ({ view }, language) => ({
    state: view.state,
    page: pageKey(view),
    ...(view.state === 'forming' && { words: formingWords(view, guestWords[language]) }),
  }),
}

const ready: GuestView = {
  state: 'ready',
  kind: 'still',
  widthPx: 1200,
  heightPx: 800,
  version: 'abcdef012345',
  hasOriginal: false,
  day: '2026-01-04',
  untilMs: null,
}

const forming: GuestView = {
  state: 'forming',
  phase: 'waiting',
  progress: 0,
  position: 2,
  etaMs: 14_200,
  previewVersion: 0,
}

async function openApp(view: GuestView) {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-guest-app-'))
  const path = join(dir, 'picture.jpg')
  await writeFile(path, jpegBytes)
  const job = { id: someJob, result: { mediaType: 'image/jpeg' }, original: { file: 'originals/a.png' } } as Job
  const calls: string[] = []
  const facts = { view, isHere: true }
  const finding = (): GuestFinding => ({
    job,
    view: facts.view,
    language: 'es',
    eventName: 'Ana & <Luis>',
    fileName: 'Ana & Luis, año 2026-01-04 18.00.jpg',
  })
  const door: GuestDoor = {
    find: (found) => (found === token ? finding() : null),
    pictures: {
      screen: async () => path,
      whole: () => (facts.isHere ? path : null),
      original: () => path,
      preview: () => ({ bytes: jpegBytes, mediaType: 'image/jpeg' }),
    },
    ask: async (jobId) => void calls.push(`ask ${jobId}`),
    undo: (jobId) => void calls.push(`undo ${jobId}`),
    instance: 'this-booth',
    seen: () => undefined,
  }
  const clock = createManualClock()
  const app = createGuestApp({ door, drawing, language: () => 'en', clock, log: silentLog })
  const ask = async (path: string, init: RequestInit = {}, from = phone) =>
    app.fetch(new Request(`http://evil.example${path}`, init), from)
  return { ask, calls, clock, facts }
}

test('a link shows its picture and nothing else, in the phone’s language', async () => {
  const { ask } = await openApp(ready)
  const page = await ask(`/g/${token}`, { headers: { 'accept-language': 'fr-FR,es;q=0.8,en;q=0.5' } })
  const html = await page.text()
  expect(page.status).toBe(200)
  expect(html).toContain('lang="es"')
  expect(html).toContain('Descargar')
  expect(html).toContain('Ana &#38; &#60;Luis&#62;')
  expect(html).toContain(`src="${token}/screen?v=abcdef012345"`)
  expect(html).not.toContain(someJob)
  expect(Buffer.byteLength(html)).toBeLessThan(20_000)
})

test('nothing is kept, indexed, framed or run that is not ours', async () => {
  const { ask } = await openApp(ready)
  for (const path of [`/g/${token}`, `/g/${token}/state`, `/g/${token}/picture`, '/g/nobody', '/elsewhere']) {
    const { headers } = await ask(path)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toContain('noindex')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  const policy = (await ask(`/g/${token}`)).headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
})

test('whatever name or method it is called by, only guests’ links answer', async () => {
  const { ask } = await openApp(ready)
  for (const path of [
    '/',
    '/console',
    '/health',
    '/jobs',
    '/pair',
    '/g',
    '/g/',
    '/media/results/x',
    '/g/../console',
    '/robots.txt',
  ])
    expect([path, (await ask(path)).status]).toEqual([path, 404])
  expect((await ask(`/g/${token}`, { method: 'DELETE' })).status).toBe(404)
  expect((await ask(`/g/${token}/delete`)).status).toBe(404)
  expect((await ask(`/g/${token}/original`)).status).toBe(404)
})

test('the download carries a name that says what it is, and can be taken up where it was cut', async () => {
  const { ask } = await openApp(ready)
  const whole = await ask(`/g/${token}/picture?download`)
  expect(whole.headers.get('content-disposition')).toBe(
    `attachment; filename="Ana & Luis, ano 2026-01-04 18.00.jpg"; filename*=UTF-8''Ana%20%26%20Luis%2C%20a%C3%B1o%202026-01-04%2018.00.jpg`,
  )
  const etag = whole.headers.get('etag')!
  const rest = await ask(`/g/${token}/picture?download`, { headers: { range: 'bytes=100-', 'if-range': etag } })
  expect([rest.status, Buffer.from(await rest.arrayBuffer())]).toEqual([206, jpegBytes.subarray(100)])
  expect((await ask(`/g/${token}/picture`)).headers.get('content-disposition')).toBeNull()
})

test('the photo as it was taken is given only where the operator offers it', async () => {
  const { ask, facts } = await openApp({ ...ready, hasOriginal: true })
  const reply = await ask(`/g/${token}/original?download`)
  expect(reply.headers.get('content-disposition')).toContain('18.00%20original.png')
  facts.view = { ...forming }
  expect((await ask(`/g/${token}/original`)).status).toBe(404)
})

test('scanned early, it says how far the picture is and when another page is due', async () => {
  const { ask, facts } = await openApp(forming)
  const page = await (await ask(`/g/${token}`, { headers: { 'accept-language': 'en' } })).text()
  expect(page).toContain('1 before you. About 14 s left.')
  expect(page).toContain('data-page="forming"')
  expect((await ask(`/g/${token}/picture`)).status).toBe(404)
  expect((await ask(`/g/${token}/preview`)).status).toBe(200)
  expect(await (await ask(`/g/${token}/state`)).json()).toMatchObject({ state: 'forming', page: 'forming' })
  facts.view = ready
  expect(await (await ask(`/g/${token}/state`)).json()).toEqual({ state: 'ready', page: 'ready-abcdef012345' })
  expect((await ask(`/g/${token}/preview`)).status).toBe(204)
})

test('far back in line, a guest is told minutes, and one second is one', () => {
  const told = (etaMs: number) =>
    (['en', 'es'] as const).map((language) =>
      formingWords({ ...forming, phase: 'making', position: null, etaMs }, guestWords[language])
        .split('. ')
        .at(-1),
    )
  expect(told(900)).toEqual(['About 1 s left.', 'Queda 1 s.'])
  expect(told(89_000)).toEqual(['About 89 s left.', 'Quedan unos 89 s.'])
  expect(told(90_000)).toEqual(['About 2 min left.', 'Quedan unos 2 min.'])
  expect(told(1_260_000)).toEqual(['About 21 min left.', 'Quedan unos 21 min.'])
})

test('a picture whose drive is away is told to come back', async () => {
  const { ask, facts } = await openApp(ready)
  facts.isHere = false
  const reply = await ask(`/g/${token}/picture?download`)
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '60'])
  expect((await ask(`/g/${token}/screen`)).status).toBe(200)
})

test('deleting and changing one’s mind lead back to the page, and no other site can do either', async () => {
  const { ask, calls } = await openApp(ready)
  const post = (path: string, site: string) => ask(path, { method: 'POST', headers: { 'sec-fetch-site': site } })
  expect((await post(`/g/${token}/delete`, 'cross-site')).status).toBe(404)
  const reply = await post(`/g/${token}/delete`, 'same-origin')
  expect([reply.status, reply.headers.get('location')]).toEqual([303, `../${token}`])
  expect((await ask(`/g/${token}/keep`, { method: 'POST' })).status).toBe(303)
  expect(calls).toEqual([`ask ${someJob}`, `undo ${someJob}`])
})

const pages: [GuestView, number, string][] = [
  [{ state: 'expired' }, 410, 'This page has ended'],
  [{ state: 'failed' }, 200, 'did not work out'],
  [{ state: 'withdrawn' }, 200, 'not here any more'],
  [{ state: 'leaving', undoUntilMs: 0 }, 200, 'I want it back'],
  [{ state: 'erased', doneAtMs: null, open: ['share'], beyond: ['downloads'] }, 200, 'being deleted'],
  [{ state: 'erased', doneAtMs: 1, open: [], beyond: ['downloads', 'synced-bin'] }, 200, 'bin of the online drive'],
]

test.each(pages)('a %j has a page of its own, without a picture', async (view, status, words) => {
  const { ask } = await openApp(view)
  const page = await ask(`/g/${token}`, { headers: { 'accept-language': 'en' } })
  expect([page.status, (await page.text()).includes(words)]).toEqual([status, true])
  for (const part of ['picture', 'screen', 'original']) expect((await ask(`/g/${token}/${part}`)).status).toBe(404)
})

test('10,000 guesses find nothing, are slowed, and hold up nobody else', async () => {
  const { ask, clock } = await openApp(ready)
  const told = new Map<number, number>()
  for (let guess = 0; guess < 10_000; guess++) {
    const { status } = await ask(`/g/${String(guess).padStart(22, 'x')}`)
    told.set(status, (told.get(status) ?? 0) + 1)
    if (guess % 100 === 0) clock.advance(100)
  }
  expect([...told.keys()].sort()).toEqual([404, 429])
  // what fills up again in ten seconds, and what there was at first
  expect(told.get(404)).toBeLessThan(60)
  expect((await ask(`/g/${token}`, {}, { address: '10.0.0.8' })).status).toBe(200)
  clock.advance(20_000)
  expect((await ask(`/g/${token}`)).status).toBe(200)
})

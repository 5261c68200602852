import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Job } from '../contract/job'
import type { Backend } from './backends/backend'
import { createCore, type Core } from './core'
import { checkFlags } from './flags'
import { buildImageChild } from './images/testing/child-program'
import { writePicture } from './images/testing/pictures'
import { systemClock } from './lib/clock'
import { silentLog } from './lib/log'
import { openDatabase } from './lib/sqlite'
import { freePort } from './testing/free-port'
import { testPlatform } from './testing/test-platform'

const program = { role: 'program' as const, clientId: null }
const minuteMs = 60_000
const open: Core[] = []
let imageChildPath: string

beforeAll(async () => {
  imageChildPath = await buildImageChild()
})

afterEach(async () => {
  for (const core of open.splice(0)) await core.close()
})

/** Hands the original on as it is, as soon as the test lets it. */
function copier(mayGoOn: () => Promise<void>): Backend {
  return {
    name: 'builtin',
    slots: () => 1,
    unavailable: () => null,
    async generate({ originalPath, workDir }, { onPreview, signal }) {
      onPreview({ bytes: Buffer.from('frame'), mediaType: 'image/jpeg' })
      await mayGoOn()
      signal.throwIfAborted()
      const path = join(workDir, 'copy.jpg')
      await copyFile(originalPath, path)
      return [{ path, mediaType: 'image/jpeg' }]
    },
    close: () => Promise.resolve(),
  }
}

/** A booth in `dir` whose clock is `aheadMs` before the real one. */
async function openBooth(dir: string, aheadMs = 0, mayGoOn = () => Promise.resolve()) {
  const port = await freePort()
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), port: 0, 'guest-port': port }),
    environment: {},
    platform: testPlatform(dir, imageChildPath),
    feature: () => silentLog,
    backends: () => new Map([['builtin', copier(mayGoOn)]]),
    clock: { ...systemClock, nowMs: () => Date.now() + aheadMs },
    listens: true,
  })
  open.push(core)
  const pageOf = (jobId: string) => `http://127.0.0.1:${port}/g/${core.guestLinks.tokenOf(jobId) ?? ''}`
  return { core, port, pageOf }
}

async function close(core: Core): Promise<void> {
  open.splice(open.indexOf(core), 1)
  await core.close()
}

const freshDir = () => mkdtemp(join(tmpdir(), 'photocall-guests-'))

let taken = 0

/** Another picture each time: the same one again would be the same guest's. */
async function handIn(core: Core, dir: string, prompt = 'a portrait of Ana'): Promise<string> {
  const widthPx = 320 + 2 * ++taken
  const path = await writePicture(join(dir, `${taken}.jpg`), { widthPx })
  return (await core.upload({ path, prompt })).jobId
}

async function until(core: Core, jobId: string, state: Job['state']): Promise<void> {
  const shown = async () => (await core.dispatch(program, 'jobs.show', { jobId })) as Job
  await vi.waitFor(async () => expect((await shown()).state).toBe(state), { interval: 10 })
}

const wishOf = (core: Core, jobId: string) => core.state().guests.wishes[jobId]
const untilDone = (core: Core, jobId: string) =>
  vi.waitFor(() => expect(wishOf(core, jobId)?.doneAtMs).not.toBeNull(), { interval: 20 })

/** Whatever the booth still keeps under the job's name. */
async function filesOf(dir: string, jobId: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true } as { recursive: true })
  return names.filter((name) => name.includes(jobId))
}

const stateOf = async (page: string) => (await (await fetch(`${page}/state`)).json()) as Record<string, unknown>
const post = (url: string) => fetch(url, { method: 'POST', redirect: 'manual' })

test('two phones, before, during and after: each sees its own picture alone', async () => {
  const dir = await freshDir()
  let goOn: () => void = () => undefined
  const held = new Promise<void>((resolve) => (goOn = resolve))
  const { core, pageOf } = await openBooth(dir, 0, () => held)
  const [first, second] = [await handIn(core, dir), await handIn(core, dir)]
  await until(core, first, 'generating')
  const firstIs = (state: object) =>
    vi.waitFor(async () => expect(await stateOf(pageOf(first))).toMatchObject(state), { interval: 10 })
  await firstIs({ state: 'forming', previewVersion: 1 })
  expect(await (await fetch(`${pageOf(first)}/preview?v=1`)).text()).toBe('frame')
  expect(await stateOf(pageOf(second))).toMatchObject({ state: 'forming', page: 'forming' })
  expect((await fetch(`${pageOf(second)}/preview`)).status).toBe(204)
  goOn()
  await Promise.all([until(core, first, 'saved'), until(core, second, 'saved')])
  const bytesOf = async (jobId: string) => Buffer.from(await (await fetch(`${pageOf(jobId)}/picture`)).arrayBuffer())
  const [one, other] = [await bytesOf(first), await bytesOf(second)]
  expect(one.length).toBeGreaterThan(1000)
  expect(one.equals(other)).toBe(false)
  expect(pageOf(first)).not.toBe(pageOf(second))
  expect((await fetch(`${pageOf(first)}/screen`)).headers.get('content-type')).toBe('image/jpeg')
})

test('a tunnel on this machine reaches guests’ pages by any name, and nothing else', async () => {
  const { core, port } = await openBooth(await freshDir())
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
  for (const path of [
    '/',
    '/console',
    '/health',
    '/pair',
    '/commands/jobs.list',
    '/g/',
    '/media/results/x',
    '/td',
    '/d/x',
  ])
    expect([path, (await ask(path)).status]).toEqual([path, 404])
  expect(await (await ask('/g/hello')).text()).toMatch(/^[0-9a-f-]{36}$/)
  expect(core.state().guests).toMatchObject({ open: true, reason: null })
})

test('what a guest wants deleted is hidden at once, comes back on their word, and goes everywhere after ten minutes', async () => {
  const dir = await freshDir()
  const before = await openBooth(dir)
  const jobId = await handIn(before.core, dir)
  const kept = await handIn(before.core, dir, 'a portrait of Luis')
  await Promise.all([until(before.core, jobId, 'saved'), until(before.core, kept, 'saved')])
  const page = before.pageOf(jobId)
  const token = page.split('/').at(-1)!
  await fetch(`${page}/screen`)
  // a copy from before anybody wished anything
  openDatabase(join(dir, 'data', 'journal.sqlite')).backupTo(
    join(dir, 'data', 'backups', 'journal-000001-2026-01-01T00-00-00.sqlite'),
  )

  expect((await post(`${page}/delete`)).status).toBe(303)
  expect(await stateOf(page)).toEqual({ state: 'leaving', page: 'leaving' })
  expect((await fetch(`${page}/picture`)).status).toBe(404)
  expect(before.core.state().captures[jobId]).toMatchObject({ publication: 'held' })
  expect(before.core.state().captures[kept]).toMatchObject({ publication: 'published' })
  await post(`${page}/keep`)
  expect(await stateOf(page)).toMatchObject({ state: 'ready' })
  expect(before.core.state().captures[jobId]).toMatchObject({ publication: 'published' })
  await post(`${page}/delete`)
  await close(before.core)

  const after = await openBooth(dir, 11 * minuteMs)
  await untilDone(after.core, jobId)
  expect(await filesOf(join(dir, 'data'), jobId)).toEqual([])
  expect(await filesOf(join(dir, 'share'), jobId)).toEqual([])
  expect(await filesOf(join(dir, 'share'), kept)).toHaveLength(1)
  const job = (await after.core.dispatch(program, 'jobs.show', { jobId })) as Job
  expect(job).toMatchObject({ prompt: '', original: null, result: null, state: 'saved' })
  expect(after.core.guestLinks.tokenOf(jobId)).toBeNull()
  const asked = `http://127.0.0.1:${after.port}/g/${token}`
  expect(await stateOf(asked)).toMatchObject({ state: 'erased' })
  expect(await (await fetch(asked)).text()).toContain('copies that somebody has downloaded')
  await post(`${asked}/keep`)
  expect(await stateOf(asked)).toMatchObject({ state: 'erased' })
  const copies = (await readdir(join(dir, 'data', 'backups'))).filter((name) => name.endsWith('.sqlite'))
  expect(copies.length).toBeGreaterThan(0)
  for (const name of copies) {
    const copy = openDatabase(join(dir, 'data', 'backups', name))
    expect(copy.get('SELECT prompt, original FROM jobs WHERE id = :jobId', { jobId })).toEqual({
      prompt: '',
      original: null,
    })
    expect(copy.get('SELECT token FROM guestLinks WHERE jobId = :jobId', { jobId })).toEqual({ token: null })
    expect(copy.get('SELECT prompt FROM jobs WHERE id = :kept', { kept })).toEqual({ prompt: 'a portrait of Luis' })
    copy.close()
  }
})

test('another style of the same photo goes with it', async () => {
  const dir = await freshDir()
  const { core, pageOf } = await openBooth(dir)
  const jobId = await handIn(core, dir)
  await until(core, jobId, 'saved')
  const { jobId: again } = (await core.dispatch(program, 'jobs.restyle', { jobId })) as { jobId: string }
  await until(core, again, 'saved')
  await post(`${pageOf(again)}/delete`)
  expect(Object.keys(core.state().guests.wishes).sort()).toEqual([jobId, again].sort())
  await post(`${pageOf(jobId)}/keep`)
  expect(core.state().guests.wishes).toEqual({})
})

test('with the share away the wish waits in the journal, and what lies there goes when it is back', async () => {
  const dir = await freshDir()
  const before = await openBooth(dir)
  const jobId = await handIn(before.core, dir)
  await until(before.core, jobId, 'saved')
  await post(`${before.pageOf(jobId)}/delete`)
  await close(before.core)
  await rename(join(dir, 'share'), join(dir, 'elsewhere'))

  const away = await openBooth(dir, 11 * minuteMs)
  await vi.waitFor(() => expect(wishOf(away.core, jobId)?.open).toEqual(['share']))
  expect(await filesOf(join(dir, 'data'), jobId)).toEqual([])
  expect(await filesOf(join(dir, 'elsewhere'), jobId)).toHaveLength(1)
  await rename(join(dir, 'elsewhere'), join(dir, 'share'))
  await away.core.dispatch(program, 'share.look', {})
  await untilDone(away.core, jobId)
  expect(await filesOf(join(dir, 'share'), jobId)).toEqual([])
})

test('of a night on which the clock was years behind the links are open when it is right', async () => {
  const dir = await freshDir()
  const before = await openBooth(dir, -6 * 365 * 24 * 60 * minuteMs)
  const jobId = await handIn(before.core, dir)
  await until(before.core, jobId, 'saved')
  await close(before.core)
  const { pageOf } = await openBooth(dir)
  expect(await stateOf(pageOf(jobId))).toMatchObject({ state: 'ready' })
})

test('with another share at its place the wish waits, and nothing there is touched', async () => {
  const dir = await freshDir()
  const before = await openBooth(dir)
  const jobId = await handIn(before.core, dir)
  await until(before.core, jobId, 'saved')
  await post(`${before.pageOf(jobId)}/delete`)
  await close(before.core)
  await rename(join(dir, 'share'), join(dir, 'drawer'))
  const [name] = await filesOf(join(dir, 'drawer'), jobId)
  await mkdir(join(dir, 'share'))
  await writeFile(join(dir, 'share', '.photocall-share.json'), JSON.stringify({ id: randomUUID() }))
  await writeFile(join(dir, 'share', name!), 'of another share')

  const { core } = await openBooth(dir, 11 * minuteMs)
  await vi.waitFor(() => expect(wishOf(core, jobId)?.open).toEqual(['share']))
  expect(await filesOf(join(dir, 'data'), jobId)).toEqual([])
  expect(await readFile(join(dir, 'share', name!), 'utf8')).toBe('of another share')
  await rm(join(dir, 'share'), { recursive: true })
  await rename(join(dir, 'drawer'), join(dir, 'share'))
  await core.dispatch(program, 'share.look', {})
  await untilDone(core, jobId)
  expect(await filesOf(join(dir, 'share'), jobId)).toEqual([])
})

test('a picture that waits for the share or is still being made goes as well', async () => {
  const dir = await freshDir()
  const before = await openBooth(dir)
  await until(before.core, await handIn(before.core, dir), 'saved')
  await rename(join(dir, 'share'), join(dir, 'elsewhere'))
  const waiting = await handIn(before.core, dir)
  await until(before.core, waiting, 'saving')
  await post(`${before.pageOf(waiting)}/delete`)
  await close(before.core)

  const after = await openBooth(dir, 11 * minuteMs, () => new Promise(() => undefined))
  await vi.waitFor(() => expect(after.core.state().jobs[waiting]?.state).toBe('failed'))
  await rename(join(dir, 'elsewhere'), join(dir, 'share'))
  await after.core.dispatch(program, 'share.look', {})
  await untilDone(after.core, waiting)
  expect(await filesOf(join(dir, 'data'), waiting)).toEqual([])
  expect(existsSync(join(dir, 'share'))).toBe(true)
  expect(await filesOf(join(dir, 'share'), waiting)).toEqual([])
})

test('guests’ screens learn that there are codes, never a link; a hidden picture is not theirs to see', async () => {
  const dir = await freshDir()
  const { core, pageOf } = await openBooth(dir)
  await core.dispatch(program, 'settings.change', { guests: { publicUrl: 'https://photos.example.com/' } })
  const jobId = await handIn(core, dir)
  await until(core, jobId, 'saved')
  expect(core.guestLinks.urlOf(jobId)).toBe(`https://photos.example.com/g/${core.guestLinks.tokenOf(jobId)}`)
  const messages: string[] = []
  const viewer = {
    role: 'kiosk' as const,
    send: (told: unknown) => void messages.push(JSON.stringify(told)),
    unsentBytes: () => 0,
  }
  core.hub.connect(viewer)
  expect(messages[0]).toContain('"hasLinks":true')
  expect(messages[0]).toContain(jobId)
  expect(messages[0]).not.toContain('photos.example.com')
  expect(messages[0]).not.toContain(core.guestLinks.tokenOf(jobId))
  const code = await core.fetch(new Request(`app://photocall/media/guest-codes/${jobId}`), 'kiosk')
  expect([code.status, code.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  expect((await core.fetch(new Request(`app://photocall/media/guest-codes/${jobId}`), 'program')).status).toBe(403)
  await post(`${pageOf(jobId)}/delete`)
  core.hub.connect(viewer)
  expect(messages.at(-1)).not.toContain(jobId)
})

test('a code that a console shows on the guests’ screen goes with that console', async () => {
  const dir = await freshDir()
  const { core } = await openBooth(dir)
  await core.dispatch(program, 'settings.change', { guests: { publicUrl: 'https://photos.example.com/' } })
  const jobId = await handIn(core, dir)
  await until(core, jobId, 'saved')
  const viewer = { role: 'console' as const, send: () => undefined, unsentBytes: () => 0 }
  const [one, other] = [core.hub.connect(viewer), core.hub.connect(viewer)]
  one.receive({ type: 'command', id: 1, name: 'guests.showCode', input: { jobId } })
  await vi.waitFor(() => expect(core.state().guests.shownJobId).toBe(jobId), { interval: 10 })
  other.close()
  expect(core.state().guests.shownJobId).toBe(jobId)
  one.close()
  expect(core.state().guests.shownJobId).toBeNull()
})

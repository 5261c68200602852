import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startFakeComfyServer, type FakeComfyServer } from './comfy/testing/fake-comfy-server'
import { createCore, type Core } from './core'
import { checkFlags } from './flags'
import { buildImageChild } from './images/testing/child-program'
import { writePicture } from './images/testing/pictures'
import { systemClock } from './lib/clock'
import { silentLog } from './lib/log'
import { saveWhole } from './td/testing/plain-client'
import { freePort } from './testing/free-port'
import { openTdBooth, paintingOf, type TdBooth } from './testing/td-booth'
import { testPlatform } from './testing/test-platform'

const asConsole = { role: 'console' as const, clientId: null }
const asKiosk = { role: 'kiosk' as const, clientId: null }
const minuteMs = 60_000
const waiting = { interval: 10 }
const open: (() => Promise<void>)[] = []
let imageChildPath: string

beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Whose wall clock may be set on, and whose minutes pass when a test says so. */
function handClock() {
  const minutes = new Set<() => void>()
  const setting = { aheadMs: 0 }
  const clock = {
    ...systemClock,
    nowMs: () => Date.now() + setting.aheadMs,
    after(delayMs: number, call: () => void) {
      if (delayMs !== minuteMs) return systemClock.after(delayMs, call)
      minutes.add(call)
      return () => void minutes.delete(call)
    },
  }
  const passMinute = (): void => {
    const due = [...minutes]
    minutes.clear()
    due.forEach((call) => call())
  }
  return { clock, setting, passMinute }
}

const wishOf = (core: Core, jobId: string) => core.state().guests.wishes[jobId]
const untilDone = (core: Core, jobId: string) =>
  vi.waitFor(() => expect(wishOf(core, jobId)?.doneAtMs).toEqual(expect.any(Number)), waiting)
const untilOpenAt = (core: Core, jobId: string, places: string[]) =>
  vi.waitFor(() => expect(wishOf(core, jobId)).toMatchObject({ open: places, doneAtMs: null }), waiting)

async function wishGone(core: Core, port: number, jobId: string): Promise<void> {
  const page = `http://127.0.0.1:${port}/g/${core.guestLinks.tokenOf(jobId) ?? ''}`
  expect((await fetch(`${page}/delete`, { method: 'POST', redirect: 'manual' })).status).toBe(303)
}

async function tdBooth() {
  const { clock, setting, passMinute } = handClock()
  const port = await freePort()
  const td = await openTdBooth({}, { 'guest-port': port }, clock)
  open.push(td.stop)
  async function restartLater(): Promise<void> {
    await td.stop()
    setting.aheadMs += 11 * minuteMs
    await td.start()
  }
  return { td, port, restartLater, passMinute }
}

/** A picture that TouchDesigner makes of a guest's press. */
async function painted(td: TdBooth, press: () => Promise<string>): Promise<string> {
  const client = await td.connectScripts()
  const jobId = await press()
  const { fileName } = await client.heard('capture')
  const { bytes } = await paintingOf(jobId)
  client.say({ type: 'saved', jobId, path: await saveWhole(td.share, { bytes, fileName }) })
  await td.reaches(jobId, 'saved')
  return jobId
}

test('of a guest’s wish TouchDesigner hears `cleanup`; while none is connected the wish waits for one', async () => {
  const { td, port, restartLater, passMinute } = await tdBooth()
  const jobId = await painted(td, td.press)
  await wishGone(td.core, port, jobId)
  await restartLater()
  await untilOpenAt(td.core, jobId, ['touchdesigner'])
  passMinute()
  await untilOpenAt(td.core, jobId, ['touchdesigner'])
  const client = await td.connectScripts()
  passMinute()
  expect(await client.heard('cleanup')).toEqual({ type: 'cleanup', jobId })
  await untilDone(td.core, jobId)
  expect(client.received.filter(({ type }) => type === 'cleanup')).toHaveLength(1)
})

test('what a guest agreed to is kept with their job as it was shown, and goes with it', async () => {
  const { td, port, restartLater } = await tdBooth()
  const allow = (es: string) =>
    td.core.dispatch(asConsole, 'events.change', { id: 'first', change: { language: 'en', consent: { es } } })
  await allow('Acepto que se guarde')
  const beforeMs = Date.now()
  const consenting = async () =>
    ((await td.core.dispatch(asKiosk, 'capture.press', { consent: true })) as { jobId: string }).jobId
  const jobId = await painted(td, consenting)
  await allow('Otro texto')
  const { consent, consentAtMs } = await td.job(jobId)
  // the language of the text, not of the event
  const version = expect.stringMatching(/^[0-9a-f]{12}$/) as string
  expect(consent).toEqual({ text: 'Acepto que se guarde', language: 'es', version })
  expect(consentAtMs).toBeGreaterThanOrEqual(beforeMs)
  expect(consentAtMs).toBeLessThanOrEqual(Date.now())
  await wishGone(td.core, port, jobId)
  await restartLater()
  await untilOpenAt(td.core, jobId, ['touchdesigner'])
  expect(await td.job(jobId)).toMatchObject({ consent: null, consentAtMs: null })
  const names = await readdir(join(td.dir, 'data'), { recursive: true } as { recursive: true })
  expect(names.filter((name) => name.includes(jobId))).toEqual([])
})

async function comfyBooth() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-guests-comfy-'))
  const { clock, setting, passMinute } = handClock()
  const port = await freePort()
  const fake = await startFakeComfyServer()
  open.push(fake.close)
  let core: Core | null = null
  const close = async (): Promise<void> => {
    await core?.close()
    core = null
  }
  open.push(close)

  async function start(): Promise<Core> {
    core = await createCore({
      dataDir: join(dir, 'data'),
      flags: checkFlags({ share: join(dir, 'share'), port: 0, 'guest-port': port, server: [fake.url] }),
      environment: {},
      platform: testPlatform(dir, imageChildPath),
      feature: () => silentLog,
      clock,
      listens: true,
    })
    return core
  }

  async function restartLater(): Promise<Core> {
    await close()
    setting.aheadMs += 11 * minuteMs
    return start()
  }

  const first = await start()
  const path = await writePicture(join(dir, 'guest.jpg'))
  const { jobId } = await first.upload({ path, style: 'connection-test' })
  const stateNow = async () => ((await first.dispatch(asConsole, 'jobs.show', { jobId })) as { state: string }).state
  await vi.waitFor(async () => expect(await stateNow()).toBe('saved'), waiting)
  const [promptId = ''] = fake.queue().starts()
  await wishGone(first, port, jobId)
  return { fake, jobId, promptId, restartLater, passMinute }
}

const deletions = (fake: FakeComfyServer) =>
  fake.requests.filter(({ method, path }) => method === 'POST' && path === '/history').map(({ body }) => body)

test('of a guest’s wish the entry in ComfyUI’s history is deleted, not before and no other', async () => {
  const { fake, jobId, promptId, restartLater } = await comfyBooth()
  expect(Object.keys(fake.queue().recent(5) as object)).toEqual([promptId])
  expect(deletions(fake)).toEqual([])
  const core = await restartLater()
  await untilDone(core, jobId)
  expect(fake.queue().recent(5)).toEqual({})
  expect(deletions(fake).map((body) => JSON.parse(body) as unknown)).toEqual([{ delete: [promptId] }])
})

test('while ComfyUI is down the wish waits for it', async () => {
  const { fake, jobId, promptId, restartLater, passMinute } = await comfyBooth()
  await fake.kill()
  const core = await restartLater()
  await untilOpenAt(core, jobId, ['server'])
  await fake.start()
  passMinute()
  await untilDone(core, jobId)
  expect(deletions(fake).map((body) => JSON.parse(body) as unknown)).toEqual([{ delete: [promptId] }])
})

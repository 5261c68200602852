import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { AppState } from '../contract/app-state'
import type { Job } from '../contract/job'
import type { ServerTest } from '../contract/server'
import { until as untilTrue } from './comfy/testing/comfy-bench'
import { startFakeComfyServer, type FakeComfyServer, type FakeOptions } from './comfy/testing/fake-comfy-server'
import { createCore, type Core } from './core'
import { checkFlags, parseEnvironment } from './flags'
import { buildImageChild } from './images/testing/child-program'
import { createJournal } from './jobs/journal'
import { writePicture } from './images/testing/pictures'
import { systemClock } from './lib/clock'
import { silentLog } from './lib/log'
import { openDatabase } from './lib/sqlite'
import { stateFor } from './state'
import { testPlatform } from './testing/test-platform'

const console_ = { role: 'console' as const, clientId: null }
const open: { close(): Promise<void> }[] = []
let imageChildPath: string

beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function fakeServer(options: FakeOptions = {}): Promise<FakeComfyServer> {
  const fake = await startFakeComfyServer(options)
  open.push(fake)
  return fake
}

async function booth(dir: string, given: { flags?: object; env?: NodeJS.ProcessEnv; listens?: boolean } = {}) {
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), port: 0, ...given.flags }),
    environment: parseEnvironment(given.env ?? {}),
    platform: testPlatform(dir, imageChildPath),
    feature: () => silentLog,
    listens: given.listens ?? true,
  })
  open.push(core)
  return core
}

const freshDir = () => mkdtemp(join(tmpdir(), 'photocall-comfy-booth-'))

async function press(core: Core, dir: string, style = 'connection-test') {
  const path = await writePicture(join(dir, `${String(Math.random()).slice(2)}.jpg`))
  return (await core.upload({ path, style })).jobId
}

const jobOf = async (core: Core, jobId: string) => (await core.dispatch(console_, 'jobs.show', { jobId })) as Job
const change = (core: Core, comfyui: object) => core.dispatch(console_, 'settings.change', { comfyui })

async function reaches(core: Core, jobId: string, state: Job['state']): Promise<Job> {
  const look = async () => expect((await jobOf(core, jobId)).state).toBe(state)
  await vi.waitFor(look, { interval: 10 })
  return jobOf(core, jobId)
}

async function savedPicture(dir: string) {
  const names = (await readdir(join(dir, 'share'))).filter((name) => /\.jpg$/.test(name))
  expect(names).toHaveLength(1)
  return sharp(await readFile(join(dir, 'share', names[0]!)))
}

test('a console pointed at an address generates there, with progress, and keeps how it was made', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir)
  expect(core.state().styles.some(({ backend }) => backend === 'comfyui')).toBe(false)
  await change(core, { servers: [{ id: 'gpu', name: 'Big GPU', url: fake.url }] })
  const offered = core.state().styles.filter(({ backend }) => backend === 'comfyui')
  expect(offered.map(({ name }) => name)).toEqual(expect.arrayContaining(['connection-test', 'living-portrait']))
  await untilTrue(() => core.state().servers[0]?.status === 'ready')
  expect(core.state().servers[0]).toMatchObject({ name: 'Big GPU', version: '0.38.1', ownJobs: 0 })
  const jobId = await press(core, dir)
  await reaches(core, jobId, 'saved')
  const { channels } = await (await savedPicture(dir)).stats()
  expect(channels).toHaveLength(3)
  const { record } = (await core.dispatch(console_, 'jobs.replay', { jobId })) as { record: unknown }
  expect(record).toMatchObject({ server: { name: 'Big GPU', version: '0.38.1' }, style: 'connection-test' })
})

test('a server killed and restarted in the middle of a job: one capture comes of it', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir, { flags: { server: [fake.url] } })
  const hold = fake.hold('ImageInvert')
  const jobId = await press(core, dir)
  await hold.reached
  await fake.kill()
  hold.release()
  await fake.start()
  await reaches(core, jobId, 'saved')
  await savedPicture(dir)
})

test('of two servers one is killed: the other makes the picture', async () => {
  const dir = await freshDir()
  const [one, two] = [await fakeServer(), await fakeServer()]
  const core = await booth(dir, { flags: { server: [one.url, two.url] } })
  await untilTrue(() => core.state().servers.every(({ status }) => status === 'ready'))
  const hold = one.hold('ImageInvert')
  const jobId = await press(core, dir)
  await hold.reached
  await one.kill()
  hold.release()
  await reaches(core, jobId, 'saved')
  expect(two.queue().starts()).toHaveLength(1)
  await savedPicture(dir)
})

test('a console that closes in the middle goes on with the same prompt at its next start', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const first = await booth(dir, { flags: { server: [fake.url] } })
  const hold = fake.hold('ImageInvert')
  const jobId = await press(first, dir)
  await hold.reached
  await first.close()
  open.splice(open.indexOf(first), 1)
  const second = await booth(dir, { flags: { server: [fake.url] } })
  await reaches(second, jobId, 'generating')
  hold.release()
  await reaches(second, jobId, 'saved')
  expect(fake.queue().starts()).toHaveLength(1)
})

test('a copy of a booth on another machine has a name of its own at servers, and still collects what runs there', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const first = await booth(dir, { flags: { server: [fake.url] } })
  const hold = fake.hold('ImageInvert')
  const jobId = await press(first, dir)
  await hold.reached
  await first.close()
  open.splice(open.indexOf(first), 1)
  const database = openDatabase(join(dir, 'data', 'journal.sqlite'))
  createJournal({ database, clock: systemClock }).remember(
    'comfyui.clientMachine',
    'the one that the image was taken of',
  )
  database.close()
  const second = await booth(dir, { flags: { server: [fake.url] } })
  await reaches(second, jobId, 'generating')
  hold.release()
  await reaches(second, jobId, 'saved')
  expect(fake.queue().starts()).toHaveLength(1)
  await reaches(second, await press(second, dir), 'saved')
  const sent = fake.requests.filter(({ method, path }) => method === 'POST' && path === '/prompt')
  const names = sent.map(({ body }) => (JSON.parse(body) as { client_id: string }).client_id)
  expect(new Set(names).size).toBe(2)
})

test('while every server is down a job waits, and is made when one comes', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir, { flags: { server: [fake.url] } })
  await reaches(core, await press(core, dir), 'saved')
  await fake.kill()
  const { id } = core.state().servers[0]!
  await expect(core.dispatch(console_, 'servers.check', { id })).rejects.toMatchObject({ code: 'server_unreachable' })
  expect(core.state().servers[0]?.status).toBe('aside')
  const jobId = await press(core, dir)
  expect((await jobOf(core, jobId)).state).toBe('queued')
  // nobody knows when a server comes back
  expect(core.state().jobs[jobId]).toMatchObject({ position: 1, etaMs: null })
  const comfyui = core.state().backends.find(({ name }) => name === 'comfyui')
  expect(comfyui).toMatchObject({ status: 'unavailable', reason: { code: 'server_unreachable' } })
  await fake.start()
  await reaches(core, jobId, 'saved')
})

test('a one-off command does not wait for a server that is down', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  await fake.kill()
  const core = await booth(dir, { flags: { server: [fake.url] }, listens: false })
  const jobId = await press(core, dir)
  expect((await reaches(core, jobId, 'failed')).error).toMatchObject({ code: 'server_unreachable' })
})

test('while every server is down the style that stands in is used, where the operator wants that', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  await fake.kill()
  const core = await booth(dir, { flags: { server: [fake.url] } })
  await change(core, { whenDown: 'builtin', fallbackStyle: 'duotone' })
  const jobId = await press(core, dir)
  expect(await reaches(core, jobId, 'saved')).toMatchObject({ style: 'duotone', backend: 'builtin' })
})

test('without a server a ComfyUI style is refused in words', async () => {
  const dir = await freshDir()
  const core = await booth(dir)
  const jobId = await press(core, dir)
  expect((await reaches(core, jobId, 'failed')).error).toMatchObject({ code: 'server_unset' })
})

test('COMFYUI_HOST and COMFYUI_PORT name the server of this run', async () => {
  const fake = await fakeServer()
  const { hostname, port } = new URL(fake.url)
  const core = await booth(await freshDir(), { env: { COMFYUI_HOST: hostname, COMFYUI_PORT: port } })
  await untilTrue(() => core.state().servers[0]?.status === 'ready')
  expect((await booth(await freshDir(), { env: { COMFYUI_PORT: port } })).state().servers).toEqual([])
})

test('the operator looks at a server, tries it, and gives it a header that nobody sees again', async () => {
  const dir = await freshDir()
  const fake = await fakeServer({
    without: ['KSampler'],
    quirks: { neededHeader: { name: 'Authorization', value: 'Bearer s3cret' } },
  })
  const core = await booth(dir, { flags: { server: [fake.url] } })
  const { id } = core.state().servers[0]!
  await untilTrue(() => core.state().servers[0]?.status === 'aside')
  await expect(core.dispatch(console_, 'servers.check', { id })).rejects.toMatchObject({ code: 'server_refused' })
  await core.dispatch(console_, 'servers.setHeaders', { id, headers: { Authorization: 'Bearer s3cret' } })
  await untilTrue(() => core.state().servers[0]?.status === 'ready')
  const tested = (await core.dispatch(console_, 'servers.test', { id })) as ServerTest
  expect(tested.durationMs).toBeGreaterThan(0)
  const shown = await core.fetch(new Request(`app://photocall${tested.pictureUrl}`), 'console')
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect((await sharp(await shown.arrayBuffer()).stats()).channels).toHaveLength(3)
  const check = (await core.dispatch(console_, 'servers.check', { id })) as {
    styles: Record<string, { code: string }[]>
  }
  expect(check.styles['connection-test']).toEqual([])
  expect(check.styles['txt2img']).toContainEqual(expect.objectContaining({ code: 'node_missing' }))
  const state: AppState = core.state()
  expect(state.servers[0]?.headerNames).toEqual(['Authorization'])
  expect(JSON.stringify(state)).not.toContain('s3cret')
})

test('a job whose server gets another name, more slots and a sign-in is made there to its end, and can be cancelled', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir)
  await change(core, { servers: [{ id: 'gpu', url: fake.url }] })
  const hold = fake.hold('ImageInvert')
  const jobId = await press(core, dir)
  await hold.reached
  await change(core, { servers: [{ id: 'gpu', name: 'Big GPU', url: fake.url, slots: 2 }] })
  await core.dispatch(console_, 'servers.setHeaders', { id: 'gpu', headers: { Authorization: 'Bearer x' } })
  expect(core.state().servers).toMatchObject([{ name: 'Big GPU', slots: 2, ownJobs: 1 }])
  await core.dispatch(console_, 'jobs.cancel', { jobId })
  await untilTrue(() => fake.requests.some(({ path }) => path === '/interrupt'))
  hold.release()
  await reaches(core, jobId, 'cancelled')
  expect(fake.queue().starts()).toHaveLength(1)
})

test('while a job is made its server is told to consoles, and to no guest', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir)
  await change(core, { servers: [{ id: 'gpu', name: 'Big GPU', url: fake.url }] })
  const hold = fake.hold('ImageInvert')
  const jobId = await press(core, dir)
  await hold.reached
  await untilTrue(() => core.state().jobs[jobId]?.node !== '')
  expect(core.state().jobs[jobId]).toMatchObject({ server: 'Big GPU', state: 'generating' })
  expect(JSON.stringify(stateFor('kiosk', core.state()))).not.toContain('Big GPU')
  hold.release()
  const { server } = await reaches(core, jobId, 'saved').then(() => core.state().jobs[jobId]!)
  expect(server).toBeUndefined()
})

test('servers of flags hold for this run, and consoles are told that a change shows after it', async () => {
  const fake = await fakeServer()
  const core = await booth(await freshDir(), { flags: { server: [fake.url] } })
  expect(core.state().app.fixedSettings).toContain('comfyui.servers')
  expect((await booth(await freshDir())).state().app.fixedSettings).not.toContain('comfyui.servers')
})

test('the event’s own ComfyUI styles are warmed, its first one last; without any, or without a server, it is refused', async () => {
  const core = await booth(await freshDir())
  const warm = () => core.dispatch(console_, 'servers.warm', {})
  await expect(warm()).rejects.toMatchObject({ code: 'server_unset' })
  await change(core, { servers: [{ id: 'gpu', url: (await fakeServer()).url }] })
  const choose = (event: object) => core.dispatch(console_, 'settings.change', { event })
  await choose({ style: 'pop-art', styles: ['pop-art'] })
  await expect(warm()).rejects.toMatchObject({ code: 'not_possible_now' })
  await choose({ style: 'storybook', styles: ['storybook', 'txt2img', 'pop-art'] })
  await warm()
  await untilTrue(() => (core.state().warmUp?.endedAtMs ?? null) !== null)
  const told = core.state().warmUp!.runs.map(({ style, state }) => `${style} ${state}`)
  expect(told).toEqual(['txt2img warm', 'storybook warm'])
})

/** As much of ComfyUI as its health is asked of; ended by the test. */
const littleServer = `const reply = { '/system_stats': { system: { comfyui_version: '9' }, devices: [] } };
require('http').createServer((q, s) => {
  if (q.url === '/end') process.exit();
  s.end(JSON.stringify(reply[q.url] || { queue_running: [], queue_pending: [] }));
}).listen(Number(process.argv[2]), '127.0.0.1')`

test.skipIf(process.platform === 'win32')(
  'a server on this computer that is down comes up by its start command',
  async () => {
    const dir = await freshDir()
    const gone = await fakeServer()
    await gone.kill()
    const script = join(dir, 'server.cjs')
    await writeFile(script, littleServer)
    const startCommand = `"${process.execPath}" "${script}" ${new URL(gone.url).port}`
    const core = await booth(dir)
    await change(core, {
      servers: [
        { id: 'gpu', url: gone.url, startCommand },
        { id: 'bare', url: gone.url },
      ],
    })
    await untilTrue(() => core.state().servers[0]?.status === 'aside')
    await expect(core.dispatch(console_, 'servers.restart', { id: 'bare' })).rejects.toMatchObject({
      code: 'not_possible_now',
    })
    await core.dispatch(console_, 'servers.restart', { id: 'gpu' })
    open.push({
      close: () =>
        fetch(`${gone.url}/end`).then(
          () => undefined,
          () => undefined,
        ),
    })
    await untilTrue(() => core.state().servers[0]?.version === '9')
    expect(core.state().servers[0]).toMatchObject({ status: 'ready', canRestart: true })
  },
)

import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { addresses, shotTicketHeader, shutterMissHeader } from '../contract/addresses'
import type { ServerMessage } from '../contract/app-state'
import type { CapturePage } from '../contract/capture'
import type { Job } from '../contract/job'
import type { OutputView } from '../contract/output'
import { startFakeComfyServer } from './comfy/testing/fake-comfy-server'
import { createCore, type Core } from './core'
import { checkFlags, parseEnvironment } from './flags'
import { buildImageChild } from './images/testing/child-program'
import { films, pictureBytes, writePicture } from './images/testing/pictures'
import { silentLog } from './lib/log'
import { eraseOwnFiles } from './retention/own-files'
import { openDataFolder } from './jobs/data-folder'
import { testPlatform } from './testing/test-platform'

const operator = { role: 'console' as const, clientId: null }
const open: { close(): Promise<void> }[] = []
let imageChildPath: string

beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function booth(dir: string, server: string) {
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), port: 0, server: [server] }),
    environment: parseEnvironment({}),
    platform: testPlatform(dir, imageChildPath),
    feature: () => silentLog,
    listens: true,
  })
  open.push(core)
  return core
}

async function fakeServer() {
  const fake = await startFakeComfyServer()
  open.push(fake)
  return fake
}

const freshDir = () => mkdtemp(join(tmpdir(), 'photocall-films-'))
const jobOf = async (core: Core, jobId: string) => (await core.dispatch(operator, 'jobs.show', { jobId })) as Job
const get = (core: Core, path: string, headers: Record<string, string> = {}) =>
  core.fetch(new Request(`app://photocall${path}`, { headers }), 'console')

async function made(core: Core, dir: string, style: string): Promise<Job> {
  const path = await writePicture(join(dir, `${String(Math.random()).slice(2)}.jpg`))
  const { jobId } = await core.upload({ path, style })
  await vi.waitFor(async () => expect((await jobOf(core, jobId)).state).toBe('saved'), { interval: 10 })
  return jobOf(core, jobId)
}

async function gallery(core: Core): Promise<CapturePage> {
  return (await core.dispatch(operator, 'captures.list', {})) as CapturePage
}

test('a film goes from the press to the share, keeps its pictures and its kind, and is found again after a restart', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir, fake.url)
  const job = await made(core, dir, 'living-portrait')
  expect(job.result).toMatchObject({ mediaType: 'video/mp4', widthPx: 128, heightPx: 80, durationMs: 1000 })
  expect(job.result!.name).toMatch(/^PhotoCall-.*\.mp4$/)
  const onShare = await readFile(join(dir, 'share', job.result!.name!))
  expect(filmIn(onShare).equals(await films.mp4())).toBe(true)
  expect(onShare.toString('utf8')).toContain(`<photocall:JobId>${job.id}</photocall:JobId>`)
  expect(core.state().jobs[job.id]).toMatchObject({ isVideo: true })

  await core.close()
  open.splice(open.indexOf(core), 1)
  const again = await booth(dir, fake.url)
  const { captures } = await gallery(again)
  expect(captures).toMatchObject([
    { mediaType: 'video/mp4', durationMs: 1000, style: 'living-portrait', jobId: job.id },
  ])
  const part = await get(again, captures[0]!.url, { range: 'bytes=4-7' })
  expect([part.status, part.headers.get('content-type')]).toEqual([206, 'video/mp4'])
  expect(await part.text()).toBe('ftyp')
})

test('a film is shown in small by the last that was seen of it while it was made', async () => {
  const dir = await freshDir()
  const core = await booth(dir, (await fakeServer()).url)
  const job = await made(core, dir, 'living-portrait')
  const { thumbUrl } = (await gallery(core)).captures[0]!
  const small = await get(core, thumbUrl)
  expect(small.headers.get('content-type')).toBe('image/jpeg')
  // the fake's previews are at most 128 pixels wide, the original has 320
  expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ width: 128 })
  expect(await readdir(join(dir, 'data', 'outputs', job.id))).toEqual(['poster.jpg'])
})

/** Without the record, which stands in a box behind it. */
function filmIn(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf('uuid') - 4)
}

const savedFilm = { mediaType: 'video/mp4', durationMs: 1000, widthPx: 128, heightPx: 80 }

test('a film that lay in the spool when the console died goes on to the share, made once', async () => {
  const [dir, after] = [await freshDir(), await freshDir()]
  const fake = await fakeServer()
  // a file where the share should be: the film is made and cannot go on
  await writeFile(join(dir, 'share'), 'in the way')
  const core = await booth(dir, fake.url)
  const path = await writePicture(join(dir, 'press.jpg'))
  const { jobId } = await core.upload({ path, style: 'living-portrait' })
  const spooled = async () => expect((await jobOf(core, jobId)).result?.spoolFile).toBe(`spool/${jobId}.mp4`)
  await vi.waitFor(spooled, { interval: 10 })
  // what a kill leaves is what lies there now
  await cp(join(dir, 'data'), join(after, 'data'), { recursive: true })

  const again = await booth(after, fake.url)
  await saved(again, jobId)
  const { result } = await jobOf(again, jobId)
  expect(result).toMatchObject({ ...savedFilm, spoolFile: null })
  expect(filmIn(await readFile(join(after, 'share', result!.name!))).equals(await films.mp4())).toBe(true)
  expect((await gallery(again)).captures).toMatchObject([{ ...savedFilm, jobId }])
  expect(await readdir(join(after, 'data', 'spool'))).toEqual([])
  expect(fake.queue().starts()).toHaveLength(1)
})

test('a film of which nothing but the spool file is left after a lost journal is saved as the film it is', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir, fake.url)
  await core.close()
  open.splice(open.indexOf(core), 1)
  const jobId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
  await writeFile(join(dir, 'data', 'journal.sqlite'), 'no database'.repeat(3000))
  await writeFile(join(dir, 'data', 'spool', `${jobId}.mp4`), await films.mp4())

  const again = await booth(dir, fake.url)
  await saved(again, jobId)
  const { name } = (await jobOf(again, jobId)).result!
  expect(name).toMatch(/\.mp4$/)
  expect((await readFile(join(dir, 'share', name!))).equals(await films.mp4())).toBe(true)
  expect((await gallery(again)).captures).toMatchObject([{ ...savedFilm, jobId }])
})

test('a film that others put into the share is in the gallery as what it is, and plays from there', async () => {
  const dir = await freshDir()
  const core = await booth(dir, (await fakeServer()).url)
  await vi.waitFor(() => expect(core.state().share.status).toBe('ready'), { interval: 10 })
  await writeFile(join(dir, 'share', 'from a phone.mp4'), await films.mp4())
  const shown = async () => expect((await gallery(core)).captures).toHaveLength(1)
  await vi.waitFor(shown, { interval: 50 })
  const { captures } = await gallery(core)
  expect(captures).toMatchObject([{ ...savedFilm, name: 'from a phone.mp4', jobId: null }])
  const whole = await get(core, captures[0]!.url)
  expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4'])
  expect(Buffer.from(await whole.arrayBuffer()).equals(await films.mp4())).toBe(true)
  const part = await get(core, captures[0]!.url, { range: 'bytes=4-7' })
  expect([part.status, await part.text()]).toEqual([206, 'ftyp'])
})

/** A style of the operator's own that saves the photo inverted, and a film of it, and the photo itself. */
async function putStyleOfThree(dir: string) {
  const folder = join(dir, 'data', 'styles', 'three')
  await mkdir(folder, { recursive: true })
  const saved = (image: string) => ({ class_type: 'SaveImage', inputs: { images: [image, 0], filename_prefix: 'x' } })
  const graph = {
    1: { class_type: 'LoadImage', inputs: { image: 'x.png' }, _meta: { title: 'Photo' } },
    2: { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    3: { ...saved('2'), _meta: { title: 'Result' } },
    4: { class_type: 'SaveWEBM', inputs: { images: ['2', 0], filename_prefix: 'x', codec: 'vp9', fps: 24, crf: 32 } },
    5: saved('1'),
  }
  const workflow = {
    inputs: { image: { node: 'Photo', input: 'image' }, prefix: { node: 'Result', input: 'filename_prefix' } },
    output: 'Result',
  }
  const style = { title: { en: 'Three', es: 'Tres' }, backend: 'comfyui', workflow }
  await writeFile(join(folder, 'workflow.json'), JSON.stringify(graph))
  await writeFile(join(folder, 'style.json'), JSON.stringify(style))
  await writeFile(join(folder, 'cover.jpg'), await pictureBytes())
}

test('what else a workflow gave stays with its job, can be had, and goes with it', async () => {
  const dir = await freshDir()
  await putStyleOfThree(dir)
  const core = await booth(dir, (await fakeServer()).url)
  const job = await made(core, dir, 'three')
  expect(job.result).toMatchObject({ mediaType: 'image/jpeg', durationMs: null })
  expect(await readdir(join(dir, 'share'))).toEqual(expect.arrayContaining([job.result!.name]))
  const { outputs } = (await core.dispatch(operator, 'jobs.outputs', { jobId: job.id })) as { outputs: OutputView[] }
  expect(outputs.map(({ place, name }) => [place, name])).toEqual([
    [2, '2.webm'],
    [3, '3.png'],
  ])
  const film = await get(core, outputs[0]!.url)
  expect(film.headers.get('content-type')).toBe('video/webm')
  expect(Buffer.from(await film.arrayBuffer()).equals(await films.webm())).toBe(true)
  expect((await get(core, `/media/outputs/${job.id}/4`)).status).toBe(404)

  // the thumbnail is made meanwhile: once it is there, nothing of the job changes any more
  await get(core, (await gallery(core)).captures[0]!.thumbUrl)
  const folder = openDataFolder(join(dir, 'data'))
  await eraseOwnFiles(folder, job.id, [])
  expect(await core.dispatch(operator, 'jobs.outputs', { jobId: job.id })).toEqual({ outputs: [] })
})

/** As a guest does at the kiosk, whose window has the camera. */
async function pressedByGuest(core: Core, style: string): Promise<string> {
  const shots: string[] = []
  const send = (message: ServerMessage) => void (message.type === 'shoot' && shots.push(message.ticket))
  const { clientId } = core.hub.connect({ role: 'kiosk', send, unsentBytes: () => 0 })
  const guest = { role: 'kiosk' as const, clientId }
  const camera = { status: 'ready', label: 'camera', widthPx: 320, heightPx: 240, devices: [] }
  await core.dispatch(guest, 'camera.report', camera)
  // the window has little time to give it
  const body = new Uint8Array(await pictureBytes())
  const { jobId } = (await core.dispatch(guest, 'capture.press', { style, countdownSec: 0 })) as { jobId: string }
  await vi.waitFor(() => expect(shots).toHaveLength(1), { interval: 5 })
  const headers = { 'content-type': 'image/jpeg', [shotTicketHeader]: shots[0]!, [shutterMissHeader]: '0' }
  const request = new Request(`app://photocall${addresses.shot(jobId)}`, { method: 'PUT', headers, body })
  expect((await core.fetch(request, 'kiosk')).status).toBe(204)
  return jobId
}

const saved = (core: Core, jobId: string) =>
  vi.waitFor(async () => expect((await jobOf(core, jobId)).state).toBe('saved'), { interval: 10 })

test('while no server answers guests get the framed original and operators the stand-in; what was asked for can be made later', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  await fake.kill()
  const core = await booth(dir, fake.url)
  await core.dispatch(operator, 'settings.change', { comfyui: { whenDown: 'wait', fallbackStyle: 'duotone' } })
  // the event's own word counts
  const say = (whenDown: 'builtin' | 'wait') =>
    core.dispatch(operator, 'events.change', { id: core.state().settings.activeEvent, change: { whenDown } })
  await say('builtin')
  const guests = await pressedByGuest(core, 'connection-test')
  const operators = await made(core, dir, 'connection-test')
  await saved(core, guests)

  const standIn = { style: 'connection-test', backend: 'comfyui' }
  expect(operators).toMatchObject({ style: 'duotone', standIn })
  expect(await jobOf(core, guests)).toMatchObject({ style: 'framed-original', backend: 'builtin', standIn })
  expect(core.state().jobs[guests]).toMatchObject({ standIn })
  const { captures } = await gallery(core)
  expect(captures.find(({ id }) => id === guests)).toMatchObject({ style: 'framed-original', standIn })

  await say('wait')
  const again = (await core.dispatch(operator, 'jobs.restyle', { jobId: guests })) as { jobId: string }
  expect(await jobOf(core, again.jobId)).toMatchObject({ style: 'connection-test', backend: 'comfyui', standIn: null })
})

import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { CapturePage } from '../contract/capture'
import type { Job } from '../contract/job'
import { startFakeComfyServer } from './comfy/testing/fake-comfy-server'
import { createCore, type Core } from './core'
import { checkFlags, parseEnvironment } from './flags'
import { startNodeChild } from './images/node-child'
import { buildImageChild } from './images/testing/child-program'
import { films, writePicture } from './images/testing/pictures'
import { silentLog } from './lib/log'

const operator = { role: 'console' as const, clientId: null }
const open: { close(): Promise<void> }[] = []
let imageChildPath: string

beforeAll(async () => void (imageChildPath = await buildImageChild()), 60_000)
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function booth(dir: string, server: string) {
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), port: 0, server: [server] }),
    environment: parseEnvironment({}),
    platform: {
      ...{ runtime: 'test', startImageChild: startNodeChild, imageChildPath, rendererDir: dir, language: 'en' },
      ...{
        stylesDir: join(import.meta.dirname, '..', '..', 'styles'),
        picturesDir: join(dir, 'pictures'),
        documentsDir: dir,
      },
      ...{ protect: null, desktop: null },
    },
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
  await vi.waitFor(async () => expect((await jobOf(core, jobId)).state).toBe('saved'), {
    timeout: 25_000,
    interval: 10,
  })
  return jobOf(core, jobId)
}

async function gallery(core: Core): Promise<CapturePage> {
  return (await core.dispatch(operator, 'captures.list', {})) as CapturePage
}

test('a film goes from the press to the share, keeps its bytes and its kind, and is found again after a restart', async () => {
  const dir = await freshDir()
  const fake = await fakeServer()
  const core = await booth(dir, fake.url)
  const job = await made(core, dir, 'living-portrait')
  expect(job.result).toMatchObject({ mediaType: 'video/mp4', widthPx: 128, heightPx: 80, durationMs: 1000 })
  expect(job.result!.name).toMatch(/^PhotoCall-.*\.mp4$/)
  const onShare = await readFile(join(dir, 'share', job.result!.name!))
  expect(onShare.equals(await films.mp4())).toBe(true)
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

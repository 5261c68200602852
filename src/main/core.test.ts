import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, expect, test, vi } from 'vitest'
import { capturePage } from '../contract/capture'
import type { CommandOutput } from '../contract/commands'
import { createCore, type Core } from './core'
import { checkFlags } from './flags'
import { writePicture } from './images/testing/pictures'
import { systemClock } from './lib/clock'
import { silentLog } from './lib/log'
import { openDatabase } from './lib/sqlite'
import type { Desktop } from './platform'
import { type FileSystem, realFileSystem } from './share/file-system'
import { createFaultyFileSystem } from './share/testing/faulty-file-system'
import { usualOptions } from './share/testing/save-bench'
import { copier, handIn, plainPlatform, until } from './testing/plain-booth'
import { testDesktop } from './testing/test-desktop'

const program = { role: 'program' as const, clientId: null }
const open: Core[] = []

afterEach(async () => {
  for (const core of open.splice(0)) await core.close()
})

async function openCore(
  dir: string,
  {
    flags = {},
    desktop = null,
    listens = false,
    shareFiles = realFileSystem,
  }: { flags?: object; desktop?: Desktop | null; listens?: boolean; shareFiles?: FileSystem } = {},
): Promise<Core> {
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share'), ...flags }),
    environment: {},
    platform: { ...(await plainPlatform(dir)), desktop },
    feature: () => silentLog,
    backends: () => new Map([['builtin', copier]]),
    listens,
    shareFiles,
  })
  open.push(core)
  return core
}

const freshDir = () => mkdtemp(join(tmpdir(), 'photocall-core-'))

const finalNames = async (dir: string) => (await readdir(dir)).filter((name) => name.startsWith('PhotoCall-'))

test('an upload ends as a verified file under its name, and in the gallery', async () => {
  const dir = await freshDir()
  const core = await openCore(dir)
  const jobId = await handIn(core, dir)
  const job = await until(core, jobId, 'saved')
  expect(await finalNames(join(dir, 'share'))).toEqual([job.result?.name])
  expect(job.result?.name).toMatch(new RegExp(`^PhotoCall-\\d{4}(-\\d\\d){5}-${jobId}\\.jpg$`))
  expect(await sharp(join(dir, 'share', job.result!.name!)).metadata()).toMatchObject({ format: 'jpeg', width: 320 })
  expect(core.state().captures[jobId]).toMatchObject({ jobNumber: 1, name: job.result?.name })
  expect(await readdir(join(dir, 'data', 'spool'))).toEqual([])
})

test('a picture says in its file and in the journal how it was made, and its hash covers that', async () => {
  const dir = await freshDir()
  const core = await openCore(dir)
  const path = await writePicture(join(dir, 'with-words.jpg'))
  const { jobId } = await core.upload({ path, prompt: 'a <fox> & a hare', seed: 77 })
  const job = await until(core, jobId, 'saved')
  const bytes = await readFile(join(dir, 'share', job.result!.name!))
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(job.result!.sha256)
  const xmp = (await sharp(bytes).metadata()).xmp!.toString('utf8')
  expect(xmp).toContain(`<photocall:JobId>${jobId}</photocall:JobId>`)
  expect(xmp).toContain('<photocall:Seed>77</photocall:Seed>')
  expect(xmp).not.toContain('fox')
  const { record } = (await core.dispatch(program, 'jobs.replay', { jobId })) as CommandOutput<'jobs.replay'>
  expect(record).toMatchObject({
    jobId,
    seed: 77,
    prompt: 'a <fox> & a hare',
    style: job.style,
    original: job.original,
  })

  await core.dispatch(program, 'settings.change', { share: { promptInPictures: true } })
  const { jobId: told } = await core.upload({ path: await writePicture(join(dir, 'told.jpg')), prompt: 'a <fox>' })
  const { result } = await until(core, told, 'saved')
  const { xmp: words } = await sharp(join(dir, 'share', result!.name!)).metadata()
  expect(words!.toString('utf8')).toContain('a &lt;fox&gt;')
})

test('a share that goes away blocks nothing: the pictures wait and go out by themselves', async () => {
  const dir = await freshDir()
  const core = await openCore(dir)
  await until(core, await handIn(core, dir), 'saved')
  await rename(join(dir, 'share'), join(dir, 'elsewhere'))
  const waiting = [await handIn(core, dir), await handIn(core, dir)]
  for (const jobId of waiting) await until(core, jobId, 'saving')
  await vi.waitFor(() => expect(core.state().share).toMatchObject({ status: 'away', waiting: 2 }))
  expect(core.state().jobs[waiting[0]!]?.waitsForShare).toBe(true)
  await rename(join(dir, 'elsewhere'), join(dir, 'share'))
  for (const jobId of waiting) await until(core, jobId, 'saved')
  expect(await finalNames(join(dir, 'share'))).toHaveLength(3)
})

test('a share that takes its time holds up no press: the others are made, wait in order, and go out one by one', async () => {
  const dir = await freshDir()
  const shareFiles = createFaultyFileSystem(realFileSystem, join(dir, 'share'), systemClock, usualOptions)
  const core = await openCore(dir, { shareFiles })
  await vi.waitFor(() => expect(core.state().share.status).toBe('ready'))
  let goOn: () => void = () => undefined
  const held = new Promise<void>((resolve) => (goOn = resolve))
  // the first byte of the first part (a UUID of version 4) takes as long as this test says
  shareFiles.before('write', '-4', () => held)
  const jobIds: string[] = []
  for (let count = 0; count < 4; count++) jobIds.push(await handIn(core, dir))
  for (const jobId of jobIds) await until(core, jobId, 'saving')
  await vi.waitFor(() => expect(core.state().share).toMatchObject({ status: 'ready', waiting: 3 }))
  const { waitingBytes, oldestWaitingAtMs } = core.state().share
  expect(waitingBytes).toBeGreaterThan(0)
  expect(oldestWaitingAtMs).not.toBeNull()
  goOn()
  for (const jobId of jobIds) await until(core, jobId, 'saved')
  const links = shareFiles.calls.filter(({ call, path }) => call === 'link' && path.startsWith('PhotoCall-'))
  expect(links.map(({ path }) => jobIds.findIndex((jobId) => path.includes(jobId)))).toEqual([0, 1, 2, 3])
  expect(core.state().share).toMatchObject({ waiting: 0, waitingBytes: 0 })
})

test('another folder chosen while pictures wait takes them, and the old pictures are still found', async () => {
  const dir = await freshDir()
  const core = await openCore(dir, { flags: { share: undefined } })
  await core.dispatch(program, 'settings.change', { share: { dir: join(dir, 'first') } })
  const before = await until(core, await handIn(core, dir), 'saved')
  await rename(join(dir, 'first'), join(dir, 'gone'))
  const waiting = await handIn(core, dir)
  await until(core, waiting, 'saving')
  await core.dispatch(program, 'settings.change', { share: { dir: join(dir, 'second') } })
  await until(core, waiting, 'saved')
  expect(await finalNames(join(dir, 'second'))).toHaveLength(1)
  await rename(join(dir, 'gone'), join(dir, 'first'))
  expect(core.resultPath(before.id)).toBe(join(dir, 'first', before.result!.name!))
})

test('a share is chosen by its whole path, not by one that hangs on where the program was started', async () => {
  const core = await openCore(await freshDir(), { flags: { share: undefined } })
  const before = core.state().settings.share.dir
  const relative = { share: { dir: 'pictures' } }
  await expect(core.dispatch(program, 'settings.change', relative)).rejects.toMatchObject({ code: 'name_invalid' })
  expect(core.state().settings.share.dir).toBe(before)
})

test('a file that somebody else puts into the share enters the gallery once it is whole', async () => {
  const dir = await freshDir()
  const core = await openCore(dir)
  await vi.waitFor(() => expect(core.state().share.status).toBe('ready'))
  await writePicture(join(dir, 'share', 'from-elsewhere.jpg'))
  await vi.waitFor(() =>
    expect(Object.values(core.state().captures).map(({ name }) => name)).toEqual(['from-elsewhere.jpg']),
  )
})

test('a file dated before 1970 hides nobody else from the gallery', async () => {
  const dir = await freshDir()
  const first = await openCore(dir)
  const jobId = await handIn(first, dir)
  await until(first, jobId, 'saved')
  await first.close()
  const old = join(dir, 'share', 'dated-1965.jpg')
  await writePicture(old)
  const longAgo = new Date(Date.UTC(1965, 3, 1))
  await utimes(old, longAgo, longAgo)
  const core = await openCore(dir)
  await vi.waitFor(() => expect(core.state().captureTotal).toBe(2))
  const { captures } = capturePage.parse(await core.dispatch(program, 'captures.list', {}))
  expect(captures.map(({ name }) => name)).toContain('dated-1965.jpg')
  expect(captures.map(({ id }) => id)).toContain(jobId)
})

test('a job that cannot be read is named in a notice, and the gallery and the other jobs are there', async () => {
  const dir = await freshDir()
  const first = await openCore(dir)
  const ids = [await handIn(first, dir), await handIn(first, dir)]
  for (const id of ids) await until(first, id, 'saved')
  await first.close()
  const database = openDatabase(join(dir, 'data', 'journal.sqlite'))
  database.run(`UPDATE jobs SET state = 'exploded', result = '{' WHERE id = :id`, { id: ids[0]! })
  database.close()
  const core = await openCore(dir)
  const { notices, captures, jobs } = core.state()
  expect(notices).toMatchObject([{ error: { code: 'journal_rows_unreadable', params: { jobs: '1' } } }])
  expect(Object.keys(captures).sort()).toEqual([...ids].sort())
  expect(Object.keys(jobs)).toEqual([ids[1]])
})

test('a file that was deleted while nothing ran leaves the gallery', async () => {
  const dir = await freshDir()
  const first = await openCore(dir)
  const { result } = await until(first, await handIn(first, dir), 'saved')
  await first.close()
  await rm(join(dir, 'share', result!.name!))
  const core = await openCore(dir)
  await vi.waitFor(() => expect(core.state().captureTotal).toBe(0))
})

test('a data folder has one owner, and is free again when it closes', async () => {
  const dir = await freshDir()
  const first = await openCore(dir)
  await expect(openCore(dir)).rejects.toMatchObject({ code: 'data_folder_owned' })
  await until(first, await handIn(first, dir), 'saved')
  await first.close()
  expect((await openCore(dir)).state().captureTotal).toBe(1)
})

test('closing refuses presses before it waits for anything', async () => {
  const core = await openCore(await freshDir())
  const closed = core.close()
  const press = core.dispatch(program, 'capture.press', { source: 'webcam' })
  await expect(press).rejects.toMatchObject({ code: 'closing' })
  await closed
})

test('settings that are garbage are kept aside and told in a notice', async () => {
  const dir = await freshDir()
  await (await openCore(dir)).close()
  await writeFile(join(dir, 'data', 'settings.json'), '{{{')
  const core = await openCore(dir)
  expect(core.state().notices).toMatchObject([{ id: 'settings', error: { code: 'settings_invalid' } }])
})

test('without its port the desktop works on and says so; a headless server does not start', async () => {
  const taken = await openCore(await freshDir(), { listens: true, flags: { port: 0 } })
  const port = Number(new URL(taken.consoleUrl()!).port)
  await expect(openCore(await freshDir(), { listens: true, flags: { port } })).rejects.toMatchObject({
    code: 'port_taken',
  })
  const dir = await freshDir()
  const core = await openCore(dir, { listens: true, flags: { port }, desktop: testDesktop })
  expect(core.state().notices).toMatchObject([{ id: 'port', error: { code: 'port_taken' } }])
  await until(core, await handIn(core, dir), 'saved')
})

test('a style folder that does not work is named in a notice, and the others work', async () => {
  const dir = await freshDir()
  await mkdir(join(dir, 'data', 'styles', 'torn'), { recursive: true })
  await writeFile(join(dir, 'data', 'styles', 'torn', 'style.json'), '{')
  const core = await openCore(dir)
  const error = { code: 'style_broken', params: { name: 'torn' } }
  expect(core.state().notices).toMatchObject([{ id: 'style-torn', error }])
  await until(core, await handIn(core, dir), 'saved')
})

test('a start that fails leaves the data folder free for the next one', async () => {
  const dir = await freshDir()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(openCore(dir, { listens: true, flags: { port } })).rejects.toMatchObject({ code: 'port_taken' })
  other.close()
  await openCore(dir)
})

test('the address of the console is of use to this user alone', async () => {
  const dir = await freshDir()
  const core = await openCore(dir, { listens: true, flags: { port: 0 } })
  const { port, token } = JSON.parse(await readFile(join(dir, 'data', 'cli-token'), 'utf8')) as {
    port: number
    token: string
  }
  const ask = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/commands/queue.pause`, { method: 'POST', headers, body: '{}' })
  const json = { 'content-type': 'application/json' }
  expect((await ask(json)).status).toBe(401)
  expect((await ask({ ...json, authorization: `Bearer ${token}` })).status).toBe(200)
  expect(core.state().queue.paused).toBe(true)
  await core.close()
  await expect(readFile(join(dir, 'data', 'cli-token'))).rejects.toMatchObject({ code: 'ENOENT' })
  await rm(dir, { recursive: true })
})

test('the desktop’s guest screen is left in its own window, never from a guest screen elsewhere', async () => {
  let closings = 0
  const desktop = { ...testDesktop, closeKiosk: () => void closings++ }
  const core = await openCore(await freshDir(), { desktop })
  const input = { pin: '4711' }
  await core.dispatch({ role: 'console', clientId: null }, 'settings.setPin', input)
  await core.dispatch({ role: 'kiosk', clientId: null }, 'kiosk.leave', input)
  expect(closings).toBe(0)
  const headers = { 'content-type': 'application/json' }
  const asked = { method: 'POST', headers, body: JSON.stringify(input) }
  expect((await core.fetch(new Request('app://photocall/commands/kiosk.leave', asked), 'kiosk')).status).toBe(200)
  expect(closings).toBe(1)
})

import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { savedPictures, strangersIn } from '../captures'
import { cliFile, definedEnvironment, expect, realPhotograph, test as base, type Folders } from '../fixtures'
import { createProgramClient, type ProgramClient } from '../program-client'
import { imageChildren, isAlive, startBooth, type ServedBooth } from '../served-booth'

const photograph = new Uint8Array(readFileSync(realPhotograph))

/** Starts booths that end with the test. */
const test = base.extend<{ start: (folders: Folders, flags?: readonly string[]) => ServedBooth }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern
  start: async ({}, use) => {
    const booths: ServedBooth[] = []
    await use((folders, flags) => {
      const booth = startBooth(folders, flags)
      booths.push(booth)
      return booth
    })
    for (const booth of booths) {
      booth.kill('SIGKILL')
      await booth.ended
    }
  },
})

const photocall = (...args: string[]) =>
  spawnSync(process.execPath, [cliFile, ...args], { encoding: 'utf8', env: definedEnvironment() })

async function opened(booth: ServedBooth, { dataDir }: Folders): Promise<ProgramClient> {
  await booth.opened
  return createProgramClient(dataDir)
}

async function stopped(booth: ServedBooth): Promise<void> {
  booth.kill('SIGTERM')
  expect(await booth.ended, booth.output()).toEqual({ code: 0, signal: null })
}

test('a second console on the same data folder is refused, and the first goes on', async ({ folders, start }) => {
  const client = await opened(start(folders), folders)
  const second = start(folders)
  expect(await second.ended).toEqual({ code: 4, signal: null })
  expect(second.output()).toContain(`Another console works with ${folders.dataDir}.`)
  const jobId = await client.upload(photograph, 'duotone')
  expect(await savedPictures(folders.shareDir, 1)).toMatchObject([{ jobId }])
})

test('photocall generate on an owned data folder goes through its owner', async ({ folders, start }) => {
  const client = await opened(start(folders), folders)
  const output = join(folders.dataDir, 'made.jpg')
  const { dataDir } = folders
  const wishes = ['--image', realPhotograph, '--style', 'duotone', '--data', dataDir, '--output', output, '--quiet']
  const { status, stdout, stderr } = photocall('generate', ...wishes)
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${output}\n`, stderr: '' })
  const [onShare] = await savedPictures(folders.shareDir, 1)
  expect(readFileSync(output).equals(readFileSync(onShare?.path ?? ''))).toBe(true)
  expect((await client.command('jobs.list', {})).total).toBe(1)
})

test('a share that is missing at the start holds up nobody, and gets its files when it is back', async ({
  folders,
  start,
}) => {
  const first = start(folders)
  await opened(first, folders)
  await expect.poll(() => existsSync(join(folders.shareDir, '.photocall-share.json'))).toBe(true)
  await stopped(first)
  const unplugged = `${folders.shareDir}-unplugged`
  renameSync(folders.shareDir, unplugged)

  const client = await opened(start(folders), folders)
  const jobIds = [await client.upload(photograph, 'duotone'), await client.upload(photograph, 'duotone')]
  await expect.poll(async () => (await client.state()).share).toMatchObject({ status: 'away', waiting: 2 })
  expect(existsSync(folders.shareDir), 'nothing is made where the drive was').toBe(false)
  renameSync(unplugged, folders.shareDir)
  const saved = await savedPictures(folders.shareDir, 2)
  expect(saved.map(({ jobId }) => jobId).sort()).toEqual(jobIds.sort())
})

test('a share that vanishes while files go out gets each of them once when it is back', async ({ folders, start }) => {
  const client = await opened(start(folders), folders)
  const unplugged = `${folders.shareDir}-unplugged`
  await expect.poll(async () => (await client.state()).share.status).toBe('ready')
  const watched = watch(join(folders.shareDir, '.photocall'))
  const gone = once(watched, 'change').then(() => {
    watched.close()
    renameSync(folders.shareDir, unplugged)
  })
  const jobIds = []
  for (let count = 0; count < 3; count++) jobIds.push(await client.upload(photograph, 'duotone'))
  await gone
  jobIds.push(await client.upload(photograph, 'duotone'))
  await expect.poll(async () => (await client.state()).share.status).toBe('away')
  expect(existsSync(folders.shareDir), 'nothing is made where the drive was').toBe(false)
  renameSync(unplugged, folders.shareDir)
  const saved = await savedPictures(folders.shareDir, 4)
  expect(saved.map(({ jobId }) => jobId).sort()).toEqual(jobIds.sort())
  expect(strangersIn(folders.shareDir)).toEqual([])
  await expect.poll(() => readdirSync(join(folders.shareDir, '.photocall'))).toEqual([])
})

test('a share that cannot be written is told as such and holds up nobody', async ({ folders, start }) => {
  test.skip(process.platform === 'win32', 'needs a folder that refuses files')
  // the system's own files refuse root too
  const isRoot = process.getuid?.() === 0
  test.skip(isRoot && process.platform !== 'linux', 'root writes everywhere')
  if (!isRoot) chmodSync(folders.shareDir, 0o555)
  const shareDir = isRoot ? '/sys/kernel' : folders.shareDir
  const booth = start({ ...folders, shareDir })
  const client = await opened(booth, folders)
  const jobId = await client.upload(photograph, 'duotone')
  await expect.poll(async () => (await client.state()).share).toMatchObject({ status: 'read-only', waiting: 1 })
  const { jobs, share } = await client.state()
  expect(jobs[jobId]).toMatchObject({ state: 'saving', waitsForShare: true })
  expect(share.reason).toMatchObject({ code: 'share_read_only' })
  await stopped(booth)
})

test('a settings file with garbage is kept aside and told, and the defaults are in force', async ({
  folders,
  start,
}) => {
  const garbage = '{"share": {"pattern": 7'
  writeFileSync(join(folders.dataDir, 'settings.json'), garbage)
  const client = await opened(start(folders), folders)
  const kept = readdirSync(folders.dataDir).filter((name) => name.startsWith('settings.json.invalid-'))
  expect(kept.map((name) => readFileSync(join(folders.dataDir, name), 'utf8'))).toEqual([garbage])
  const { notices, settings } = await client.state()
  expect(notices).toMatchObject([{ id: 'settings', error: { code: 'settings_invalid' } }])
  expect(notices[0]?.error.hint).toContain(kept[0])
  expect(settings.share.pattern).toBe('PhotoCall-{stamp}-{jobId}')
})

test('a taken port is told with its setting and a free one', async ({ folders, start }) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo // listens on TCP
  const booth = start(folders, ['--port', String(port)])
  expect(await booth.ended).toEqual({ code: 4, signal: null })
  expect(booth.output()).toContain(`Port ${port} cannot be opened`)
  expect(booth.output()).toContain('server.port')
  const free = /to (\d+), which is free/.exec(booth.output())?.[1] ?? ''
  await opened(start(folders, ['--port', free]), folders)
  other.close()
})

test('SIGTERM with work in flight ends well, and the next start finishes it', async ({ folders, start }) => {
  const booth = start(folders)
  const client = await opened(booth, folders)
  // so large and in so slow a style that some still wait when they are looked at, on any machine
  const large = new Uint8Array(await sharp(realPhotograph).resize(2400).jpeg().toBuffer())
  const jobIds = []
  for (let count = 0; count < 6; count++) jobIds.push(await client.upload(large, 'oil'))
  await expect
    .poll(async () => Object.values((await client.state()).jobs).map(({ state }) => state))
    .toContain('queued')
  const children = imageChildren(booth.pid)
  await stopped(booth)
  await expect.poll(() => children.filter(isAlive), 'image processes').toEqual([])
  expect(existsSync(join(folders.dataDir, 'cli-token')), 'an address where nobody listens').toBe(false)
  await opened(start(folders), folders)
  const saved = await savedPictures(folders.shareDir, 6)
  expect(saved.map(({ jobId }) => jobId).sort()).toEqual(jobIds.sort())
})

test('a second signal ends it at once', async ({ folders, start }) => {
  test.skip(process.platform === 'win32', 'Windows has no signals')
  const booth = start(folders)
  await opened(booth, folders)
  // stopped, so that both signals are there when it goes on
  for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGINT', 'SIGCONT'] as const) booth.kill(signal)
  expect(await booth.ended).toEqual({ code: 130, signal: null })
})

test('photocall check finds what is wrong, says how to mend it, and changes nothing', ({ folders }) => {
  const { dataDir, shareDir } = folders
  const where = ['--data', dataDir, '--share', shareDir, '--port', '0']
  const fine = photocall('check', ...where)
  expect(fine).toMatchObject({ status: 0, stderr: '' })
  expect(fine.stdout).toContain('Ready.')
  expect(readdirSync(dataDir), 'written by a look').toEqual([])
  mkdirSync(join(shareDir, '.tmp.driveupload'))
  expect(photocall('check', ...where).stdout).toContain('free; pictures are handed to Google Drive')

  writeFileSync(join(dataDir, 'settings.json'), 'garbage')
  writeFileSync(join(dataDir, 'journal.sqlite'), 'no database at all, but long enough to look like one'.repeat(200))
  rmSync(shareDir, { recursive: true })
  writeFileSync(shareDir, 'a file where a folder should be')
  const { status, stdout } = photocall('check', ...where, '--style', 'no-such-style')
  expect(status).toBe(4)
  for (const topic of ['settings', 'journal', 'share', 'style']) {
    expect(stdout).toMatch(new RegExp(`^BAD +${topic} .*\\n +-> \\S`, 'm'))
  }
  expect(stdout).toContain('4 to mend.')
  expect(readdirSync(dataDir).sort(), 'written by a look').toEqual(['journal.sqlite', 'settings.json'])
})

test('photocall check beside a running console says so and leaves it alone', async ({ folders, start }) => {
  const booth = start(folders)
  const client = await opened(booth, folders)
  const { status, stdout } = photocall('check', '--data', folders.dataDir, '--share', folders.shareDir, '--port', '0')
  expect(status, stdout).toBe(0)
  expect(stdout).toContain('in use by a running console')
  await client.upload(photograph, 'duotone')
  await savedPictures(folders.shareDir, 1)
})

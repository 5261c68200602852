import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { BoothEvent } from '../../contract/event'
import { createCore, type Core } from '../core'
import { checkFlags } from '../flags'
import { buildImageChild } from '../images/testing/child-program'
import { writePicture } from '../images/testing/pictures'
import { silentLog } from '../lib/log'
import { unzip } from '../support/testing/unzip'
import { testPlatform } from '../testing/test-platform'
import { runCli } from './run-cli'

const program = { role: 'program' as const, clientId: null }
const open: Core[] = []
let imageChildPath: string
beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const core of open.splice(0)) await core.close()
})

/** A booth with one picture of its first event and two of one whose name is a formula. */
async function booth() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-cli-captures-'))
  const folders = { data: join(dir, 'data'), share: join(dir, 'share') }
  const flags = checkFlags({ ...folders, port: 0 })
  const platform = testPlatform(dir, imageChildPath)
  const core = await createCore({
    ...{ dataDir: folders.data, flags, environment: {}, platform, feature: () => silentLog, listens: true },
  })
  open.push(core)
  const press = async () => {
    const before = core.state().captureTotal
    await core.upload({ path: await writePicture(join(dir, `${before}.jpg`)), style: 'duotone' })
    await vi.waitFor(() => expect(core.state().captureTotal).toBe(before + 1), { timeout: 60_000 })
  }
  await press()
  const party = (await core.dispatch(program, 'events.create', { name: '=1+1', folder: 'party' })) as BoothEvent
  await core.dispatch(program, 'events.choose', { id: party.id })
  await press()
  await press()
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live: false,
    columns: 80,
  }
  async function run(...args: string[]) {
    Object.assign(said, { out: '', err: '' })
    const more = ['--data', folders.data, '--share', folders.share]
    const code = await runCli(['captures', 'export', ...args, ...more], terminal)
    return { code, ...said }
  }
  return { dir, core, folders, party, run, zip: join(dir, 'out.zip') }
}

describe('photocall captures export', () => {
  it('writes an event’s pictures whole under names of its own, with a table that no spreadsheet calculates', async () => {
    const { core, run, zip, folders, dir } = await booth()
    expect(await run('--event', '=1+1', '--zip', zip)).toMatchObject({ code: 0, out: `${zip}\n` })
    const files = await unzip(zip)
    const names = [...files.keys()].filter((name) => name.startsWith('pictures/'))
    expect(names).toHaveLength(2)
    for (const name of names) expect(name).toMatch(/^pictures\/\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-0000[12]\.jpg$/)
    const table = files.get('captures.csv')!.toString('utf8').split('\r\n')
    expect(table[0]).toContain('"name_on_share","event"')
    expect(table).toHaveLength(4)
    expect(table[1]).toContain(`"'=1+1"`)
    const onShare = await readdir(join(folders.share, 'party'))
    const bytes = await Promise.all(onShare.map((name) => readFile(join(folders.share, 'party', name))))
    for (const name of names) expect(bytes.some((one) => one.equals(files.get(name)!))).toBe(true)

    await core.close()
    const second = join(dir, 'all.zip')
    expect((await run('--zip', second)).code).toBe(0)
    expect([...(await unzip(second)).keys()]).toHaveLength(4)
    expect((await readdir(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  }, 240_000)

  it('finds events by id, tells unknown ones, and leaves a file that is there as it is', async () => {
    const { run, zip, party } = await booth()
    expect((await run('--event', party.id, '--zip', zip)).code).toBe(0)
    const whole = await readFile(zip)
    expect(await run('--event', party.id, '--zip', zip)).toMatchObject({
      code: 2,
      err: expect.stringContaining('there already') as string,
    })
    expect((await readFile(zip)).equals(whole)).toBe(true)
    const unknown = await run('--event', '=1+2', '--zip', `${zip}.2`)
    expect(unknown).toMatchObject({ code: 4, err: expect.stringContaining('=1+1') as string })
    const none = await run('--event', party.id, '--favourites', '--zip', `${zip}.3`)
    expect(none).toMatchObject({ code: 4, err: expect.stringContaining('no such pictures') as string })
  }, 240_000)

  it('tells of a share that is away, and writes nothing', async () => {
    const { dir, run, zip, folders } = await booth()
    await rename(folders.share, `${folders.share}-away`)
    const away = await run('--zip', zip)
    expect(away).toMatchObject({ code: 4, err: expect.stringContaining('None of the 3 pictures') as string })
    expect((await readdir(dir)).filter((name) => name.includes('zip'))).toEqual([])
  }, 240_000)

  it.each([
    [[], /--zip: is needed/],
    [['import', '--zip', 'a.zip'], /verb/],
    [['export'], /--zip: is needed/],
    [['export', '--zip', ''], /--zip: names nothing/],
    [['export', '--zip', tmpdir()], /is there already/],
    [['export', 'x.zip'], /--zip: is needed/],
    [['export', '--zip', 'a.zip', '--event', ''], /--event: names nothing/],
    [['export', '--zip', 'a.zip', '--originals'], /--originals/],
  ])('%j ends with 2', async (args, message) => {
    let err = ''
    const terminal = { out: () => undefined, err: (text: string) => void (err += text), live: false, columns: 80 }
    expect(await runCli(['captures', ...args], terminal)).toBe(2)
    expect(err).toMatch(message)
  })

  it('a folder that is a file is told before anything is done', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'photocall-cli-captures-'))
    await mkdir(join(dir, 'data'))
    await writeFile(join(dir, 'file'), '')
    let err = ''
    const terminal = { out: () => undefined, err: (text: string) => void (err += text), live: false, columns: 80 }
    expect(await runCli(['captures', 'export', '--zip', join(dir, 'file', 'a.zip')], terminal)).toBe(2)
    expect(err).toContain('is no folder')
  })
})

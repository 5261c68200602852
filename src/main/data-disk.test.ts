import { existsSync } from 'node:fs'
import type * as Files from 'node:fs/promises'
import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { checkData } from './cli/check-data'
import { silentLog, type Log } from './lib/log'
import { openPlainBooth, plainPlatform } from './testing/plain-booth'

/** What the system says of its mounts; null: nothing. */
const system = vi.hoisted((): { mountinfo: string | null } => ({ mountinfo: '' }))

vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>()
  const readFile = async (...asked: Parameters<typeof files.readFile>) => {
    if (asked[0] !== '/proc/self/mountinfo') return files.readFile(...asked)
    if (system.mountinfo === null) throw Object.assign(new Error('no permission'), { code: 'EACCES' })
    return system.mountinfo
  }
  return { ...files, readFile }
})

afterEach(() => {
  system.mountinfo = ''
})

const onLinux = test.skipIf(process.platform !== 'linux')

async function folderOn(type: string): Promise<string> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'photocall-disk-')))
  system.mountinfo = `29 1 259:2 / / rw - ext4 /dev/sda1 rw\n90 29 0:54 / ${dir} rw - ${type} 10.0.0.2:/photos rw`
  return dir
}

onLinux('a data folder on a network drive is refused at the start, before anything is made there', async () => {
  const dir = await folderOn('nfs4')
  const dataDir = join(dir, 'data')
  await expect(openPlainBooth(dir)).rejects.toMatchObject({
    code: 'data_folder_remote',
    params: { dir: dataDir, kind: 'nfs4' },
  })
  expect(existsSync(dataDir)).toBe(false)
  const findings = await checkData({ dataDir, repairs: true, platform: await plainPlatform(dir) })
  expect(findings).toMatchObject([{ level: 'bad', topic: 'data', fact: expect.stringContaining('(nfs4)') as string }])
  expect(existsSync(dataDir)).toBe(false)
})

onLinux('a disk of this machine is taken', async () => {
  const dir = await folderOn('ext4')
  expect((await openPlainBooth(dir)).state().notices).toEqual([])
})

onLinux('where the system does not say what disk it is the booth starts, and the log says so', async () => {
  const dir = await folderOn('nfs4')
  system.mountinfo = null
  const warn = vi.fn<Log['warn']>()
  const core = await openPlainBooth(dir, { feature: () => ({ ...silentLog, warn }) })
  expect(core.state().notices).toEqual([])
  expect(warn.mock.calls.map(([message]) => message)).toContainEqual(expect.stringContaining('could not be found out'))
})

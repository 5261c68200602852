import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createShare } from './create-share'
import type { SaveRequest, Share } from './share'

const base = mkdtempSync(join(tmpdir(), 'photocall-drive-'))
const dir = join(base, 'drive')
const image = join(base, 'image')
const sizeBytes = 2_000_000
const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'pipe' })
const mount = (options: string) => run('mount', '-o', options, image, dir)
const unmount = () => spawnSync('umount', ['-l', dir])

/** Only root may mount, and not everywhere. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  mkdirSync(dir)
  writeFileSync(image, '')
  const made = spawnSync('truncate', ['-s', '48M', image]).status === 0
  const isReady = made && spawnSync('mkfs.ext4', ['-q', '-F', image]).status === 0
  return isReady && spawnSync('mount', ['-o', 'loop', image, dir]).status === 0 && unmount().status === 0
}

const isPossible = canMount()
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 10 }))

function requestFor(number: number): SaveRequest {
  const jobId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const bytes = Buffer.alloc(sizeBytes, number)
  const spoolPath = join(base, `${jobId}.jpg`)
  writeFileSync(spoolPath, bytes)
  return {
    jobId,
    spoolPath,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes,
    mediaType: 'image/jpeg',
    name: null,
    folder: '',
    pattern: null,
    facts: { jobId, number, style: 's', event: 'Gala', takenAtMs: 0, zoneOffsetMin: 0, fields: {} },
    waitsSinceMs: 0,
    recordName: () => undefined,
    signal: new AbortController().signal,
  }
}

describe.skipIf(!isPossible)('a real drive', () => {
  let share: Share
  const ids: Record<string, string> = {}

  beforeEach(() => {
    mount('loop')
    share = createShare({
      dir,
      pattern: () => '{event}/{counter}-{jobId}',
      verify: async () => ({ mediaType: 'image/jpeg', widthPx: 1, heightPx: 1, durationMs: null }),
      isOurs: () => true,
      remembered: { get: (folder) => ids[folder] ?? null, set: (folder, id) => void (ids[folder] = id) },
      clock: systemClock,
      log: silentLog,
    })
  })

  afterEach(async () => {
    await share.close()
    unmount()
  })

  async function untilStatus(status: string): Promise<void> {
    while (share.view().status !== status) await new Promise((resolve) => share.onChange(() => resolve(null)))
  }

  function expectWhole({ name }: { name: string }, number: number): void {
    expect(readFileSync(join(dir, name)).equals(Buffer.alloc(sizeBytes, number))).toBe(true)
    expect(readdirSync(join(dir, '.photocall'))).toEqual([])
  }

  it('that is filled takes what waited once there is room', async () => {
    const ballast = join(dir, 'ballast')
    const fill = () => appendFileSync(ballast, Buffer.alloc(500_000))
    await share.save(requestFor(1))
    expect(() => Array.from({ length: 200 }, fill)).toThrow('ENOSPC')
    const saved = share.save(requestFor(2))
    await untilStatus('full')
    rmSync(ballast)
    expectWhole(await saved, 2)
  })

  it('that is unmounted gets nothing into its empty folder, and what waited once it is back', async () => {
    await untilStatus('ready')
    unmount()
    const saved = share.save(requestFor(3))
    await untilStatus('away')
    expect(readdirSync(dir)).toEqual([])
    mount('loop')
    expectWhole(await saved, 3)
  })

  it('that turns read-only takes what waited once it may be written to', async () => {
    await untilStatus('ready')
    run('mount', '-o', 'remount,ro', dir)
    const saved = share.save(requestFor(4))
    await untilStatus('read-only')
    expect(() => writeFileSync(join(dir, 'x'), '')).toThrow()
    run('mount', '-o', 'remount,rw', dir)
    expectWhole(await saved, 4)
  })
})

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import { createShare, type WatchedShare } from './create-share'
import type { SaveRequest } from './share'
import { canMount, createMemoryDrive, type MemoryDrive } from './testing/mounts'
import { createMemory } from './testing/share-bench'

const sizeBytes = 2_000_000
const count = 10
/** One test waits for looks of the share, which come within 10 s. */
const timeoutMs = 180_000

let spool: string
let share: WatchedShare
beforeEach(() => (spool = mkdtempSync(join(tmpdir(), 'photocall-spool-'))))
afterEach(async () => {
  await share.close()
  rmSync(spool, { recursive: true, force: true, maxRetries: 10 })
})

function open(dir: string): WatchedShare {
  return createShare({
    dir,
    pattern: () => '{event}/{counter}-{jobId}',
    verify: async () => ({ mediaType: 'image/jpeg', widthPx: 1, heightPx: 1, durationMs: null }),
    isOurs: () => true,
    remembered: createMemory(),
    clock: systemClock,
    log: silentLog,
  })
}

const bytesOf = (number: number) => Buffer.alloc(sizeBytes, number)

function requestFor(number: number): SaveRequest {
  const jobId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const spoolPath = join(spool, `${jobId}.jpg`)
  writeFileSync(spoolPath, bytesOf(number))
  return {
    jobId,
    spoolPath,
    sha256: createHash('sha256').update(bytesOf(number)).digest('hex'),
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

async function untilStatus(status: string): Promise<void> {
  while (share.view().status !== status) await new Promise((resolve) => share.onChange(() => resolve(null)))
}

/** Ten files go out; after the fourth the drive fails under the fifth, and is mended once the share says so. */
async function amidTen(dir: string, fault: { cut(): void; status: string; mend(): void }): Promise<void> {
  const order: number[] = []
  const saves = Array.from({ length: count }, (_, index) =>
    share.save(requestFor(index + 1)).then(({ name }) => {
      order.push(index + 1)
      return name
    }),
  )
  await saves[3]
  fault.cut()
  await untilStatus(fault.status)
  expect(share.view()).toMatchObject({ waiting: count - order.length, reason: { params: { dir } } })
  expect(share.view().waitingBytes).toBe((count - order.length) * sizeBytes)
  fault.mend()
  await share.check()
  const names = await Promise.all(saves)
  expect(order).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  names.forEach((name, index) => expect(readFileSync(join(dir, name)).equals(bytesOf(index + 1))).toBe(true))
  expect(readdirSync(join(dir, 'Gala'))).toHaveLength(count)
  expect(readdirSync(join(dir, '.photocall'))).toEqual([])
  expect(share.view()).toMatchObject({ status: 'ready', waiting: 0, reason: null })
}

describe('a directory that is replaced amid ten saves', () => {
  let dir: string
  beforeEach(() => {
    dir = join(spool, 'share')
    mkdirSync(dir)
    share = open(dir)
  })

  it.each([
    ['without a mark', null],
    ['with the mark of another share', '22222222-2222-4222-8222-222222222222'],
  ])(
    'by one %s gets nothing, and the right one gets all ten when it is back',
    async (_what, id) => {
      const marker = join(dir, '.photocall-share.json')
      const cut = () => {
        renameSync(dir, `${dir}-pulled`)
        mkdirSync(dir)
        if (id !== null) writeFileSync(marker, JSON.stringify({ id }))
      }
      const mend = () => {
        const strangers = readdirSync(dir).filter((name) => join(dir, name) !== marker)
        expect(strangers).toEqual([])
        rmSync(dir, { recursive: true })
        renameSync(`${dir}-pulled`, dir)
      }
      await amidTen(dir, { cut, status: 'away', mend })
    },
    timeoutMs,
  )
})

describe.skipIf(!canMount())('a real drive amid ten saves (needs the right to mount)', () => {
  let drive: MemoryDrive
  beforeEach(() => {
    drive = createMemoryDrive()
  })
  afterEach(() => drive.remove())

  function start(size: string): void {
    drive.fill(size)
    drive.show()
    share = open(drive.dir)
  }

  it(
    'that is filled takes the rest once it has room',
    async () => {
      start('64M')
      const ballast = join(drive.dir, 'ballast')
      const cut = () => expect(() => writeFileSync(ballast, Buffer.alloc(64_000_000))).toThrow('ENOSPC')
      await amidTen(drive.dir, { cut, status: 'full', mend: () => rmSync(ballast) })
    },
    timeoutMs,
  )

  it(
    'that is too small from the start takes the rest once it has grown',
    async () => {
      start('16M')
      await amidTen(drive.dir, { cut: () => undefined, status: 'full', mend: () => drive.resize('64M') })
    },
    timeoutMs,
  )

  it(
    'that is unmounted leaves nothing in its empty folder, and takes the rest when it is back',
    async () => {
      start('64M')
      const mend = () => {
        expect(readdirSync(drive.dir)).toEqual([])
        drive.show()
      }
      await amidTen(drive.dir, { cut: drive.hide, status: 'away', mend })
    },
    timeoutMs,
  )

  it(
    'that turns read-only takes the rest once it may be written to',
    async () => {
      start('64M')
      await amidTen(drive.dir, {
        cut: () => drive.readOnly(true),
        status: 'read-only',
        mend: () => drive.readOnly(false),
      })
    },
    timeoutMs,
  )

  it(
    'that comes and goes takes all ten, each once',
    async () => {
      start('64M')
      const saves = Array.from({ length: count }, (_, index) => share.save(requestFor(index + 1)))
      for (const turn of [1, 3, 5, 7]) {
        await saves[turn]
        drive.hide()
        await untilStatus('away')
        expect(existsSync(join(drive.dir, '.photocall'))).toBe(false)
        drive.show()
        await share.check()
      }
      await Promise.all(saves)
      expect(readdirSync(join(drive.dir, 'Gala'))).toHaveLength(count)
      expect(readdirSync(join(drive.dir, '.photocall'))).toEqual([])
    },
    timeoutMs,
  )
})

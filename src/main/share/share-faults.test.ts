import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { OpenFolderEvents } from './folder-events'
import { usualOptions } from './testing/save-bench'
import { createShareBench, type ShareBench } from './testing/share-bench'

let bench: ShareBench
afterEach(() => bench.end())

const silentEvents: OpenFolderEvents = () => ({ follow: () => undefined, close: () => undefined })
const requests = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) => bench.request(index + 1, { bytes: Buffer.alloc(bytes, index) }))

describe('a share at 1 MB/s', () => {
  const bytes = 2_500_000

  it('gets its files in order, and the console tells how many, how much and since when until the last', async () => {
    bench = createShareBench()
    const share = bench.start()
    await bench.untilStatus(share, 'ready')
    bench.fs.setBytesPerSecond(1_000_000)
    const startMs = bench.clock.monotonicMs()
    const takenAtMs = bench.clock.nowMs()
    const order: number[] = []
    const told: number[] = []
    const saves = requests(6, bytes).map((request, index) =>
      share.save(request).then(() => {
        order.push(index)
        told.push(share.view().waiting)
      }),
    )
    expect(share.view()).toMatchObject({ status: 'ready', waiting: 5, waitingBytes: 5 * bytes })
    expect(share.view().oldestWaitingAtMs).toBe(takenAtMs)
    await bench.until(Promise.all(saves))
    expect(order).toEqual([0, 1, 2, 3, 4, 5])
    // written once and read back once
    expect(bench.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(6 * 2 * 2_500)
    expect(told).toEqual([4, 3, 2, 1, 0, 0])
    expect(share.view()).toMatchObject({ status: 'ready', waiting: 0, oldestWaitingAtMs: null })
  })

  it('holds up neither its own looks nor who asks for its state', async () => {
    bench = createShareBench()
    const share = bench.start()
    await bench.untilStatus(share, 'ready')
    bench.fs.setBytesPerSecond(1_000_000)
    const saved = share.save(bench.request(1, { bytes: Buffer.alloc(20_000_000) }))
    await bench.untilTrue(() => bench.parts().length > 0)
    const beforeMs = bench.clock.monotonicMs()
    await bench.until(share.check())
    expect(bench.clock.monotonicMs() - beforeMs).toBeLessThan(2_000)
    expect(share.view().status).toBe('ready')
    await bench.until(saved)
  })

  it('loses nothing when it also comes and goes, and gets nothing twice', async () => {
    bench = createShareBench()
    const share = bench.start()
    await bench.untilStatus(share, 'ready')
    bench.fs.setBytesPerSecond(1_000_000)
    const made = requests(6, bytes)
    const saves = made.map((request) => share.save(request))
    for (let turn = 0; turn < 4; turn++) {
      const partSeen = () => bench.parts().length > 0
      await bench.untilTrue(partSeen)
      bench.fs.vanish(true)
      await bench.untilStatus(share, 'away')
      expect(share.view().waiting).toBeGreaterThan(0)
      bench.fs.vanish(false)
      await bench.untilStatus(share, 'ready')
    }
    const saved = await bench.until(Promise.all(saves))
    expect(bench.files()).toEqual(saved.map(({ name }) => name).sort())
    saved.forEach(({ name }, index) => expect(bench.read(name).equals(made[index]!.bytes)).toBe(true))
    expect(bench.parts()).toEqual([])
  })
})

describe('a virtual drive as agencies have it', () => {
  const shownAs = 'E:\\Unidades compartidas\\DPTO. CREATIVO\\Photocall'
  const asDrive = { links: false, fileSync: false, folderSync: false, foldsCase: true, shownAs, maxPathChars: 259 }

  it('gets its files under names that Windows takes, and they are handed over', async () => {
    bench = createShareBench(asDrive)
    const share = bench.start({
      dir: shownAs,
      pattern: () => '{event}/{date}/{counter:04}',
      openEvents: silentEvents,
    })
    await bench.untilStatus(share, 'ready')
    expect(share.view()).toMatchObject({ dir: shownAs, syncedBy: 'google-drive' })
    const made = bench.request(1)
    const facts = { ...made.facts, event: 'Boda: Ana & Luis / 2026 '.repeat(20) }
    const saved = await bench.until(share.save({ ...made, facts }))
    expect(saved).toMatchObject({ root: shownAs, handedTo: 'google-drive' })
    expect(`${shownAs}/${saved.name}`.length).toBeLessThanOrEqual(240)
    expect(saved.name).toMatch(new RegExp(`/2026-01-04/0001-${made.jobId}\\.jpg$`))
    expect(bench.read(saved.name)).toEqual(made.bytes)
  })

  it('does not take a file of others for ours because of its letters', async () => {
    bench = createShareBench(asDrive)
    const share = bench.start({ dir: shownAs, pattern: () => 'Foto-{jobId}', openEvents: silentEvents })
    await bench.untilStatus(share, 'ready')
    const made = bench.request(1)
    bench.write(`FOTO-${made.jobId.toUpperCase()}.JPG`, 'of others')
    const { name } = await bench.until(share.save(made))
    expect(name).toBe(`Foto-${made.jobId} (2).jpg`)
    expect(bench.read(`FOTO-${made.jobId.toUpperCase()}.JPG`).toString()).toBe('of others')
  })

  it('costs time, not pictures, while a scanner holds every file for five seconds', async () => {
    bench = createShareBench(asDrive)
    const share = bench.start({ dir: shownAs, openEvents: silentEvents })
    await bench.untilStatus(share, 'ready')
    for (const code of ['EPERM', 'EBUSY']) {
      const untilMs = bench.clock.monotonicMs() + 5_000
      bench.fs.fail({ calls: ['open', 'rename', 'unlink', 'stat', 'list', 'write', 'sync'], code, untilMs })
      await bench.until(share.save(bench.request(code === 'EPERM' ? 1 : 2)))
    }
    expect(bench.files()).toHaveLength(2)
    expect(share.view()).toMatchObject({ status: 'ready', waiting: 0 })
  })
})

describe('events of the system', () => {
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(500, 1), Buffer.from([0xff, 0xd9])])

  it.each([
    ['late', 30_000, 1],
    ['doubled', 0, 3],
    ['absent', 0, 0],
  ])('may be %s: each file is told once all the same', async (_how, delayMs, times) => {
    bench = createShareBench()
    let onHint: (name: string | null) => void = () => undefined
    const openEvents: OpenFolderEvents = (_dir, hint) => {
      onHint = hint
      return { follow: () => undefined, close: () => undefined }
    }
    const found: string[] = []
    const share = bench.start({ isOurs: () => false, openEvents })
    share.onFound(({ name }) => found.push(name))
    await bench.untilStatus(share, 'ready')
    bench.write('a.jpg', jpeg)
    for (let turn = 0; turn < times; turn++) bench.clock.after(delayMs, () => onHint('a.jpg'))
    const endMs = bench.clock.monotonicMs() + 130_000
    await bench.untilTrue(() => bench.clock.monotonicMs() > endMs)
    expect(found).toEqual(['a.jpg'])
  })
})

describe('20,000 pictures that were there before', () => {
  const count = 20_000

  it('are told without opening one, portion by portion, and everything else goes on meanwhile', async () => {
    bench = createShareBench({ ...usualOptions })
    const album = join(bench.dir, 'album')
    mkdirSync(album)
    const oldSec = bench.clock.nowMs() / 1000 - 86_400
    for (let number = 0; number < count; number++) {
      const path = join(album, `IMG_${number}.jpg`)
      writeFileSync(path, 'x')
      utimesSync(path, oldSec, oldSec)
    }
    let found = 0
    let mostAtOnce = 0
    let before = 0
    let turns = 0
    let isOver = false
    let goOn: () => void = () => undefined
    const isSaved = new Promise<void>((resolve) => (goOn = resolve))
    bench.fs.before('stat', 'IMG_7.jpg', () => isSaved)
    const share = bench.start({ isOurs: () => false, openEvents: silentEvents })
    share.onFound(() => (found += 1))
    const ticking = (async () => {
      for (; !isOver; turns++) {
        await setImmediate()
        mostAtOnce = Math.max(mostAtOnce, found - before)
        before = found
      }
    })()
    await bench.untilStatus(share, 'ready')
    // a picture that is saved meanwhile does not wait for the end of the listing, which waits for it here
    await bench.until(share.save(bench.request(1)))
    expect(found).toBeLessThan(count)
    goOn()
    await bench.untilTrue(() => found === count)
    isOver = true
    await ticking
    const opened = bench.fs.calls.filter(({ call, path }) => call === 'open' && path.startsWith('album'))
    expect(opened).toEqual([])
    expect(mostAtOnce).toBeLessThanOrEqual(64)
    expect(turns).toBeGreaterThan(count / 64)
    expect(readdirSync(album)).toHaveLength(count)
  }, 240_000)
})

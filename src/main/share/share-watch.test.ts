import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors'
import { silentLog } from '../lib/log'
import { createShare, type WatchedShare } from './create-share'
import type { OpenFolderEvents } from './folder-events'
import type { FoundFile } from './share'
import { isIgnored } from './share-listing'
import { createSaveBench, type SaveBench } from './testing/save-bench'

const jobId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
const facts = { mediaType: 'image/jpeg', widthPx: 4, heightPx: 4, durationMs: null } as const
/** Bytes with the head and the end of a whole JPEG; the decoder is the test's. */
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(5_000, 1), Buffer.from([0xff, 0xd9])])

let bench: SaveBench
let share: WatchedShare
afterEach(async () => {
  await share.close()
  bench.remove()
})

interface Seen {
  found: FoundFile[]
  removed: string[]
  verified: string[]
  hint: (name: string | null) => void
}

/** A ready share whose first listing is over; without `events` the system's own are used. */
async function start(change: Partial<Parameters<typeof createShare>[0]> & { before?: () => void } = {}): Promise<Seen> {
  bench = createSaveBench()
  change.before?.()
  const seen: Seen = { found: [], removed: [], verified: [], hint: () => undefined }
  const openEvents: OpenFolderEvents = (_dir, onHint) => {
    seen.hint = onHint
    return { follow: () => undefined, close: () => undefined }
  }
  const ids: Record<string, string> = {}
  share = createShare({
    dir: bench.dir,
    pattern: () => '{jobId}',
    verify: async (path) => {
      seen.verified.push(path.slice(bench.dir.length + 1))
      return facts
    },
    isOurs: () => false,
    remembered: { get: (dir) => ids[dir] ?? null, set: (dir, id) => void (ids[dir] = id) },
    clock: bench.clock,
    log: silentLog,
    fs: bench.fs,
    openEvents,
    ...change,
  })
  share.onFound((file) => seen.found.push(file))
  share.onRemoved((name) => seen.removed.push(name))
  await bench.untilTrue(() => share.view().status === 'ready' && bench.fs.calls.some(({ call }) => call === 'list'))
  await quiet()
  return seen
}

/** Lets time pass, however slow this machine is. */
async function wait(ms: number): Promise<void> {
  const endMs = bench.clock.monotonicMs() + ms
  await bench.untilTrue(() => bench.clock.monotonicMs() >= endMs)
}

/** Until only time could move things on. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 20; turns += bench.fs.busy() === 0 ? 1 : 0) await bench.moveOn()
}

const names = (files: FoundFile[]) => files.map(({ name }) => name)

describe('a file that others put into the share', () => {
  it('is told by an event at once, claimed by the id in its name', async () => {
    const seen = await start()
    bench.write(`gala/PhotoCall-${jobId}.jpg`, jpeg)
    seen.hint(`gala/PhotoCall-${jobId}.jpg`)
    const beforeMs = bench.clock.monotonicMs()
    await bench.untilTrue(() => seen.found.length > 0)
    expect(bench.clock.monotonicMs() - beforeMs).toBeLessThan(250)
    expect(seen.found[0]).toMatchObject({
      name: `gala/PhotoCall-${jobId}.jpg`,
      jobId,
      sizeBytes: jpeg.length,
      picture: facts,
    })
    expect(seen.found[0]?.path).toBe(join(bench.dir, 'gala', `PhotoCall-${jobId}.jpg`))
  })

  it('is found by the listing when no event comes, within 2 s when watched closely', async () => {
    const seen = await start()
    bench.write('a.jpg', jpeg)
    const beforeMs = bench.clock.monotonicMs()
    await bench.untilTrue(() => seen.found.length > 0)
    expect(bench.clock.monotonicMs() - beforeMs).toBeLessThanOrEqual(61_000)
    share.watchClosely(true)
    await quiet()
    bench.write('b.jpg', jpeg)
    const closelyMs = bench.clock.monotonicMs()
    await bench.untilTrue(() => seen.found.length > 1)
    expect(bench.clock.monotonicMs() - closelyMs).toBeLessThanOrEqual(2_100)
    expect(names(seen.found)).toEqual(['a.jpg', 'b.jpg'])
  })

  it('is told once however often events come', async () => {
    const seen = await start()
    bench.write('a.jpg', jpeg)
    for (let turn = 0; turn < 5; turn++) {
      seen.hint('a.jpg')
      seen.hint(null)
      await quiet()
    }
    expect(names(seen.found)).toEqual(['a.jpg'])
  })

  it('is not told while it grows, and decoded only when its end is there', async () => {
    const seen = await start()
    bench.write('a.jpg', jpeg.subarray(0, 1_000))
    for (let at = 1_000; at < jpeg.length; at += 1_000) {
      seen.hint('a.jpg')
      await quiet()
      expect(seen.verified).toEqual([])
      appendFileSync(join(bench.dir, 'a.jpg'), jpeg.subarray(at, at + 1_000))
    }
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length > 0)
    expect(seen.found[0]?.sizeBytes).toBe(jpeg.length)
    expect(seen.verified).toEqual(['a.jpg'])
  })

  it('is not told in the 20 s in which it grows without an event, and soon after its end came', async () => {
    const seen = await start({ isAwaited: (id) => id === jobId })
    share.watchClosely(true)
    const name = `PhotoCall-${jobId}.jpg`
    const step = Math.ceil(jpeg.length / 20)
    bench.write(name, jpeg.subarray(0, step))
    for (let at = step; at < jpeg.length; at += step) {
      await wait(1_000)
      expect([seen.found, seen.verified]).toEqual([[], []])
      appendFileSync(join(bench.dir, name), jpeg.subarray(at, at + step))
    }
    const wholeMs = bench.clock.monotonicMs()
    await bench.untilTrue(() => seen.found.length > 0)
    expect(bench.clock.monotonicMs() - wholeMs).toBeLessThanOrEqual(5_000)
    expect(seen.found).toMatchObject([{ name, jobId, sizeBytes: jpeg.length }])
    expect(seen.verified).toEqual([name])
  })

  it('is not told when it changed while it was decoded', async () => {
    let decoded = 0
    const seen = await start({
      verify: async (path) => {
        decoded += 1
        if (readFileSync(path).length === jpeg.length) appendFileSync(path, jpeg)
        return facts
      },
    })
    bench.write('a.jpg', jpeg)
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length > 0)
    expect(decoded).toBe(2)
    expect(seen.found).toHaveLength(1)
    expect(seen.found[0]?.sizeBytes).toBe(2 * jpeg.length)
  })

  it('is left out when it never becomes a picture, and looked at again when it changes', async () => {
    let isWhole = false
    const verify = async () => {
      if (!isWhole) throw new AppError('picture_unreadable', 'no', 'no')
      return facts
    }
    const seen = await start({ verify })
    bench.write('text.jpg', 'this is a text, and long enough to be looked at by its head and by its tail as well')
    bench.write('cut.jpg', jpeg)
    bench.write('empty.jpg', '')
    share.watchClosely(true)
    await wait(30_000)
    expect(seen.found).toEqual([])
    isWhole = true
    writeFileSync(join(bench.dir, 'cut.jpg'), Buffer.concat([jpeg, jpeg]))
    seen.hint('cut.jpg')
    await bench.untilTrue(() => seen.found.length > 0)
    expect(names(seen.found)).toEqual(['cut.jpg'])
  })

  it('is waited for while its writer keeps it locked', async () => {
    const seen = await start()
    bench.fs.fail({ calls: ['open'], code: 'EBUSY', path: 'a.jpg', untilMs: bench.clock.monotonicMs() + 20_000 })
    bench.write('a.jpg', jpeg)
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length > 0)
    expect(names(seen.found)).toEqual(['a.jpg'])
  })

  it('does not hold up others when it cannot be read', async () => {
    const seen = await start()
    bench.fs.fail({ calls: ['stat'], code: 'EIO', path: 'bad.jpg' })
    bench.write('bad.jpg', jpeg)
    seen.hint('bad.jpg')
    bench.write('good.jpg', jpeg)
    await bench.untilTrue(() => seen.found.length > 0)
    expect(names(seen.found)).toEqual(['good.jpg'])
  })

  it('is told again when it was replaced', async () => {
    const seen = await start()
    bench.write('a.jpg', jpeg)
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length === 1)
    bench.write('a.jpg', Buffer.concat([jpeg, jpeg]))
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length === 2)
    expect(seen.found[1]?.sizeBytes).toBe(2 * jpeg.length)
  })

  it('is a video only after it stood still, and whole', async () => {
    const seen = await start()
    bench.write('a.mp4', jpeg)
    seen.hint('a.mp4')
    await bench.untilTrue(() => seen.found.length > 0)
    expect(seen.verified).toEqual(['a.mp4'])
    expect(seen.found[0]?.picture).toEqual(facts)
    expect(bench.clock.monotonicMs()).toBeGreaterThanOrEqual(4000)
  })

  it('is found when it came between the listing of its folder and the first event there', async () => {
    let followed = 0
    const openEvents: OpenFolderEvents = (_dir, onHint) => ({
      follow() {
        followed += 1
        if (followed > 1) return
        bench.write('late.jpg', jpeg)
        onHint(null)
      },
      close: () => undefined,
    })
    const seen = await start({ openEvents })
    await bench.untilTrue(() => seen.found.length > 0)
    expect(bench.clock.monotonicMs()).toBeLessThan(5_000)
    expect(names(seen.found)).toEqual(['late.jpg'])
  })

  it('is found by the system’s own events, in new folders too', async () => {
    const { openFolderEvents } = await import('./folder-events')
    const seen = await start({ openEvents: openFolderEvents })
    const startMs = bench.clock.monotonicMs()
    for (const name of ['a.jpg', 'new/deep/b.jpg', 'new/deep/c.jpg']) {
      bench.write('.incoming', jpeg)
      mkdirSync(join(bench.dir, name, '..'), { recursive: true })
      renameSync(join(bench.dir, '.incoming'), join(bench.dir, name))
      const before = seen.found.length
      // the clock stands still: only events can tell
      while (seen.found.length === before) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(names(seen.found)).toEqual(['a.jpg', 'new/deep/b.jpg', 'new/deep/c.jpg'])
    rmSync(join(bench.dir, 'new'), { recursive: true })
    while (seen.removed.length < 2) await new Promise((resolve) => setImmediate(resolve))
    expect(seen.removed.sort()).toEqual(['new/deep/b.jpg', 'new/deep/c.jpg'])
    expect(bench.clock.monotonicMs()).toBe(startMs)
  })
})

describe('what is not told', () => {
  it('our own files, temporaries and what systems leave about', async () => {
    const seen = await start({ isOurs: (name) => name.startsWith('ours') })
    const ignored = [
      'desktop.ini',
      'Thumbs.db',
      '.tmp.drivedownload/x.jpg',
      '.hidden.jpg',
      'a.jpg.part',
      '~$x.jpg',
      'notes.txt',
    ]
    for (const name of ['ours.jpg', 'ours/b.jpg', ...ignored]) {
      bench.write(name, jpeg)
      seen.hint(name)
    }
    seen.hint(null)
    await quiet()
    expect(seen.found).toEqual([])
    expect(seen.verified).toEqual([])
    expect(ignored.slice(0, -1).every(isIgnored)).toBe(true)
    expect(isIgnored('gala/a.jpg')).toBe(false)
  })

  it('what we save ourselves', async () => {
    const recorded = new Set<string>()
    const { openFolderEvents } = await import('./folder-events')
    const seen = await start({ isOurs: (name) => recorded.has(name), openEvents: openFolderEvents })
    const request = bench.request(1, { bytes: jpeg, recordName: (name) => void recorded.add(name) })
    await bench.until(share.save(request))
    bench.write('z.jpg', jpeg)
    await bench.untilTrue(() => seen.found.length > 0)
    await quiet()
    expect(names(seen.found)).toEqual(['z.jpg'])
  })
})

describe('the first listing', () => {
  function old(name: string): void {
    bench.write(name, jpeg)
    const atSec = bench.clock.nowMs() / 1000 - 3_600
    utimesSync(join(bench.dir, name), atSec, atSec)
  }

  it('indexes old files by name, size and date without opening them', async () => {
    const seen = await start({ before: () => Array.from({ length: 300 }, (_, index) => old(`album/${index}.jpg`)) })
    expect(seen.found).toHaveLength(300)
    expect(seen.found.every(({ picture }) => picture === null)).toBe(true)
    expect(seen.found[0]?.modifiedAtMs).toBe(bench.clock.nowMs() - bench.clock.monotonicMs() - 3_600_000)
    expect(seen.verified).toEqual([])
    expect(bench.fs.calls.filter(({ call, path }) => call === 'open' && path.startsWith('album'))).toEqual([])
  })

  it('opens what is new, and tells what the gallery holds but the share lacks', async () => {
    const before = () => {
      bench.write('new.jpg', jpeg)
      bench.write('here.jpg', jpeg)
    }
    const isOurs = (name: string) => name === 'here.jpg'
    const seen = await start({ before, isOurs, indexed: () => ['here.jpg', 'gone.jpg'] })
    expect(names(seen.found)).toEqual(['new.jpg'])
    expect(seen.verified).toEqual(['new.jpg'])
    expect(seen.removed).toEqual(['gone.jpg'])
  })
})

describe('an old file that comes later', () => {
  function old(name: string, bytes: Buffer | string = jpeg): void {
    bench.write(name, bytes)
    const atSec = bench.clock.nowMs() / 1000 - 3_600
    utimesSync(join(bench.dir, name), atSec, atSec)
  }

  it('as a synced drive brings it from elsewhere, is not opened either', async () => {
    const seen = await start()
    old('by-event.jpg')
    seen.hint('by-event.jpg')
    old('by-listing.jpg')
    seen.hint(null)
    await bench.untilTrue(() => seen.found.length === 2)
    expect(seen.verified).toEqual([])
    expect(seen.found.every(({ picture }) => picture === null)).toBe(true)
  })

  it('is opened when a job waits for it: the clock of the drive may be slow', async () => {
    const seen = await start({ isAwaited: (id) => id === jobId })
    old(`PhotoCall-${jobId}.jpg`)
    seen.hint(`PhotoCall-${jobId}.jpg`)
    await bench.untilTrue(() => seen.found.length === 1)
    expect(seen.found[0]).toMatchObject({ jobId, picture: facts })
  })

  it('is no picture while it is empty', async () => {
    const seen = await start()
    old('empty.jpg', '')
    seen.hint('empty.jpg')
    await quiet()
    expect(seen.found).toEqual([])
    bench.write('empty.jpg', jpeg)
    seen.hint('empty.jpg')
    await bench.untilTrue(() => seen.found.length === 1)
  })
})

it('an empty file that somebody left is looked at less and less often', async () => {
  const seen = await start()
  bench.write('empty.jpg', '')
  seen.hint('empty.jpg')
  await quiet()
  const before = bench.fs.calls.length
  await wait(600_000)
  const looks = bench.fs.calls.slice(before).filter(({ path }) => path === 'empty.jpg').length
  expect(looks).toBeLessThan(200)
})

describe('a file that vanishes', () => {
  it('is told as removed, ours as well', async () => {
    const seen = await start({ isOurs: (name) => name === 'ours.jpg', before: () => bench.write('ours.jpg', jpeg) })
    bench.write('a.jpg', jpeg)
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length > 0)
    rmSync(join(bench.dir, 'a.jpg'))
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.removed.length === 1)
    rmSync(join(bench.dir, 'ours.jpg'))
    await bench.untilTrue(() => seen.removed.length === 2)
    expect(seen.removed).toEqual(['a.jpg', 'ours.jpg'])
  })

  it('is not told as removed when the whole share went away, and not told as found when it is back', async () => {
    const seen = await start({ before: () => bench.write('ours.jpg', jpeg), isOurs: (name) => name === 'ours.jpg' })
    bench.write('a.jpg', jpeg)
    seen.hint('a.jpg')
    await bench.untilTrue(() => seen.found.length === 1)
    await quiet()
    renameSync(bench.dir, `${bench.dir}-pulled`)
    seen.hint('a.jpg')
    seen.hint('ours.jpg')
    await bench.untilTrue(() => share.view().status === 'away')
    share.watchClosely(true)
    mkdirSync(bench.dir)
    await wait(20_000)
    rmSync(bench.dir, { recursive: true })
    renameSync(`${bench.dir}-pulled`, bench.dir)
    rmSync(join(bench.dir, 'ours.jpg'))
    await bench.untilTrue(() => seen.removed.length > 0)
    expect(seen.removed).toEqual(['ours.jpg'])
    expect(names(seen.found)).toEqual(['a.jpg'])
  })

  it('is not told as removed when a folder cannot be read', async () => {
    const seen = await start({ before: () => bench.write('gala/a.jpg', jpeg), isOurs: () => true })
    bench.fs.fail({ calls: ['list'], code: 'EIO', path: 'gala' })
    share.watchClosely(true)
    await wait(20_000)
    expect(seen.removed).toEqual([])
  })
})

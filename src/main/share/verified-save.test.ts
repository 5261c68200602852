import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../lib/log'
import type { FileSystem } from './file-system'
import { parsePattern } from './name-pattern'
import { createSaveBench, type SaveBench, usualOptions } from './testing/save-bench'
import { type SaveContext, saveVerified } from './verified-save'

let bench: SaveBench
afterEach(() => bench.remove())

const stamp = '2026-01-04-18-00-00'

function contextOf(made: SaveBench, change: Partial<SaveContext> & { text?: string } = {}): SaveContext {
  bench = made
  mkdirSync(join(bench.dir, '.photocall'))
  const { text = 'PhotoCall-{stamp}-{jobId}', ...rest } = change
  return {
    fs: bench.fs,
    clock: bench.clock,
    log: silentLog,
    signal: new AbortController().signal,
    dir: bench.dir,
    links: true,
    pattern: parsePattern(text, bench.dir),
    verify: async () => undefined,
    confirm: async () => undefined,
    ...rest,
  }
}

function save(context: SaveContext, request: ReturnType<SaveBench['request']>): Promise<string> {
  return bench.until(saveVerified(context, request))
}

describe('saving to the share', () => {
  it('publishes the bytes under the pattern, with the name journaled before the first byte', async () => {
    const context = contextOf(createSaveBench(), { text: '{event}/{date}/PhotoCall-{jobId}' })
    const made = bench.request(1)
    let callsBefore: string[] = []
    const recordName = (name: string) => {
      made.names.push(name)
      callsBefore = bench.fs.calls.map(({ call }) => call)
    }
    const name = await save(context, { ...made, recordName })
    expect(name).toBe(`Gala/2026-01-04/PhotoCall-${made.jobId}.jpg`)
    expect(made.names).toEqual([name])
    expect(callsBefore).not.toContain('write')
    expect(bench.read(name)).toEqual(made.bytes)
    expect(bench.files()).toEqual([name])
    expect(bench.parts()).toEqual([])
  })

  it('syncs before it reads back, reads back before it publishes, and syncs every folder up to the root', async () => {
    const context = contextOf(createSaveBench(), { text: 'a/b/{jobId}' })
    const made = bench.request(1)
    await save(context, made)
    const part = join('.photocall', `${made.jobId}.part`)
    const name = join('a', 'b', `${made.jobId}.jpg`)
    const steps = bench.fs.calls.filter(({ call }) => ['write', 'sync', 'read', 'link', 'syncFolder'].includes(call))
    expect(steps.map(({ call, path }) => `${call} ${path}`)).toEqual([
      `write ${part}`,
      `sync ${part}`,
      `read ${part}`,
      `read ${part}`,
      `link ${name}`,
      `syncFolder ${join('a', 'b')}`,
      'syncFolder a',
      'syncFolder ',
    ])
  })

  it('decodes what gets a name before it gets it, a video as well, and leaves nothing behind when it is not whole', async () => {
    const verify = async () => Promise.reject(new Error('no picture'))
    const context = contextOf(createSaveBench(), { verify })
    for (const mediaType of ['image/jpeg', 'video/mp4']) {
      await expect(save(context, bench.request(1, { mediaType }))).rejects.toThrow('no picture')
      expect(bench.files()).toEqual([])
      expect(bench.parts()).toEqual([])
    }
    const video = await save(contextOf(createSaveBench()), bench.request(2, { mediaType: 'video/mp4' }))
    expect(video).toMatch(/\.mp4$/)
  })

  it('refuses bytes that read back otherwise than written', async () => {
    const context = contextOf(createSaveBench())
    const made = bench.request(1)
    const part = join(bench.dir, '.photocall', `${made.jobId}.part`)
    bench.fs.before('read', '.part', async () => writeFileSync(part, 'other bytes'))
    await expect(save(context, made)).rejects.toMatchObject({ code: 'share_verify_failed' })
    expect(bench.files()).toEqual([])
  })

  it('refuses a spool file that is not the one that was checked', async () => {
    const context = contextOf(createSaveBench())
    const made = bench.request(1)
    writeFileSync(made.spoolPath, 'picture X')
    await expect(save(context, made)).rejects.toMatchObject({ code: 'original_missing' })
    expect(bench.files()).toEqual([])
  })

  /** What is asked of the spool file fails so often. */
  function withFaultySpool(made: SaveBench, spoolPath: string, { code, times }: { code: string; times: number }) {
    let left = times
    const open: FileSystem['open'] = (path, mode) =>
      path === spoolPath && left-- > 0
        ? Promise.reject(Object.assign(new Error(`${code}: put in by the test`), { code }))
        : made.fs.open(path, mode)
    return { ...made.fs, open }
  }

  it.each(['EBUSY', 'EPERM'])('waits for whoever holds the spool file (%s)', async (code) => {
    const made = createSaveBench()
    const request = made.request(1)
    const context = contextOf(made, { fs: withFaultySpool(made, request.spoolPath, { code, times: 5 }) })
    expect(bench.read(await save(context, request))).toEqual(request.bytes)
  })

  it.each(['EMFILE', 'EIO'])('says of a spool file that cannot be opened (%s) that it is there', async (code) => {
    const made = createSaveBench()
    const request = made.request(1)
    const context = contextOf(made, { fs: withFaultySpool(made, request.spoolPath, { code, times: 1 }) })
    await expect(save(context, request)).rejects.toMatchObject({ code: 'spool_unreadable' })
    expect(bench.read(await save(context, request))).toEqual(request.bytes)
  })

  it.each(['folderSync', 'fileSync'])('goes on where the drive knows no %s', async (skill) => {
    const context = contextOf(createSaveBench({ ...usualOptions, [skill]: false }))
    const made = bench.request(1)
    const name = await save(context, made)
    expect(bench.read(name)).toEqual(made.bytes)
  })
})

describe('a name that is taken', () => {
  it('is never overwritten: the next number in brackets', async () => {
    const context = contextOf(createSaveBench(), { text: '{stamp}' })
    bench.write(`${stamp}.jpg`, 'of others')
    expect(await save(context, bench.request(1))).toBe(`${stamp} (2).jpg`)
    expect(await save(context, bench.request(2))).toBe(`${stamp} (3).jpg`)
    expect(bench.read(`${stamp}.jpg`).toString()).toBe('of others')
  })

  it('gives the next version, above the highest there, whatever its extension', async () => {
    const context = contextOf(createSaveBench(), { text: 'shots/{style}_v{version:03}' })
    expect(await save(context, bench.request(1))).toBe('shots/pop-art_v001.jpg')
    bench.write('shots/pop-art_v007.exr', 'raw')
    bench.write('shots/pop-art_v0x9.jpg', 'no number')
    expect(await save(context, bench.request(2))).toBe('shots/pop-art_v008.jpg')
  })

  it('gives versions to folders too', async () => {
    const context = contextOf(createSaveBench(), { text: 'v{version}/{counter}' })
    expect(await save(context, bench.request(1))).toBe('v1/1.jpg')
    expect(await save(context, bench.request(2))).toBe('v2/2.jpg')
  })

  it('is taken in other letter case as well', async () => {
    const context = contextOf(createSaveBench({ ...usualOptions, foldsCase: true }), { text: 'Shot' })
    bench.write('SHOT.JPG', 'of others')
    expect(await save(context, bench.request(1))).toBe('Shot (2).jpg')
    expect(bench.read('SHOT.JPG').toString()).toBe('of others')
  })

  it('journals another name when somebody takes it at the last moment', async () => {
    const context = contextOf(createSaveBench(), { text: '{stamp}' })
    const made = bench.request(1)
    bench.fs.before('link', stamp, async () => bench.write(`${stamp}.jpg`, 'of others'))
    expect(await save(context, made)).toBe(`${stamp} (2).jpg`)
    expect(made.names).toEqual([`${stamp}.jpg`, `${stamp} (2).jpg`])
    expect(bench.read(`${stamp}.jpg`).toString()).toBe('of others')
    expect(bench.read(`${stamp} (2).jpg`)).toEqual(made.bytes)
  })

  it('gives up on a drive that says of every name that it is taken', async () => {
    const context = contextOf(createSaveBench())
    bench.fs.fail({ calls: ['link'], code: 'EEXIST' })
    await expect(save(context, bench.request(1))).rejects.toMatchObject({ code: 'share_verify_failed' })
  })
})

describe('going on after a cut', () => {
  it('takes the journaled name again', async () => {
    const context = contextOf(createSaveBench())
    const made = bench.request(1, { name: 'earlier/name-1.jpg' })
    expect(await save(context, made)).toBe('earlier/name-1.jpg')
    expect(made.names).toEqual([])
  })

  it('counts a journaled file with the same bytes as saved, without writing again', async () => {
    const context = contextOf(createSaveBench())
    const made = bench.request(1, { name: 'name-1.jpg' })
    bench.write('name-1.jpg', made.bytes)
    expect(await save(context, made)).toBe('name-1.jpg')
    expect(bench.fs.calls.map(({ call }) => call)).not.toContain('write')
    expect(bench.files()).toEqual(['name-1.jpg'])
  })

  it('never touches a published file through a part that is still linked to it', async () => {
    const context = contextOf(createSaveBench())
    const made = bench.request(1, { name: 'name-1.jpg' })
    const part = join(bench.dir, '.photocall', `${made.jobId}.part`)
    bench.write('of-another-job.jpg', 'published')
    linkSync(join(bench.dir, 'of-another-job.jpg'), part)
    await save(context, made)
    expect(bench.read('of-another-job.jpg').toString()).toBe('published')
    expect(bench.read('name-1.jpg')).toEqual(made.bytes)
  })

  it('leaves a foreign file under the journaled name alone', async () => {
    const context = contextOf(createSaveBench(), { text: '{counter}' })
    const made = bench.request(1, { name: '1.jpg' })
    bench.write('1.jpg', 'of others')
    expect(await save(context, made)).toBe('1 (2).jpg')
    expect(made.names).toEqual(['1 (2).jpg'])
    expect(bench.read('1.jpg').toString()).toBe('of others')
  })

  it('knows its own file by the id in its name when the journal was older', async () => {
    const context = contextOf(createSaveBench())
    const made = bench.request(1)
    const name = await save(context, made)
    const again = bench.request(1)
    expect(await save(context, again)).toBe(name)
    expect(again.names).toEqual([name])
    expect(bench.files()).toEqual([name])
  })

  it('ignores a journaled name that leads out of the share', async () => {
    const context = contextOf(createSaveBench())
    const name = await save(context, bench.request(1, { name: '../outside.jpg' }))
    expect(name).toMatch(/^PhotoCall-/)
  })
})

describe('a share without hard links', () => {
  const noLinks = { ...usualOptions, links: false }

  it('publishes by renaming under a lock, and leaves no lock behind', async () => {
    const context = contextOf(createSaveBench(noLinks), { links: false })
    const name = await save(context, bench.request(1))
    expect(bench.files()).toEqual([name])
    const order = bench.fs.calls.map(({ call, path }) => `${call} ${path}`)
    const lock = join('.photocall', 'publish.lock')
    expect(order.indexOf(`open ${lock}`)).toBeLessThan(order.indexOf(`rename ${name}`))
    expect(order.indexOf(`rename ${name}`)).toBeLessThan(order.indexOf(`unlink ${lock}`))
    expect(bench.parts()).toEqual([])
  })

  it('falls back when linking turns out to be unknown', async () => {
    const context = contextOf(createSaveBench(noLinks), { links: true })
    const name = await save(context, bench.request(1))
    expect(bench.files()).toEqual([name])
  })

  it('puts the id of the job into a name that lacks it', async () => {
    const context = contextOf(createSaveBench(noLinks), { links: false, text: '{stamp}' })
    const made = bench.request(1)
    expect(await save(context, made)).toBe(`${stamp}-${made.jobId}.jpg`)
  })

  it('never overwrites either', async () => {
    const context = contextOf(createSaveBench(noLinks), { links: false })
    const made = bench.request(1)
    const name = `PhotoCall-${stamp}-${made.jobId}.jpg`
    bench.fs.before('open', 'publish.lock', async () => bench.write(name, 'of others'))
    expect(await save(context, made)).toBe(`PhotoCall-${stamp}-${made.jobId} (2).jpg`)
    expect(bench.read(name).toString()).toBe('of others')
  })

  it('waits for a lock of another machine until it is stale, and takes one of a dead process at once', async () => {
    const context = contextOf(createSaveBench(noLinks), { links: false })
    bench.write('.photocall/publish.lock', 'other-machine 1 x')
    await save(context, bench.request(1))
    expect(bench.clock.monotonicMs()).toBeGreaterThanOrEqual(90_000)
    const deadPid = spawnSync(process.execPath, ['-e', '']).pid
    bench.write('.photocall/publish.lock', `${hostname()} ${deadPid} x`)
    const beforeMs = bench.clock.monotonicMs()
    await save(context, bench.request(2))
    expect(bench.clock.monotonicMs() - beforeMs).toBeLessThan(90_000)
    expect(bench.files()).toHaveLength(2)
  })
})

describe('a share without hard links that goes away under its lock', () => {
  it.each([
    ['unlink', 'so that it stays', 1_000],
    ['write', 'so that it is never signed', 16_000],
  ] as const)('does not wait for its own lock when it is back: gone at its %s, %s', async (call, _, limitMs) => {
    const context = contextOf(createSaveBench({ ...usualOptions, links: false }), { links: false })
    const made = bench.request(1)
    bench.fs.before(call, 'publish.lock', () => Promise.resolve(bench.fs.vanish(true)))
    await save(context, made).catch(() => undefined)
    bench.fs.vanish(false)
    expect(existsSync(join(bench.dir, '.photocall', 'publish.lock'))).toBe(true)
    const backMs = bench.clock.monotonicMs()
    await save(context, made)
    await save(context, bench.request(2))
    expect(bench.files()).toHaveLength(2)
    expect(bench.clock.monotonicMs() - backMs).toBeLessThan(limitMs)
  })
})

describe('a file held by a virus scanner', () => {
  it.each([
    ['EPERM', 'open'],
    ['EBUSY', 'open'],
    ['EACCES', 'makeFolder'],
    ['EBUSY', 'link'],
    ['EPERM', 'link'],
    ['EBUSY', 'unlink'],
  ] as const)('%s on %s for five seconds costs time, not the picture', async (code, call) => {
    const context = contextOf(createSaveBench(), { text: 'gala/{jobId}' })
    bench.fs.fail({ calls: [call], code, untilMs: 5_000 })
    const made = bench.request(1)
    const name = await save(context, made)
    expect(bench.read(name)).toEqual(made.bytes)
    expect(bench.files()).toEqual([name])
    expect(bench.clock.monotonicMs()).toBeLessThan(10_000)
  })

  it('is told after a minute', async () => {
    const context = contextOf(createSaveBench())
    bench.fs.fail({ calls: ['open'], code: 'EBUSY', path: '.part' })
    await expect(save(context, bench.request(1))).rejects.toMatchObject({ code: 'EBUSY' })
    expect(bench.clock.monotonicMs()).toBeGreaterThanOrEqual(60_000)
  })
})

describe('a drive that fails in the middle', () => {
  it.each(['write', 'sync', 'read', 'link', 'stat', 'syncFolder'] as const)(
    'never shows half a file after EIO on %s',
    async (call) => {
      const context = contextOf(createSaveBench())
      const bytes = Buffer.alloc(3_000_000, 7)
      const made = bench.request(1, { bytes })
      const lift = bench.fs.fail({ calls: [call], code: 'EIO' })
      await expect(save(context, made)).rejects.toMatchObject({ code: 'EIO' })
      for (const name of bench.files()) {
        expect(createHash('sha256').update(bench.read(name)).digest('hex')).toBe(made.sha256)
      }
      lift()
      const name = await save(context, { ...made, name: made.names[0] ?? null })
      expect(bench.files()).toEqual([name])
      expect(bench.parts()).toEqual([])
    },
  )
})

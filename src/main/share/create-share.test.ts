import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { realFileSystem } from './file-system'
import { otherDriveLetters } from './find-share'
import type { Share } from './share'
import { createSaveBench, type SaveBench } from './testing/save-bench'
import { memory, startShare } from './testing/started-share'

const marker = '.photocall-share.json'
/** `expect.stringContaining` without its `any`. */
const containing = (text: string): unknown => expect.stringContaining(text)
const open: Share[] = []
let bench: SaveBench

afterEach(async () => {
  await Promise.all(open.splice(0).map((share) => share.close()))
  bench.remove()
})

function start(made: SaveBench, change: Parameters<typeof startShare>[1] = {}): Share {
  bench = made
  const share = startShare(made, change)
  open.push(share)
  return share
}

const untilStatus = (share: Share, status: string) => bench.untilTrue(() => share.view().status === status)

describe('choosing a share', () => {
  it('makes the folder and writes its marker once', async () => {
    const made = createSaveBench()
    rmSync(made.dir, { recursive: true })
    const remembered = memory()
    await untilReady(made, start(made, { remembered }))
    const text = readFileSync(join(made.dir, marker), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ id: remembered.ids[made.dir] })
    await untilReady(made, start(made, { remembered }))
    expect(readFileSync(join(made.dir, marker), 'utf8')).toBe(text)
    expect(made.files()).toEqual([])
    expect(made.parts()).toEqual([])
  })

  it('is only read, not written to, while it is ready and nothing is saved', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    const before = made.fs.calls.length
    await bench.untilTrue(() => bench.clock.monotonicMs() > 60_000)
    const calls = new Set(made.fs.calls.slice(before).map(({ call }) => call))
    expect([...calls].sort()).toEqual(['freeBytes', 'list', 'open', 'read', 'stat'])
  })

  it('removes the probe of a process that was killed, and none that may be in use', async () => {
    const made = createSaveBench()
    await untilReady(made, start(made))
    const [{ path: probe = '' } = {}] = made.fs.calls.filter(
      ({ call, path }) => call === 'link' && path.includes('probe-'),
    )
    const endedPid = spawnSync(process.execPath, ['--version']).pid
    const killed = basename(probe).replace(`-${process.pid}-`, `-${endedPid}-`)
    const others = [basename(probe), 'probe-000000000000-1-x.part']
    for (const name of [killed, ...others]) writeFileSync(join(made.dir, '.photocall', name), 'probe')
    await untilReady(made, start(made, { remembered: memory() }))
    expect(made.parts()).toEqual(others.sort())
  })

  it('adopts a share that another console marked', async () => {
    const made = createSaveBench()
    const id = '11111111-1111-4111-8111-111111111111'
    made.write(marker, JSON.stringify({ id, later: 'fields are ignored' }))
    const remembered = memory()
    await untilReady(made, start(made, { remembered }))
    expect(remembered.ids[made.dir]).toBe(id)
  })

  it('means the folder that was chosen just now, though another share was remembered there, but still makes none for a drive that is away', async () => {
    const made = createSaveBench()
    const remembered = memory({ [made.dir]: '11111111-1111-4111-8111-111111111111' })
    await untilReady(made, start(made, { remembered, isChosenNow: true }))
    const { id } = z.object({ id: z.string() }).parse(JSON.parse(readFileSync(join(made.dir, marker), 'utf8')))
    expect(remembered.ids[made.dir]).toBe(id)
    rmSync(made.dir, { recursive: true })
    const share = start(made, { remembered, isChosenNow: true })
    await bench.until(share.check())
    expect(share.view().status).toBe('away')
    expect(existsSync(made.dir)).toBe(false)
  })

  it('means another share only until it was found', async () => {
    const made = createSaveBench()
    const share = start(made, { isChosenNow: true })
    await untilStatus(share, 'ready')
    made.write(marker, JSON.stringify({ id: '22222222-2222-4222-8222-222222222222' }))
    await bench.until(share.check())
    expect(share.view().status).toBe('away')
  })

  it('says why a folder cannot be made', async () => {
    const made = createSaveBench()
    writeFileSync(join(made.base, 'a-file'), '')
    const share = start(made, { dir: join(made.base, 'a-file', 'share') })
    await bench.until(share.check())
    expect(share.view()).toMatchObject({
      status: 'away',
      reason: { code: 'share_away', message: containing('ENOTDIR') },
    })
  })

  it('does not touch a damaged marker', async () => {
    const made = createSaveBench()
    made.write(marker, '{"id":')
    const share = start(made)
    await bench.until(share.check())
    expect(share.view()).toMatchObject({ status: 'away', reason: { hint: containing('delete') } })
    expect(readFileSync(join(made.dir, marker), 'utf8')).toBe('{"id":')
  })
})

async function untilReady(made: SaveBench, share: Share): Promise<void> {
  await made.untilTrue(() => share.view().status === 'ready')
}

describe('a share that is away', () => {
  it('creates nothing when its folder is missing, and is back by itself', async () => {
    const made = createSaveBench()
    rmSync(made.dir, { recursive: true })
    const id = '11111111-1111-4111-8111-111111111111'
    const share = start(made, { remembered: memory({ [made.dir]: id }) })
    const saved = share.save(bench.request(1))
    await bench.until(share.check())
    for (let turn = 0; turn < 3000; turn++) await bench.moveOn()
    expect(share.view()).toMatchObject({ status: 'away', reason: { code: 'share_away' }, waiting: 1 })
    expect(existsSync(made.dir)).toBe(false)
    made.write(marker, JSON.stringify({ id }))
    const backMs = bench.clock.monotonicMs()
    const { name } = await bench.until(saved)
    expect(bench.clock.monotonicMs() - backMs).toBeLessThanOrEqual(30_000)
    expect(bench.files()).toEqual([name])
  })

  it('creates nothing in an empty mount point or in another share', async () => {
    const made = createSaveBench()
    const id = '11111111-1111-4111-8111-111111111111'
    const share = start(made, { remembered: memory({ [made.dir]: id }) })
    void share.save(bench.request(1)).catch(() => undefined)
    await bench.until(share.check())
    expect(share.view()).toMatchObject({ status: 'away', reason: { message: containing('missing') } })
    expect(existsSync(join(made.dir, '.photocall'))).toBe(false)
    made.write(marker, JSON.stringify({ id: '22222222-2222-4222-8222-222222222222' }))
    await bench.until(share.check())
    expect(share.view()).toMatchObject({
      status: 'away',
      reason: { message: containing('Another share') },
    })
    expect(existsSync(join(made.dir, '.photocall'))).toBe(false)
  })

  it('gets nothing into the empty folder that an unmounted drive leaves, though it was ready a moment ago', async () => {
    const made = createSaveBench()
    const share = start(made, { pattern: () => '{event}/{jobId}' })
    await untilStatus(share, 'ready')
    renameSync(made.dir, `${made.dir}-unmounted`)
    mkdirSync(made.dir)
    const saved = share.save(bench.request(1))
    await untilStatus(share, 'away')
    expect(readdirSync(made.dir)).toEqual([])
    rmdirSync(made.dir)
    renameSync(`${made.dir}-unmounted`, made.dir)
    expect(bench.files()).toEqual([])
    const { name } = await bench.until(saved)
    expect(bench.files()).toEqual([name])
  })

  it.each(['open', 'link', 'makeFolder', 'syncFolder'] as const)(
    'is not believed to have a file when it was unmounted right before %s',
    async (call) => {
      const made = createSaveBench()
      const share = start(made, { pattern: () => '{event}/{jobId}' })
      await untilStatus(share, 'ready')
      made.fs.before(call, call === 'open' ? '.part' : 'Gala', async () => {
        renameSync(made.dir, `${made.dir}-unmounted`)
        mkdirSync(made.dir)
      })
      let isSaved = false
      const saved = share.save(bench.request(1)).finally(() => (isSaved = true))
      await untilStatus(share, 'away')
      expect(isSaved).toBe(false)
      expect(bench.files()).toEqual([])
      rmSync(made.dir, { recursive: true })
      renameSync(`${made.dir}-unmounted`, made.dir)
      const { name } = await bench.until(saved)
      expect(bench.files()).toEqual([name])
      expect(bench.parts()).toEqual([])
    },
  )

  it('gets no folder into the place that it left while a file was read back', async () => {
    const made = createSaveBench()
    const share = start(made, { pattern: () => '{event}/{jobId}' })
    await untilStatus(share, 'ready')
    const saved = share.save(bench.request(1))
    made.fs.before('read', '0001.part', async () => {
      renameSync(made.dir, `${made.dir}-unmounted`)
      mkdirSync(made.dir)
    })
    await untilStatus(share, 'away')
    expect(readdirSync(made.dir)).toEqual([])
    rmdirSync(made.dir)
    renameSync(`${made.dir}-unmounted`, made.dir)
    await bench.until(saved)
  })

  it('gets nothing into another share that was put in its place', async () => {
    const made = createSaveBench()
    const other = `${made.dir}-other`
    await untilReady(made, start(made, { dir: other, fs: realFileSystem }))
    const share = start(made)
    await untilStatus(share, 'ready')
    renameSync(made.dir, `${made.dir}-pulled`)
    renameSync(other, made.dir)
    const saved = share.save(bench.request(1))
    await untilStatus(share, 'away')
    expect(bench.files()).toEqual([])
    renameSync(made.dir, other)
    renameSync(`${made.dir}-pulled`, made.dir)
    const { name } = await bench.until(saved)
    expect(bench.files()).toEqual([name])
  })

  it('makes its own folder again when somebody deleted it', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    rmSync(join(made.dir, '.photocall'), { recursive: true })
    const { name } = await bench.until(share.save(bench.request(1)))
    expect(bench.files()).toEqual([name])
  })

  it('ends with ten verified files when its folder is pulled away amid ten saves and put back', async () => {
    const made = createSaveBench()
    const share = start(made)
    const requests = Array.from({ length: 10 }, (_, index) =>
      made.request(index + 1, { bytes: Buffer.alloc(2_500_000, index) }),
    )
    const saves = requests.map((request) => share.save(request))
    await Promise.race([bench.until(saves[3]!), bench.until(saves[4]!)])
    renameSync(made.dir, `${made.dir}-pulled`)
    await untilStatus(share, 'away')
    expect(existsSync(made.dir)).toBe(false)
    expect(share.view().waiting).toBeGreaterThanOrEqual(5)
    expect(share.view().waitingBytes).toBe(share.view().waiting * 2_500_000)
    expect(share.view().oldestWaitingAtMs).not.toBeNull()
    renameSync(`${made.dir}-pulled`, made.dir)
    const names = await bench.until(Promise.all(saves))
    expect(bench.files()).toEqual(names.map(({ name }) => name).sort())
    names.forEach(({ name }, index) => expect(bench.read(name).equals(requests[index]!.bytes)).toBe(true))
    expect(bench.parts()).toEqual([])
    expect(share.view()).toMatchObject({ status: 'ready', waiting: 0, waitingBytes: 0, oldestWaitingAtMs: null })
  })

  it('is told when it does not answer, and recovers when it does', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    let answer: () => void = () => undefined
    bench.fs.stall(new Promise((resolve) => (answer = resolve)))
    await bench.until(share.check())
    expect(share.view()).toMatchObject({
      status: 'away',
      reason: { message: containing('does not answer') },
    })
    const callsWhileSilent = bench.fs.calls.length
    for (let turn = 0; turn < 2000; turn++) await bench.moveOn()
    expect(bench.fs.calls.length).toBe(callsWhileSilent)
    bench.fs.stall(null)
    answer()
    await untilStatus(share, 'ready')
  })

  it('is away when its marker cannot be read', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    const lift = made.fs.fail({ calls: ['read'], code: 'EIO', path: marker })
    await bench.until(share.check())
    expect(share.view()).toMatchObject({ status: 'away', reason: { message: containing('EIO') } })
    lift()
    await untilStatus(share, 'ready')
  })

  it('is found under another drive letter by its marker', async () => {
    const made = createSaveBench()
    const remembered = memory()
    await untilReady(made, start(made, { remembered }))
    const moved = `${made.dir}-moved`
    renameSync(made.dir, moved)
    mkdirSync(`${made.dir}-other`)
    const share = start(made, { remembered, otherPlaces: (dir) => [`${dir}-other`, `${dir}-none`, `${dir}-moved`] })
    await untilStatus(share, 'ready')
    const { name } = await bench.until(share.save(bench.request(1)))
    expect(share.resolve(name)).toBe(join(moved, name))
    expect(existsSync(join(moved, name))).toBe(true)
    expect(existsSync(made.dir)).toBe(false)
    expect(otherDriveLetters('E:\\Fotos\\Gala')).toContain('F:\\Fotos\\Gala')
    expect(otherDriveLetters('E:\\Fotos')).not.toContain('E:\\Fotos')
    expect(otherDriveLetters('/srv/share')).toEqual([])
  })
})

describe('a path on the share', () => {
  it('never leads out of it', () => {
    const share = start(createSaveBench())
    expect(share.resolve('a/b.jpg')).toBe(join(bench.dir, 'a', 'b.jpg'))
    for (const name of ['../x', 'a/../../x', '/etc/passwd', '', '.', 'a\0b']) {
      expect(() => share.resolve(name), name).toThrow(AppError)
    }
  })
})

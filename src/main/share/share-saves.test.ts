import { rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../contract/errors'
import type { FileSystem } from './file-system'
import type { Share } from './share'
import { createSaveBench, type SaveBench, usualOptions } from './testing/save-bench'
import { decoded, memory, startShare } from './testing/started-share'

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

describe('a share that takes no files', () => {
  it('is full by its own account, and takes what waited once there is room', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    bench.fs.setFreeBytes(1_000)
    await bench.until(share.check())
    expect(share.view()).toMatchObject({ status: 'full', freeBytes: 1_000, reason: { code: 'share_full' } })
    const saved = share.save(bench.request(1))
    bench.fs.setFreeBytes(null)
    const { name } = await bench.until(saved)
    expect(share.view()).toMatchObject({ status: 'ready', freeBytes: null })
    expect(bench.files()).toEqual([name])
  })

  it('is full when a copy hits the end of the disk, leaves no part there, and goes on after a while', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    const lift = bench.fs.fail({ calls: ['write'], code: 'ENOSPC', path: '.part' })
    const saved = share.save(bench.request(1))
    await untilStatus(share, 'full')
    await bench.untilTrue(() => bench.parts().length === 0)
    expect(bench.files()).toEqual([])
    lift()
    const liftedMs = bench.clock.monotonicMs()
    const { name } = await bench.until(saved)
    expect(bench.clock.monotonicMs() - liftedMs).toBeLessThanOrEqual(30_000)
    expect(bench.files()).toEqual([name])
  })

  it('is not asked all the time where a quota refuses files, and goes on within ten seconds when there is more room', async () => {
    const made = createSaveBench()
    made.fs.setFreeBytes(50_000_000)
    const share = start(made)
    await untilStatus(share, 'ready')
    made.fs.setFreeBytes(20_000_000)
    const request = bench.request(1)
    const lift = bench.fs.fail({ calls: ['write'], code: 'ENOSPC', path: request.jobId })
    const saved = share.save(request)
    await bench.untilTrue(() => bench.clock.monotonicMs() > 100_000)
    const attempts = bench.fs.calls.filter(({ call, path }) => call === 'write' && path.includes(request.jobId)).length
    expect(attempts).toBeLessThan(10)
    expect(share.view()).toMatchObject({ status: 'full', waiting: 1 })
    lift()
    made.fs.setFreeBytes(21_000_000)
    const liftedMs = bench.clock.monotonicMs()
    await bench.until(saved)
    expect(bench.clock.monotonicMs() - liftedMs).toBeLessThanOrEqual(10_000)
  })

  it.each(['EROFS', 'EACCES'])('is read-only after %s, and takes what waited once it may write', async (code) => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    const lift = bench.fs.fail({ calls: ['open'], code, path: '.part' })
    const saved = share.save(bench.request(1))
    await untilStatus(share, 'read-only')
    expect(share.view()).toMatchObject({ reason: { code: 'share_read_only' }, waiting: 1 })
    lift()
    const { name } = await bench.until(saved)
    expect(bench.files()).toEqual([name])
  })

  it('is told as read-only from the start', async () => {
    const made = createSaveBench()
    made.fs.fail({ calls: ['makeFolder'], code: 'EROFS' })
    const share = start(made)
    await untilStatus(share, 'read-only')
  })
})

describe('saves', () => {
  it('go out one at a time, in the order in which they came', async () => {
    const made = createSaveBench()
    const order: number[] = []
    let running = 0
    const verify = async () => {
      expect((running += 1)).toBe(1)
      await Promise.resolve()
      running -= 1
      return decoded
    }
    const share = start(made, { verify })
    const saves = [3, 1, 2].map((number) => share.save(bench.request(number)).then(() => order.push(number)))
    await bench.until(Promise.all(saves))
    expect(order).toEqual([3, 1, 2])
  })

  it('leave the line when aborted, and the others go on', async () => {
    const made = createSaveBench()
    made.fs.vanish(true)
    const share = start(made, { remembered: memory({ [made.dir]: '11111111-1111-4111-8111-111111111111' }) })
    const abort = new AbortController()
    const first = share.save(bench.request(1, { signal: abort.signal }))
    const second = share.save(bench.request(2, { signal: abort.signal }))
    await untilStatus(share, 'away')
    const reason = new Error('cancelled')
    abort.abort(reason)
    expect(await bench.until(Promise.allSettled([first, second]))).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
    await expect(share.save(bench.request(3, { signal: abort.signal }))).rejects.toBe(reason)
    expect(share.view().waiting).toBe(0)
  })

  it('wait since they were handed in, whatever the age of the picture and however the clock is set', async () => {
    const made = createSaveBench()
    const { clock } = made
    made.fs.vanish(true)
    const share = start(made, { remembered: memory({ [made.dir]: '11111111-1111-4111-8111-111111111111' }) })
    const abort = new AbortController()
    const handIn = (number: number) => {
      const request = bench.request(number, { signal: abort.signal })
      const facts = { ...request.facts, takenAtMs: clock.nowMs() - 10 * 60_000 }
      return share.save({ ...request, facts })
    }
    const waitedMs = () => clock.nowMs() - share.view().oldestWaitingAtMs!
    const saves = [handIn(1)]
    expect(waitedMs()).toBe(0)
    clock.advance(20_000)
    saves.push(handIn(2))
    expect(waitedMs()).toBe(20_000)
    for (const byMs of [3 * 3_600_000, -5 * 3_600_000]) {
      clock.setWall(clock.nowMs() + byMs)
      expect(waitedMs()).toBe(20_000)
    }
    clock.sleep(3_600_000)
    expect(waitedMs()).toBe(3_620_000)
    const toldMs = share.view().oldestWaitingAtMs
    clock.setWall(clock.nowMs() + 1_500)
    expect(share.view().oldestWaitingAtMs).toBe(toldMs)
    abort.abort(new Error('over'))
    await Promise.allSettled(saves)
    expect(share.view().oldestWaitingAtMs).toBeNull()
  })

  it('do not keep the program open when the drive hangs', async () => {
    const made = createSaveBench()
    const share = start(made)
    await untilStatus(share, 'ready')
    const abort = new AbortController()
    made.fs.stall(new Promise(() => undefined))
    const saved = share.save(bench.request(1, { signal: abort.signal }))
    abort.abort(new Error('closing'))
    await expect(bench.until(saved)).rejects.toThrow('closing')
  })

  it('succeed after a passing error, and fail by name after several while the share is well', async () => {
    const made = createSaveBench()
    const share = start(made)
    made.fs.fail({ calls: ['sync'], code: 'EIO', path: 'part', times: 2 })
    await bench.until(share.save(bench.request(1)))
    made.fs.fail({ calls: ['sync'], code: 'EIO', path: `${bench.request(2).jobId}.part` })
    const failing = share.save(bench.request(2))
    const following = share.save(bench.request(3))
    await expect(bench.until(failing)).rejects.toMatchObject({ code: 'share_verify_failed' })
    await bench.until(following)
    expect(share.view().status).toBe('ready')
    expect(bench.files()).toHaveLength(2)
  })

  it('fail by the decoder’s own word when the picture does not decode', async () => {
    const made = createSaveBench()
    const share = start(made, { verify: () => Promise.reject(new AppError('picture_unreadable', 'no', 'retry')) })
    await expect(bench.until(share.save(bench.request(1)))).rejects.toMatchObject({ code: 'picture_unreadable' })
  })

  it('try a spool file again that could not be opened', async () => {
    const made = createSaveBench()
    const request = made.request(1)
    let left = 3
    const broken = Object.assign(new Error('EIO: put in by the test'), { code: 'EIO' })
    const open: FileSystem['open'] = (path, mode) =>
      path === request.spoolPath && left-- > 0 ? Promise.reject(broken) : made.fs.open(path, mode)
    const share = start(made, { fs: { ...made.fs, open } })
    const { name } = await bench.until(share.save(request))
    expect(bench.files()).toEqual([name])
  })

  it('fail at once when the spool has lost the file', async () => {
    const made = createSaveBench()
    const share = start(made)
    const request = bench.request(1)
    rmSync(request.spoolPath)
    await expect(bench.until(share.save(request))).rejects.toMatchObject({ code: 'original_missing' })
  })

  it('keep their journaled name over several attempts', async () => {
    const made = createSaveBench()
    const share = start(made, { pattern: () => '{stamp}' })
    const request = bench.request(1)
    made.fs.fail({ calls: ['link'], code: 'EIO', path: '2026', times: 2 })
    const { name } = await bench.until(share.save(request))
    expect(request.names).toEqual([name])
  })

  it('work on a drive that says EPERM for hard links', async () => {
    const made = createSaveBench(usualOptions)
    made.fs.fail({ calls: ['link'], code: 'EPERM' })
    const share = start(made)
    const { name } = await bench.until(share.save(bench.request(1)))
    expect(bench.files()).toEqual([name])
    expect(bench.clock.monotonicMs()).toBeLessThan(10_000)
  })

  it('take a name that fits when the pattern does not', async () => {
    const made = createSaveBench()
    const share = start(made, { pattern: () => '{broken' })
    const request = bench.request(1)
    expect((await bench.until(share.save(request))).name).toBe(`${request.jobId}.jpg`)
  })
})

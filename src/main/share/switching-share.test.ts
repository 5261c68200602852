import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSwitchingShare, type SwitchingShare } from './switching-share'
import { createShareBench, type ShareBench } from './testing/share-bench'

let bench: ShareBench
let share: SwitchingShare
let second: string

beforeEach(() => {
  bench = createShareBench()
  second = `${bench.dir}-second`
  const openEvents = () => ({ follow: () => undefined, close: () => undefined })
  const open = (dir: string, isChosenNow: boolean) =>
    bench.start({ dir, isChosenNow, isOurs: (name) => name.startsWith('PhotoCall'), openEvents })
  share = createSwitchingShare({ dir: bench.dir, open })
})
afterEach(() => bench.end())

const picturesIn = (dir: string) => readdirSync(dir).filter((name) => name.startsWith('PhotoCall-'))

it('a picture that waits goes to the folder that is chosen meanwhile, and to no other', async () => {
  await bench.untilStatus(share, 'ready')
  renameSync(bench.dir, `${bench.dir}-pulled`)
  const saves = [share.save(bench.request(1)), share.save(bench.request(2))]
  await bench.untilStatus(share, 'away')
  mkdirSync(second)
  share.switchTo(second)
  const saved = await bench.until(Promise.all(saves))
  expect(saved.map(({ root }) => root)).toEqual([second, second])
  expect(picturesIn(second)).toHaveLength(2)
  renameSync(`${bench.dir}-pulled`, bench.dir)
  expect(picturesIn(bench.dir)).toEqual([])
})

it('a picture in hand ends in the folder that was left, once', async () => {
  await bench.untilStatus(share, 'ready')
  mkdirSync(second)
  bench.fs.before('link', 'PhotoCall', async () => share.switchTo(second))
  expect(await bench.until(share.save(bench.request(1)))).toMatchObject({ root: bench.dir })
  expect(picturesIn(bench.dir)).toHaveLength(1)
  expect(picturesIn(second)).toEqual([])
})

it('the operator’s word makes a folder without its mark, or with another, the share', async () => {
  await bench.untilStatus(share, 'ready')
  renameSync(bench.dir, `${bench.dir}-lost`)
  mkdirSync(bench.dir)
  const saved = share.save(bench.request(1))
  await bench.untilStatus(share, 'away')
  expect(share.view().reason?.params).toMatchObject({ kind: 'unmarked' })
  expect(readdirSync(bench.dir)).toEqual([])
  share.adopt()
  await bench.until(saved)
  expect(picturesIn(bench.dir)).toHaveLength(1)

  const other = { id: '22222222-2222-4222-8222-222222222222' }
  writeFileSync(join(bench.dir, '.photocall-share.json'), JSON.stringify(other))
  await bench.until(share.check())
  expect(share.view().reason?.params).toMatchObject({ kind: 'other' })
  share.adopt()
  await bench.untilStatus(share, 'ready')
})

it('the operator’s word makes no folder where there is none', async () => {
  await bench.untilStatus(share, 'ready')
  renameSync(bench.dir, `${bench.dir}-pulled`)
  await bench.until(share.check())
  share.adopt()
  await bench.until(share.check())
  expect(share.view()).toMatchObject({ status: 'away', reason: { params: { kind: 'missing' } } })
})

it('a file of a stage is found within 2 s in the folder that was chosen since, too', async () => {
  const found: string[] = []
  share.onFound(({ name }) => found.push(name))
  share.watchClosely(true)
  mkdirSync(second)
  share.switchTo(second)
  await bench.untilStatus(share, 'ready')
  await bench.until(share.check())
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(500, 1), Buffer.from([0xff, 0xd9])])
  writeFileSync(join(second, 'late.jpg'), jpeg)
  const beforeMs = bench.clock.monotonicMs()
  await bench.untilTrue(() => found.length > 0)
  expect(bench.clock.monotonicMs() - beforeMs).toBeLessThan(5_000)
})

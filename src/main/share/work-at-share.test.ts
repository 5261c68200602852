import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSaveBench, type SaveBench } from './testing/save-bench'
import { memory } from './testing/started-share'
import { createWorkAtShare, type WorkAtShare } from './work-at-share'

const id = '11111111-1111-4111-8111-111111111111'
const otherId = '22222222-2222-4222-8222-222222222222'
let bench: SaveBench
let workAt: WorkAtShare
let hanging: string[]
const work = vi.fn(() => Promise.resolve())

const mark = (text: string) => bench.write('.photocall-share.json', JSON.stringify({ id: text }))

beforeEach(() => {
  bench = createSaveBench()
  mark(id)
  hanging = []
  work.mockReset()
  work.mockResolvedValue()
  const { fs, clock } = bench
  workAt = createWorkAtShare({
    fs,
    clock,
    remembered: memory({ [bench.dir]: id }),
    hangs: (dir) => hanging.includes(dir),
  })
})
afterEach(() => bench.remove())

test('is done where the share stands that was chosen, and nowhere else', async () => {
  expect(await workAt(bench.dir, work)).toBe(true)
  expect(await workAt(`${bench.dir}-never-chosen`, work)).toBe(false)
  mark(otherId)
  expect(await workAt(bench.dir, work)).toBe(false)
  expect(work).toHaveBeenCalledTimes(1)
  expect(bench.clock.pending()).toBe(0)
})

test('is not done where the share takes longer than 8 s to answer, which is not asked again until it has', async () => {
  let answer: () => void = () => undefined
  bench.fs.stall(new Promise((resolve) => (answer = resolve)))
  const first = workAt(bench.dir, work)
  bench.clock.advance(8000)
  expect(await first).toBe(false)
  const asked = bench.fs.calls.length
  expect(await workAt(bench.dir, work)).toBe(false)
  expect(bench.fs.calls).toHaveLength(asked)
  bench.fs.stall(null)
  answer()
  await vi.waitFor(async () => expect(await workAt(bench.dir, work)).toBe(true))
  expect(work).toHaveBeenCalledTimes(1)
})

test('that hangs is not waited for longer, and nothing else is begun there meanwhile', async () => {
  work.mockReturnValueOnce(new Promise(() => undefined))
  const first = workAt(bench.dir, work)
  await vi.waitFor(() => expect(work).toHaveBeenCalled())
  bench.clock.advance(8000)
  expect(await first).toBe(false)
  expect(await workAt(bench.dir, work)).toBe(false)
  expect(work).toHaveBeenCalledTimes(1)
})

test('asks nothing of a share that is known to hang', async () => {
  hanging = [bench.dir]
  expect(await workAt(bench.dir, work)).toBe(false)
  expect(bench.fs.calls).toEqual([])
})

test('tells why it failed', async () => {
  work.mockRejectedValueOnce(new Error('EACCES'))
  await expect(workAt(bench.dir, work)).rejects.toThrow('EACCES')
  expect(await workAt(bench.dir, work)).toBe(true)
})

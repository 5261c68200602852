import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createTestBooth, type TestBooth } from './testing/test-booth'

const hourMs = 3_600_000
const hours = fc.integer({ min: -12, max: 12 })

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 1 })
}

const setBy = ({ clock }: TestBooth, ms: number) => clock.setWall(clock.nowMs() + ms)

async function openBooth(): Promise<TestBooth> {
  const booth = createTestBooth()
  await booth.queue.open()
  return booth
}

const startMs = createManualClock().nowMs()

/** So many hours beside the right time: jumps never add up. */
const setOffBy = ({ clock }: TestBooth, off: number) => clock.setWall(startMs + clock.monotonicMs() + off * hourMs)

/** One picture from press to share, with the clock set before each step. */
async function taken(booth: TestBooth, jumps: readonly number[]): Promise<string> {
  const place = booth.takes.length
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
  const jump = (step: number) => setOffBy(booth, jumps[step] ?? 0)
  booth.clock.advance(1000)
  jump(0)
  booth.clock.advance(3700)
  await until(() => booth.takes.length === place + 1)
  jump(1)
  booth.takes[place]!.resolve({ path: await booth.incoming(), shutterMissMs: 0 })
  await until(() => booth.generations.length === place + 1)
  jump(2)
  await booth.finishGeneration(place)
  await until(() => booth.saves.length === place + 1)
  jump(3)
  const { name } = booth.saves[place]!.asked
  booth.saves[place]!.resolve({ name: name ?? `PhotoCall-${jobId}.jpg`, root: '/share', handedTo: null })
  await until(() => booth.journal.get(jobId).state === 'saved')
  return jobId
}

const inGallery = ({ captures }: TestBooth) => {
  const filter = { event: null, text: '', style: null, favouritesOnly: false, rejectedOnly: false }
  return captures.page(filter, 0, 100).captures.map(({ id }) => id)
}

test('a countdown ends when it should, and is told so, however the clock is set meanwhile', async () => {
  const booth = await openBooth()
  await fc.assert(
    fc.asyncProperty(fc.array(hours, { minLength: 1, maxLength: 4 }), async (jumps) => {
      const place = booth.takes.length
      const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
      let leftMs = 5000
      for (const jump of jumps) {
        booth.clock.advance(1000)
        leftMs -= 1000
        setBy(booth, jump * hourMs)
        expect(booth.board.views()[jobId]!.endsAtMs! - booth.clock.nowMs()).toBe(leftMs)
      }
      booth.clock.advance(leftMs - 301)
      expect(booth.takes).toHaveLength(place)
      booth.clock.advance(1)
      await until(() => booth.takes.length === place + 1)
      expect(booth.takes[place]!.asked.remainingMs).toBe(300)
      booth.queue.cancel(jobId)
    }),
    { numRuns: 15 },
  )
})

test('queue and gallery keep the order of the presses, and durations stay right, however the clock jumps', async () => {
  const booth = await openBooth()
  const pressed: string[] = []
  await fc.assert(
    fc.asyncProperty(fc.array(hours, { minLength: 4, maxLength: 4 }), async (jumps) => {
      pressed.unshift(await taken(booth, jumps))
      expect(inGallery(booth)).toEqual(pressed)
      const listed = booth.queue.list({ states: null, beforeNumber: null, limit: 100 }).jobs
      expect(listed.map(({ id }) => id)).toEqual(pressed)
    }),
    { numRuns: 12 },
  )
  expect(Math.max(...booth.journal.durations('pop-art', 100))).toBeLessThan(60_000)
})

test('the name on the share has the moment of the picture, by the clock of that moment', async () => {
  const booth = await openBooth()
  const { jobId } = booth.queue.press({ source: 'webcam', countdownSec: 5 })
  setBy(booth, -3 * hourMs)
  booth.clock.advance(4700)
  await until(() => booth.takes.length === 1)
  const zeroAtMs = booth.clock.nowMs() + 300
  booth.takes[0]!.resolve({ path: await booth.incoming(), shutterMissMs: 20 })
  await until(() => booth.generations.length === 1)
  setBy(booth, 9 * hourMs)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  expect(booth.saves[0]!.asked.facts.takenAtMs).toBe(zeroAtMs + 20)
  expect(booth.journal.get(jobId).takenAtMs).toBe(zeroAtMs + 20)
})

test('what a running picture still needs is counted without the clock', async () => {
  const booth = await openBooth()
  await taken(booth, [])
  await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 2)
  const { hooks } = booth.generations[1]!.asked
  booth.clock.advance(4000)
  setBy(booth, -5 * hourMs)
  hooks.onProgress({ fraction: 0.5, step: 2, maxSteps: 4, node: 'KSampler' })
  const running = booth.board.all().find(({ state }) => state === 'generating')!
  expect(booth.board.live(running.id).etaMs).toBe(4000)
})

test('a clock that begins in 1970 after an empty battery leaves the newest picture the newest', async () => {
  const booth = await openBooth()
  const first = await taken(booth, [])
  booth.clock.setWall(1000)
  const { jobId: second } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 2)
  await booth.finishGeneration(1)
  await until(() => booth.saves.length === 2)
  booth.saves[1]!.resolve({ name: `PhotoCall-${second}.jpg`, root: '/share', handedTo: null })
  await until(() => booth.journal.get(second).state === 'saved')
  expect(inGallery(booth)).toEqual([second, first])
})

test('a press is refused with the reason while the disk is nearly full, and what is in hand goes on', async () => {
  const booth = await openBooth()
  const { jobId } = await booth.queue.upload({ path: await booth.incoming() })
  await until(() => booth.generations.length === 1)
  const reason = { code: 'disk_low' as const, message: 'Only 900 MB are free.', hint: 'Free 2 GB on this disk.' }
  booth.refuse(reason)
  expect(() => booth.queue.press({ source: 'webcam' })).toThrow(reason.message)
  await expect(booth.queue.upload({ path: await booth.incoming() })).rejects.toMatchObject({ code: 'disk_low' })
  await expect(booth.queue.restyle(jobId, {})).rejects.toMatchObject({ code: 'disk_low' })
  expect(booth.queue.blocked('webcam')).toEqual(reason)
  await booth.finishGeneration(0)
  await until(() => booth.saves.length === 1)
  booth.refuse(null)
  expect(booth.queue.blocked('webcam')).toBeNull()
})

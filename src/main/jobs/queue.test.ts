import { existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../../contract/errors'
import { createTestBooth, type TestBooth } from './testing/test-booth'

const press = { source: 'webcam' as const }

async function until(condition: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBe(true), { interval: 2 })
}

async function pressAndTake(booth: TestBooth): Promise<string> {
  const before = booth.takes.length
  const { jobId } = booth.queue.press(press)
  booth.clock.advance(5000)
  await until(() => booth.takes.length > before)
  booth.takes[before]!.resolve({ path: await booth.incoming(), shutterMissMs: 12 })
  await until(() => !['counting', 'capturing'].includes(booth.journal.get(jobId).state))
  return jobId
}

async function uploaded(booth: TestBooth): Promise<string> {
  return (await booth.queue.upload({ path: await booth.incoming() })).jobId
}

describe('a press', () => {
  test('counts down, is taken, generated and saved, each step on disk with its time', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await pressAndTake(booth)
    await until(() => booth.generations.length === 1)
    await booth.finishGeneration(0)
    await until(() => booth.saves.length === 1)
    booth.saves[0]!.resolve({ name: `PhotoCall-${jobId}.jpg`, root: '/share', handedTo: null })
    await until(() => booth.journal.get(jobId).state === 'saved')

    const job = booth.journal.get(jobId)
    expect(job.timeline.map(({ state }) => state)).toEqual([
      'counting',
      'capturing',
      'queued',
      'generating',
      'saving',
      'saved',
    ])
    expect(job.shutterMissMs).toBe(12)
    expect(job.takenAtMs).toBe(job.pressedAtMs + 5012)
    expect(booth.captures.findByJob(jobId)?.name).toBe(`PhotoCall-${jobId}.jpg`)
    await until(() => !existsSync(booth.folder.resolve(`spool/${jobId}.jpg`)))
  })

  test('asks the camera shortly before zero, so that the shutter can meet it', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    booth.queue.press(press)
    booth.clock.advance(4699)
    expect(booth.takes).toHaveLength(0)
    booth.clock.advance(1)
    expect(booth.takes[0]?.asked.remainingMs).toBe(300)
  })

  test('while the same source counts gives the running job', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const first = booth.queue.press(press)
    expect(booth.queue.press(press)).toEqual({ jobId: first.jobId, duplicate: true })
    expect(booth.journal.count(null)).toBe(1)
  })

  test('is taken while another picture is generated', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    await pressAndTake(booth)
    await until(() => booth.generations.length === 1)
    const second = await pressAndTake(booth)
    expect(booth.journal.get(second).state).toBe('queued')
    expect(booth.board.live(second).position).toBe(1)
  })

  test('without a camera is refused with the reason, and leaves no job', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    booth.unplugCamera()
    expect(() => booth.queue.press(press)).toThrow(expect.objectContaining({ code: 'no_camera' }))
    expect(booth.journal.count(null)).toBe(0)
  })

  test('of an unknown style is refused by name', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    expect(() => booth.queue.press({ ...press, style: 'nothing' })).toThrow(
      expect.objectContaining({ code: 'style_unknown' }),
    )
  })

  test('whose camera fails is a failed job with the reason', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const { jobId } = booth.queue.press(press)
    booth.clock.advance(5000)
    await until(() => booth.takes.length === 1)
    booth.takes[0]!.reject(new AppError('camera_lost', 'The camera was unplugged.', 'Plug it in.'))
    await until(() => booth.journal.get(jobId).state === 'failed')
    expect(booth.journal.get(jobId).error?.code).toBe('camera_lost')
    expect(booth.queue.press(press).duplicate).toBe(false)
  })

  test('whose bytes are no picture is a failed job, and the bytes are gone', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const { jobId } = booth.queue.press({ ...press, countdownSec: 0 })
    await until(() => booth.takes.length === 0 || booth.takes.length === 1)
    booth.clock.advance(0)
    await until(() => booth.takes.length === 1)
    const path = await booth.incoming('rubbish')
    booth.takes[0]!.resolve({ path, shutterMissMs: 0 })
    await until(() => booth.journal.get(jobId).state === 'failed')
    expect(booth.journal.get(jobId).error?.code).toBe('picture_unreadable')
    expect(existsSync(path)).toBe(false)
  })

  test('can be cancelled while it counts; nothing is taken', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const { jobId } = booth.queue.press(press)
    booth.clock.advance(2000)
    booth.queue.cancel(jobId)
    booth.clock.advance(10_000)
    expect(booth.takes).toHaveLength(0)
    expect(booth.journal.get(jobId).state).toBe('cancelled')
  })
})

describe('the line', () => {
  test('runs in the order of the presses, one job a slot, and moves one to the front', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const [first, second, third] = [await uploaded(booth), await uploaded(booth), await uploaded(booth)]
    booth.queue.toFront(third)
    expect(booth.board.live(third).position).toBe(1)
    expect(booth.board.live(second).position).toBe(2)
    await until(() => booth.generations.length === 1)
    expect(booth.generations[0]!.asked.request.jobId).toBe(first)
    await booth.finishGeneration(0)
    await until(() => booth.generations.length === 2)
    expect(booth.generations[1]!.asked.request.jobId).toBe(third)
  })

  test('fills every slot', async () => {
    const booth = createTestBooth({ slots: 3 })
    await booth.queue.open()
    for (let n = 0; n < 5; n++) await uploaded(booth)
    await until(() => booth.generations.length === 3)
    expect(booth.board.all().filter((job) => job.state === 'generating')).toHaveLength(3)
  })

  test('keeps a failed job with its original, its error and its attempts, and runs it again on retry', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await uploaded(booth)
    await until(() => booth.generations.length === 1)
    booth.generations[0]!.reject(new AppError('generation_failed', 'It broke.', 'Try again.'))
    await until(() => booth.journal.get(jobId).state === 'failed')
    const failed = booth.journal.get(jobId)
    expect(failed.error).toEqual({ code: 'generation_failed', message: 'It broke.', hint: 'Try again.' })
    expect(failed.attempts).toBe(1)
    expect(booth.board.views()[jobId]?.canRetry).toBe(true)
    booth.queue.retry(jobId, { style: 'neon' })
    await until(() => booth.generations.length === 2)
    expect(booth.generations[1]!.asked.request.style.name).toBe('neon')
    expect(booth.journal.get(jobId).attempts).toBe(2)
  })

  test('makes on retry what was asked for, where something else had stood in', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await uploaded(booth)
    await until(() => booth.generations.length === 1)
    booth.board.put(booth.journal.note(jobId, { standIn: { style: 'neon', backend: 'builtin' } }))
    booth.generations[0]!.reject(new AppError('generation_failed', 'It broke.', 'Try again.'))
    await until(() => booth.journal.get(jobId).state === 'failed')
    booth.queue.retry(jobId, {})
    await until(() => booth.generations.length === 2)
    expect(booth.generations[1]!.asked.request.style.name).toBe('neon')
    expect(booth.journal.get(jobId)).toMatchObject({ style: 'neon', standIn: null })
  })

  test('fails a generation that takes longer than its style allows', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await uploaded(booth)
    await until(() => booth.generations.length === 1)
    booth.clock.advance(90_000)
    await until(() => booth.journal.get(jobId).state === 'failed')
    expect(booth.journal.get(jobId).error?.code).toBe('generation_timeout')
  })

  test('cancels a running generation and goes on with the next', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const first = await uploaded(booth)
    await uploaded(booth)
    await until(() => booth.generations.length === 1)
    booth.queue.cancel(first)
    expect(booth.journal.get(first).state).toBe('cancelled')
    expect(booth.generations[0]!.asked.hooks.signal.aborted).toBe(true)
    await until(() => booth.generations.length === 2)
  })

  test('never lets progress fall, and estimates from the steps', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await uploaded(booth)
    await until(() => booth.generations.length === 1)
    const { hooks } = booth.generations[0]!.asked
    booth.clock.advance(1000)
    hooks.onProgress({ fraction: 0.5, step: 5, maxSteps: 10, node: 'ink' })
    expect(booth.board.views()[jobId]).toMatchObject({ progress: 0.5, etaMs: 1000 })
    hooks.onProgress({ fraction: Number.NaN, step: 5, maxSteps: 10, node: 'ink' })
    hooks.onProgress({ fraction: 0.2, step: 5, maxSteps: 10, node: 'ink' })
    expect(booth.board.views()[jobId]?.progress).toBe(0.5)
  })

  test('drains when paused: no new press, but everything in line is finished', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    await uploaded(booth)
    await uploaded(booth)
    booth.queue.pause()
    expect(() => booth.queue.press(press)).toThrow(expect.objectContaining({ code: 'paused' }))
    expect(booth.queue.status()).toMatchObject({ paused: true, draining: true })
    await until(() => booth.generations.length === 1)
    expect(booth.queue.status()).toMatchObject({ inHand: 1, waiting: 1 })
    await booth.finishGeneration(0)
    await until(() => booth.generations.length === 2)
    booth.queue.resume()
    expect(booth.queue.press(press).duplicate).toBe(false)
  })

  test('tells when it is paused or resumed, so that consoles show it at once', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const seen: boolean[] = []
    booth.queue.onChange(() => seen.push(booth.queue.status().paused))
    booth.queue.pause()
    booth.queue.resume()
    expect(seen).toEqual([true, false])
  })

  test('takes 200 presses and finishes them all in order', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const ids: string[] = []
    for (let n = 0; n < 200; n++) ids.push(await uploaded(booth))
    for (let n = 0; n < 200; n++) {
      await until(() => booth.generations.length === n + 1)
      await booth.finishGeneration(n)
      await until(() => booth.saves.length === n + 1)
      booth.saves[n]!.resolve({ name: `PhotoCall-${ids[n]}.jpg`, root: '/share', handedTo: null })
    }
    await until(() => booth.journal.count(['saved']) === 200)
    expect(booth.generations.map(({ asked }) => asked.request.jobId)).toEqual(ids)
  }, 240_000)
})

describe('an upload', () => {
  test('that is no picture is refused before anything is journaled', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const path = await booth.incoming('text')
    await expect(booth.queue.upload({ path })).rejects.toMatchObject({ code: 'picture_unreadable' })
    expect(booth.journal.count(null)).toBe(0)
    expect(existsSync(path)).toBe(false)
  })

  test('is never merged with another', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    expect(await uploaded(booth)).not.toBe(await uploaded(booth))
  })
})

describe('saving', () => {
  test('waits visibly while the share is away, and blocks nobody', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    booth.setShare('away')
    const first = await uploaded(booth)
    await uploaded(booth)
    await until(() => booth.generations.length === 1)
    await booth.finishGeneration(0)
    await until(() => booth.journal.get(first).state === 'saving')
    expect(booth.board.views()[first]).toMatchObject({ waitsForShare: true, resultUrl: `/media/results/${first}` })
    await until(() => booth.generations.length === 2)
    booth.setShare('ready')
    expect(booth.board.views()[first]?.waitsForShare).toBe(false)
  })

  test('that failed goes on from the finished picture on retry', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const jobId = await uploaded(booth)
    await until(() => booth.generations.length === 1)
    await booth.finishGeneration(0)
    await until(() => booth.saves.length === 1)
    booth.saves[0]!.reject(new AppError('share_verify_failed', 'It reads back otherwise.', 'Check the drive.'))
    await until(() => booth.journal.get(jobId).state === 'failed')
    booth.queue.retry(jobId, {})
    await until(() => booth.saves.length === 2)
    expect(booth.generations).toHaveLength(1)
    expect(booth.saves[1]!.asked.name).toBe(`PhotoCall-${jobId}.jpg`)
  })
})

describe('a restyle', () => {
  test('makes a new job from the kept original', async () => {
    const booth = createTestBooth()
    await booth.queue.open()
    const first = await uploaded(booth)
    const second = await booth.queue.restyle(first, { style: 'neon' })
    const job = booth.journal.get(second.jobId)
    expect(job.style).toBe('neon')
    expect(job.original?.file).not.toBe(booth.journal.get(first).original?.file)
    expect(existsSync(booth.folder.resolve(job.original!.file))).toBe(true)
  })
})

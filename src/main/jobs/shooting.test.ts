import { expect, test, vi } from 'vitest'
import { awaitsShutter } from '../../contract/job'
import { silentLog } from '../lib/log'
import type { Source } from '../sources/source'
import { createShooting } from './shooting'
import { newJobOfTests } from './testing/new-job'
import { createTestBooth, imagesOfTests, type TestBooth } from './testing/test-booth'

/** A press that is taken at once, by this source. */
function shoot(booth: TestBooth, take: Source['take']) {
  const webcam: Source = { name: 'webcam', leadMs: 0, blocked: () => null, take }
  const shooting = createShooting({
    ...{ ...booth, log: silentLog, onTaken: () => undefined },
    sources: new Map([['webcam', webcam]]),
  })
  const { id } = shooting.start(newJobOfTests({ state: 'capturing', countdownSec: 0 }))
  booth.clock.advance(0)
  return { shooting, id }
}

/** What is let through when the test says so. */
function gate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

test('a job is not begun anew before its cancelled picture is deleted, with which the new one would go', async () => {
  const [look, deletion] = [gate(), gate()]
  const booth = createTestBooth({ images: { verify: (path) => look.opened.then(() => imagesOfTests.verify(path)) } })
  const deleted = vi.spyOn(booth.originals, 'remove').mockReturnValue(deletion.opened)
  const { shooting, id } = shoot(booth, async () => ({ path: await booth.incoming(), shutterMissMs: 0 }))
  await vi.waitFor(() => expect(shooting.isCounting(id)).toBe(false))
  shooting.cancel(id)
  look.open()
  await vi.waitFor(() => expect(deleted).toHaveBeenCalledTimes(1))
  const restart = () => shooting.restart(booth.journal.get(id))
  expect(restart).toThrow(expect.objectContaining({ code: 'not_possible_now' }))
  deletion.open()
  await vi.waitFor(() => expect(restart().state).toBe('capturing'))
})

test('a job that is begun anew has no moment of a picture yet', async () => {
  const booth = createTestBooth()
  const { shooting, id } = shoot(booth, () => Promise.resolve(null))
  await vi.waitFor(() =>
    expect(booth.journal.get(id)).toMatchObject({ state: 'queued', takenAtMs: booth.clock.nowMs() }),
  )
  booth.journal.move(id, 'failed')
  expect(awaitsShutter(shooting.restart(booth.journal.get(id)))).toBe(true)
})

import { expect, test, vi } from 'vitest'
import { awaitsShutter } from '../../contract/job'
import { silentLog } from '../lib/log'
import type { Source } from '../sources/source'
import { createShooting } from './shooting'
import { newJobOfTests } from './testing/new-job'
import { createTestBooth, type TestBooth } from './testing/test-booth'

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

test('a job that is begun anew has no moment of a picture yet', async () => {
  const booth = createTestBooth()
  const { shooting, id } = shoot(booth, () => Promise.resolve(null))
  await vi.waitFor(() =>
    expect(booth.journal.get(id)).toMatchObject({ state: 'queued', takenAtMs: booth.clock.nowMs() }),
  )
  booth.journal.move(id, 'failed')
  expect(awaitsShutter(shooting.restart(booth.journal.get(id)))).toBe(true)
})

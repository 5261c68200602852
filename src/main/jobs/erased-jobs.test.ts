import { expect, test } from 'vitest'
import type { ErrorCode } from '../../contract/errors'
import type { NewJob } from './journal'
import { newJobOfTests } from './testing/new-job'
import { createTestBooth } from './testing/test-booth'

const ends: [string, Partial<NewJob>, ErrorCode][] = [
  ['whose picture could not be kept', {}, 'picture_not_kept'],
  ['that was put aside', {}, 'poison'],
  ['of words alone', { source: 'text', style: 'words' }, 'generation_failed'],
  ['that TouchDesigner takes and makes', { source: 'touchdesigner', backend: 'touchdesigner' }, 'td_failed'],
]

test.each(ends)('a job %s is tried again, and never once its pictures are erased', async (_what, change, code) => {
  const booth = createTestBooth()
  await booth.queue.open()
  const { id } = booth.journal.add(newJobOfTests({ state: 'capturing', ...change }))
  booth.board.put(booth.journal.move(id, 'failed', { error: { code, message: 'It broke.', hint: '' } }))
  expect(booth.board.views()[id]?.canRetry).toBe(true)
  booth.erasures.plan(id, true)
  booth.board.put(booth.journal.get(id))
  expect(booth.board.views()[id]?.canRetry).toBe(false)
  for (const style of [{}, { style: 'words' }]) {
    expect(() => booth.queue.retry(id, style)).toThrow(expect.objectContaining({ code: 'not_possible_now' }) as Error)
  }
  expect(booth.journal.get(id)).toMatchObject({ state: 'failed', error: { code } })
})

import { expect, test } from 'vitest'
import type { CanvasJobFacts } from '../../../contract/canvas-protocol'
import { exampleId } from '../../../contract/testing/state-example'
import { createDismissedJobs } from './dismissed-jobs'

function tab() {
  const kept = new Map<string, string>()
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  }
}

const jobIn = (number: number, state: CanvasJobFacts['state']): CanvasJobFacts => ({
  jobId: exampleId(number),
  number,
  state,
  progress: 1,
  position: null,
  etaMs: null,
})

test('results that were put aside stay so over a reload of the tab, each of them', () => {
  const storage = tab()
  const before = createDismissedJobs(storage)
  expect(before.has(jobIn(1, 'saved'))).toBe(false)
  before.add(jobIn(1, 'saved'))
  before.add(jobIn(2, 'failed'))
  expect(before.has(jobIn(1, 'saved'))).toBe(true)
  const after = createDismissedJobs(storage)
  expect([1, 2].map((number) => after.has(jobIn(number, number === 1 ? 'saved' : 'failed')))).toEqual([true, true])
  expect(after.has(jobIn(3, 'saved'))).toBe(false)
})

test('a picture that was retried after it failed is told again, to its end', () => {
  const storage = tab()
  const dismissed = createDismissedJobs(storage)
  dismissed.add(jobIn(1, 'failed'))
  expect(dismissed.has(jobIn(1, 'generating'))).toBe(false)
  expect(dismissed.has(jobIn(1, 'failed'))).toBe(false)
  dismissed.add(jobIn(1, 'failed'))
  expect(createDismissedJobs(storage).has(jobIn(1, 'saved'))).toBe(false)
})

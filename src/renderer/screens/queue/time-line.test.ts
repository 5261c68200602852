import { describe, expect, test } from 'vitest'
import type { JobState } from '../../../contract/job'
import { timeLineOf, totalMs } from './time-line'

function line(...steps: [JobState, number][]) {
  const timeline = steps.map(([state, atMs]) => ({ state, atMs }))
  return { state: steps.at(-1)![0], timeline, takenAtMs: 5000 }
}

const shortly = (job: ReturnType<typeof line>) =>
  Object.fromEntries(timeLineOf(job).map(({ id, phase, durationMs }) => [id, [phase, durationMs]]))

describe('the time line of a job', () => {
  test('tells what is done and how long it took, what runs, and what comes', () => {
    expect(shortly(line(['counting', 0], ['capturing', 5000], ['queued', 5200], ['generating', 17_200]))).toEqual({
      counting: ['done', 5000],
      capturing: ['done', 200],
      queued: ['done', 12_000],
      generating: ['now', null],
      saving: ['ahead', null],
      saved: ['ahead', null],
    })
  })

  test('leaves out what an upload never has', () => {
    const { counting, capturing } = shortly(line(['capturing', 0], ['queued', 1], ['generating', 2]))
    expect([counting, capturing]).toEqual([
      ['skipped', null],
      ['done', 1],
    ])
  })

  test('shows a verified picture as done to the end', () => {
    const steps = timeLineOf(line(['capturing', 0], ['queued', 1], ['generating', 2], ['saving', 3], ['saved', 4]))
    expect(steps.filter(({ phase }) => phase === 'done').map(({ id }) => id)).toEqual([
      'capturing',
      'queued',
      'generating',
      'saving',
      'saved',
    ])
  })

  test('shows where a job failed or was cancelled, and after how long', () => {
    expect(shortly(line(['queued', 0], ['generating', 10], ['failed', 100]))['generating']).toEqual(['failed', 90])
    expect(shortly(line(['queued', 0], ['cancelled', 7]))['queued']).toEqual(['cancelled', 7])
  })

  test('begins the retried steps anew', () => {
    const retried = line(['queued', 0], ['generating', 10], ['failed', 100], ['queued', 200], ['generating', 230])
    expect(shortly(retried)).toMatchObject({ queued: ['done', 30], generating: ['now', null], saving: ['ahead', null] })
    const savedAgain = line(['queued', 0], ['generating', 10], ['saving', 20], ['failed', 30], ['saving', 40])
    expect(shortly(savedAgain)).toMatchObject({ generating: ['done', 30], saving: ['now', null] })
  })

  test('waits again where a restart cut the generating short', () => {
    expect(shortly(line(['queued', 0], ['generating', 10], ['queued', 50]))).toMatchObject({
      queued: ['now', null],
      generating: ['ahead', null],
    })
  })
})

test('the total runs from the picture to the verified file', () => {
  expect(totalMs(line(['capturing', 4000], ['queued', 5000], ['saving', 9000], ['saved', 9500]))).toBe(4500)
  expect(totalMs(line(['queued', 5000], ['failed', 9000]))).toBeNull()
})

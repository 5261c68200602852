import { describe, expect, test } from 'vitest'
import type { JobState, JobView } from '../../../contract/job'
import { exampleJob } from '../../../contract/testing/state-example'
import { queueRows } from './queue-rows'
import { fetchAllIn, unshownStates, type PageQuery } from './unshown-jobs'

const line = (first: number, last: number, state: JobState = 'queued') =>
  Array.from({ length: last - first + 1 }, (_, i) => exampleJob(first + i, { state, position: first + i }))

/** Answers as the core does: newest first, below a number. */
function coreWith(all: readonly JobView[]) {
  let answers = 0
  return {
    answers: () => answers,
    ask({ states, limit, beforeNumber = Infinity }: PageQuery) {
      answers += 1
      const matching = all.filter(({ state }) => states.includes(state))
      const below = matching.filter(({ number }) => number < beforeNumber).sort((a, b) => b.number - a.number)
      return Promise.resolve({ total: matching.length, jobs: below.slice(0, limit) })
    },
  }
}

describe('what the state does not hold', () => {
  test('is missed by its state alone: a long line, or many that wait for the share', () => {
    const jobs = [...line(1, 3), exampleJob(4, { state: 'generating' }), exampleJob(5, { state: 'saving' })]
    expect(unshownStates(jobs, { waiting: 3, inHand: 2 })).toEqual([])
    expect(unshownStates(jobs, { waiting: 300, inHand: 2 })).toEqual(['queued'])
    expect(unshownStates(jobs, { waiting: 3, inHand: 200 })).toEqual(['saving'])
  })

  test.each([0, 99, 100, 101, 300])('is fetched to the last of %i', async (count) => {
    const core = coreWith([...line(1, count), ...line(1000, 1100, 'saved')])
    const jobs = await fetchAllIn(['queued'], core.ask)
    expect(jobs.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, i) => count - i))
    expect(core.answers()).toBe(Math.floor(count / 100) + 1)
  })

  test('stands in the line at its place, each job once', async () => {
    const all = line(1, 300)
    const shown = [...all.slice(0, 130), ...all.slice(280)]
    const unshown = await fetchAllIn(['queued'], coreWith(all).ask)
    const rows = queueRows({ jobs: shown, unshown, older: [], showAllFailed: false, hasMore: false })
    expect(rows[0]).toMatchObject({ group: 'waiting', count: 300 })
    expect(rows.flatMap((row) => (row.kind === 'job' ? row.job.number : []))).toEqual(all.map(({ number }) => number))
  })
})

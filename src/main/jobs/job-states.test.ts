import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jobState, type JobState } from '../../contract/job'
import { finalStates, initialStates, isLegal, transitions } from './job-states'

test('every state has its row, and every unfinished one can end', () => {
  expect(Object.keys(transitions).sort()).toEqual([...jobState.options].sort())
  for (const state of jobState.options) {
    if (!finalStates.includes(state)) expect(transitions[state]).toContain('failed')
  }
})

test('whatever is asked for, a job reaches saved only through saving, and saved is the end', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...jobState.options), { maxLength: 40 }), (wishes) => {
      const path: JobState[] = [initialStates[0]!]
      for (const wish of wishes) if (isLegal(path.at(-1)!, wish)) path.push(wish)
      const saved = path.indexOf('saved')
      if (saved !== -1) {
        expect(path[saved - 1]).toBe('saving')
        expect(saved).toBe(path.length - 1)
      }
    }),
  )
})

import { expect, test } from 'vitest'
import type { JobState } from '../../contract/job'
import { attemptOf, isNamedAfter } from './attempt'

const made = (...states: JobState[]) => ({ timeline: states.map((state) => ({ state, atMs: 0 })) })

test('a job is attempted once, and once more after each end that was none', () => {
  expect(attemptOf(made('counting', 'capturing'))).toBe(1)
  // cut by a restart: the same one goes on
  expect(attemptOf(made('queued', 'generating', 'queued', 'generating'))).toBe(1)
  expect(attemptOf(made('counting', 'cancelled', 'counting', 'capturing', 'queued', 'failed', 'counting'))).toBe(3)
})

test.each([
  ['Gala/a-2.jpg', true],
  ['a-2 (2).png', true],
  ['A-2 (1).JPG', true],
  ['a.jpg', false],
  ['a (2).jpg', false],
  ['a-3.jpg', false],
])('%s was meant to be called a-2.jpg: %s', (file, isSo) => {
  expect(isNamedAfter(file, 'a-2.jpg')).toBe(isSo)
})

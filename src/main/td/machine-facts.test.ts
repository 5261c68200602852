import { expect, test } from 'vitest'
import { fromTouchDesigner } from '../../contract/td-protocol'
import { factsIn } from './machine-facts'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const check = (ok: boolean) => ({ name: 'component', ok, detail: '' })
const troubled = { checks: [check(false)], trouble: { message: 'The drive is full.', code: null, params: {} } }
const said = (message: object, known: Parameters<typeof factsIn>[1] = troubled) =>
  factsIn(fromTouchDesigner.parse(message), known)

test('what is wrong with a machine is kept, what is wrong with a job is not its own', () => {
  expect(said({ type: 'error', message: 'No TOP.' })).toEqual({
    trouble: { message: 'No TOP.', code: null, params: {} },
  })
  const named = { message: 'The saved file is wrong.', code: 'saved_file_wrong', params: { path: 'E:/a.jpg' } }
  expect(said({ type: 'error', jobId: null, ...named })).toEqual({ trouble: named })
  expect(said({ type: 'error', message: 'No TOP.', code: 7, params: 'none' })).toEqual({
    trouble: { message: 'No TOP.', code: null, params: {} },
  })
  expect(said({ type: 'error', jobId, message: 'No TOP.' })).toBeNull()
})

test('a machine that works again has no trouble any more', () => {
  expect(said({ type: 'started', jobId })).toEqual({ trouble: null })
  expect(said({ type: 'saved', jobId, path: 'E:/a.jpg' })).toEqual({ trouble: null })
  expect(said({ type: 'saved', jobId, path: 'E:/a.jpg' }, { ...troubled, trouble: null })).toBeNull()
  expect(said({ type: 'progress', jobId, progress: 0.5 })).toBeNull()
})

test('its trouble is over once everything of its set-up is right that was not, and stays where nothing was mended', () => {
  expect(said({ type: 'status', state: 'idle', checks: [check(true)] })).toEqual({
    ...{ state: 'idle', checks: [check(true)] },
    trouble: null,
  })
  const right = { ...troubled, checks: [check(true)] }
  for (const checks of [[check(true)], [check(false)], []])
    expect(said({ type: 'status', checks }, right)).toEqual({ state: null, checks })
  expect(said({ type: 'status', checks: [check(true), check(false)] })).not.toHaveProperty('trouble')
})

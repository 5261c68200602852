import { expect, test } from 'vitest'
import { fromTouchDesigner } from '../../contract/td-protocol'
import { factsIn } from './machine-facts'

const jobId = '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60'
const check = (ok: boolean) => ({ name: 'component', ok, detail: '' })
const troubled = { checks: [check(false)], trouble: 'The drive is full.' }
const said = (message: object, known = troubled) => factsIn(fromTouchDesigner.parse(message), known)

test('what is wrong with a machine is kept, what is wrong with a job is not its own', () => {
  expect(said({ type: 'error', message: 'No TOP.' })).toEqual({ trouble: 'No TOP.' })
  expect(said({ type: 'error', jobId, message: 'No TOP.' })).toBeNull()
})

test('a machine that works again has no trouble any more', () => {
  expect(said({ type: 'started', jobId })).toEqual({ trouble: '' })
  expect(said({ type: 'saved', jobId, path: 'E:/a.jpg' })).toEqual({ trouble: '' })
  expect(said({ type: 'saved', jobId, path: 'E:/a.jpg' }, { ...troubled, trouble: '' })).toBeNull()
  expect(said({ type: 'progress', jobId, progress: 0.5 })).toBeNull()
})

test('its trouble is over once everything of its set-up is right that was not, and stays where nothing was mended', () => {
  expect(said({ type: 'status', state: 'idle', checks: [check(true)] })).toEqual({
    ...{ state: 'idle', checks: [check(true)] },
    trouble: '',
  })
  const right = { ...troubled, checks: [check(true)] }
  for (const checks of [[check(true)], [check(false)], []])
    expect(said({ type: 'status', checks }, right)).toEqual({ state: null, checks })
  expect(said({ type: 'status', checks: [check(true), check(false)] })).not.toHaveProperty('trouble')
})

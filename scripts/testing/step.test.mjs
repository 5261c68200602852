import { expect, it } from 'vitest'
import { runStep } from './step.mjs'

const node = (code) => [process.execPath, ['-e', code]]
const run = (step, earlier = []) => runStep({ step: { name: 'a step', ...step }, earlier, root: process.cwd() })
const fine = () => ({ passed: 1, failures: [], skipped: [] })

it('passes a step whose commands end well', () => {
  expect(run({ commands: [node('')] })).toMatchObject({ ok: true, passed: 0, failures: [] })
})

it('counts a crashed step as one failure under its name, even when every test in its report passed', () => {
  expect(run({ commands: [node('process.exit(3)')], counts: () => fine() })).toMatchObject({
    ok: false,
    passed: 1,
    failures: ['a step'],
  })
})

it('fails a step of tests that ran none', () => {
  const counts = () => ({ passed: 0, failures: [], skipped: [] })
  expect(run({ commands: [node('')], counts })).toMatchObject({ ok: false, failures: ['a step'] })
})

it('fails a step whose report is missing', () => {
  const counts = () => {
    throw new Error('no such file')
  }
  expect(run({ commands: [node('')], counts })).toMatchObject({ ok: false, failures: ['a step'] })
})

it('names the failed tests rather than the step', () => {
  const counts = () => ({ passed: 1, failures: ['one test'], skipped: [] })
  expect(run({ commands: [node('process.exit(1)')], counts }).failures).toEqual(['one test'])
})

it('does not run a step whose need failed', () => {
  const earlier = [{ name: 'build', ok: false }]
  expect(run({ commands: [node('')], needs: 'build' }, earlier)).toMatchObject({ ok: false, failures: ['a step'] })
})

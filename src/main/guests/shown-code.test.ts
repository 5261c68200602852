import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { codeShownMs, createShownCode } from './shown-code'

function shownCode() {
  const clock = createManualClock()
  const told: (string | null)[] = []
  const code = createShownCode({ clock, onChange: () => told.push(code.jobId()) })
  return { clock, code, told }
}

test('the code is shown until it is hidden, and every change is told once', () => {
  const { clock, code, told } = shownCode()
  code.show('one', 'a')
  code.show('one', 'a')
  code.show('two', 'a')
  code.hide('a')
  code.hide('a')
  expect(told).toEqual(['one', 'two', null])
  expect(clock.pending()).toBe(0)
})

test('it goes with the page that asked for it, and with no other', () => {
  const { code } = shownCode()
  code.show('one', 'a')
  code.left('b')
  expect(code.jobId()).toBe('one')
  code.left('a')
  expect(code.jobId()).toBeNull()
  code.show('one', null)
  code.left('a')
  expect(code.jobId()).toBe('one')
})

test('it goes by itself when nobody asks for it again', () => {
  const { clock, code, told } = shownCode()
  code.show('one', 'a')
  clock.advance(codeShownMs - 1)
  code.keep('one', 'a')
  clock.advance(codeShownMs - 1)
  expect(code.jobId()).toBe('one')
  clock.advance(1)
  expect(code.jobId()).toBeNull()
  expect(told).toEqual(['one', null])
})

test('who was shown before takes the place of nobody: neither by keeping on nor by hiding', () => {
  const { code, told } = shownCode()
  code.show('one', 'a')
  code.show('two', 'b')
  code.keep('one', 'a')
  code.hide('a')
  expect(code.jobId()).toBe('two')
  code.hide(null)
  code.keep('two', 'b')
  expect(code.jobId()).toBeNull()
  expect(told).toEqual(['one', 'two', null])
})

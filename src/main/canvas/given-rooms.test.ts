import { expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createIsTokenBraked } from './given-rooms'
import { createGuessBrake } from './guess-brake'

it('who guesses tokens is not answered for a while, and others are', () => {
  const clock = createManualClock()
  const isToken = createIsTokenBraked((token) => token === 'right', createGuessBrake(clock))
  for (let hellos = 0; hellos < 20; hellos++) expect(isToken('', '10.0.0.7')).toBe(false)
  expect(isToken('right', '10.0.0.7')).toBe(true)
  for (let guess = 0; guess < 10; guess++) expect(isToken(`wrong-${guess}`, '10.0.0.7')).toBe(false)
  expect([isToken('right', '10.0.0.7'), isToken('right', '10.0.0.8')]).toEqual([false, true])
  clock.advance(60_000)
  expect(isToken('right', '10.0.0.7')).toBe(true)
})

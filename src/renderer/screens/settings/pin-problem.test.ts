import { expect, test } from 'vitest'
import { pinProblem } from './pin-problem'

test('a PIN has 4 to 12 digits, typed twice alike', () => {
  expect(pinProblem('2580', '2580')).toBeNull()
  for (const pin of ['', '123', '12a4', '1234567890123', '12 34']) expect(pinProblem(pin, pin)).toBe('form')
  expect(pinProblem('2580', '2581')).toBe('different')
})

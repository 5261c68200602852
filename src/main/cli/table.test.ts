import { expect, test } from 'vitest'
import { printable, tableLines } from './table'

test('columns stand in line, and the last one ends where it ends', () => {
  expect(
    tableLines([
      ['a', 'bb', 'c'],
      ['aaa', 'b', 'cccc'],
      ['a', 'b', ''],
    ]),
  ).toEqual(['a    bb  c', 'aaa  b   cccc', 'a    b'])
  expect(tableLines([])).toEqual([])
})

test('words of others neither move the cursor nor turn the direction of the line', () => {
  expect(printable('a\u001b[2Jb\r\nc\u0007\u202ed')).toBe('a [2Jb c d')
  expect(tableLines([['\u001b[31m', 'x']])[0]).not.toContain('\u001b')
  expect(printable('Niña 🎈')).toBe('Niña 🎈')
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvLine } from './csv'

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '=HYPERLINK("http://x")'])(
  'a cell that begins as %j is no formula any more',
  (cell) => {
    expect(csvLine([cell]).startsWith(`"'`)).toBe(true)
  },
)

it('cells keep commas, quotes, lines and letters of every tongue', () => {
  expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'Niña 🎈', 7, null])).toBe(
    '"a,b","say ""hi""","two\nlines","Niña 🎈","7",""\r\n',
  )
})

it('whatever is in a cell, what is read back is that, or that behind an apostrophe', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (cells) => {
      const read = [
        ...csvLine(cells)
          .slice(0, -2)
          .matchAll(/"((?:[^"]|"")*)"(?:,|$)/g),
      ].map(([, one]) => one!.replaceAll('""', '"'))
      expect(read.map((one, at) => (one === `'${cells[at]}` ? cells[at] : one))).toEqual(cells)
      for (const one of read) expect(one).not.toMatch(/^[=+\-@\t\r\n]/)
    }),
  )
})

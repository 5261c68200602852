import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commonAspect, gapPx, gridRows, gridShape, neighbour, rowOf, type Direction } from './grid-layout'

const shape = { columns: 4, cellWidthPx: 200, cellHeightPx: 112 }
const hours = [
  { startMs: 2, count: 6 },
  { startMs: 1, count: 1 },
  { startMs: 0, count: 9 },
]
const rows = gridRows(hours, shape)
const total = 16
const go = (index: number, direction: Direction) => neighbour({ rows, total, index, direction, pageRows: 2 })

describe('the grid', () => {
  test('fills the width with cells of one size', () => {
    const { columns, cellWidthPx, cellHeightPx } = gridShape({ widthPx: 1300, aspect: 16 / 9 })
    expect(columns * cellWidthPx + (columns - 1) * gapPx).toBeLessThanOrEqual(1300)
    expect(cellWidthPx / cellHeightPx).toBeCloseTo(16 / 9, 1)
  })

  test('begins each hour with a header and a new row', () => {
    expect(rows.map((row) => (row.kind === 'hour' ? `hour ${row.count}` : row.count))).toEqual([
      'hour 6',
      4,
      2,
      'hour 1',
      1,
      'hour 9',
      4,
      4,
      1,
    ])
  })

  test('holds every picture once, without gap or overlap, for any hours and width', () => {
    const anyHours = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 12 })
    fc.assert(
      fc.property(anyHours, fc.integer({ min: 1, max: 12 }), (counts, columns) => {
        const made = gridRows(
          counts.map((count, i) => ({ startMs: -i, count })),
          { ...shape, columns },
        )
        let [topPx, index] = [0, 0]
        for (const row of made) {
          expect([row.topPx, row.firstIndex]).toEqual([topPx, index])
          topPx += row.heightPx
          if (row.kind === 'pictures') index += row.count
        }
        expect(index).toBe(counts.reduce((sum, count) => sum + count, 0))
        for (const at of index === 0 ? [] : [0, index - 1]) {
          const row = made[rowOf(made, at)]!
          expect(row.kind === 'pictures' && at >= row.firstIndex && at < row.firstIndex + row.count).toBe(true)
        }
        expect(rowOf(made, index)).toBe(-1)
      }),
    )
  })
})

describe('arrow keys', () => {
  test('go on over the end of a row', () => {
    expect([go(3, 'right'), go(4, 'left'), go(0, 'left'), go(15, 'right')]).toEqual([4, 3, 0, 15])
  })

  test('keep the column up and down, or take the last of a shorter row', () => {
    expect([go(1, 'down'), go(3, 'down'), go(5, 'down'), go(6, 'down'), go(10, 'up')]).toEqual([5, 5, 6, 7, 6])
  })

  test('stay at the first and the last row', () => {
    expect([go(2, 'up'), go(15, 'down')]).toEqual([2, 15])
  })

  test('leap by a page, to the beginning and to the end', () => {
    expect([go(0, 'pageDown'), go(15, 'pageUp'), go(7, 'first'), go(7, 'last')]).toEqual([6, 7, 0, 15])
  })

  test('lead nowhere in an empty gallery', () => {
    expect(neighbour({ rows: [], total: 0, index: 0, direction: 'down', pageRows: 1 })).toBe(-1)
  })
})

test('cells take the form that most pictures have, within reason', () => {
  const wide = { widthPx: 1920, heightPx: 1080 }
  const tall = { widthPx: 900, heightPx: 1600 }
  expect(commonAspect([wide, tall, wide])).toBeCloseTo(16 / 9, 1)
  expect(commonAspect([tall])).toBe(3 / 4)
  expect(commonAspect([{ widthPx: 0, heightPx: 0 }])).toBeCloseTo(16 / 9)
})

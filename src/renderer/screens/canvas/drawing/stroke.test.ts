import { describe, expect, test } from 'vitest'
import { areaOf, joinAt, outlineOf, pointLimit, type StrokePoint } from './stroke'
import { createStrokeInput } from './stroke-input'

const ink = { color: '#000000', sizePx: 20, opacity: 1, thinning: 0.65 }
const line = (pressure: number): StrokePoint[] =>
  Array.from({ length: 50 }, (_, i) => [100 + i * 4, 200, pressure] as const)

function heightOf(points: StrokePoint[]): number {
  return areaOf(outlineOf({ ink, points }), 1024)!.heightPx
}

describe('a stroke’s shape', () => {
  test('swells with pressure', () => {
    expect(heightOf(line(0.9))).toBeGreaterThan(heightOf(line(0.5)) + 4)
    expect(heightOf(line(0.1))).toBeLessThan(heightOf(line(0.5)) - 4)
  })

  test('is a dot where the pointer only touched', () => {
    const area = areaOf(outlineOf({ ink, points: [[300, 300, 0.5]] }), 1024)!
    expect(area.widthPx).toBeGreaterThan(16)
    expect(area.widthPx).toBeLessThan(30)
  })

  test('touches no pixel beside the sheet', () => {
    const points: StrokePoint[] = [
      [-50, 1000, 0.5],
      [10, 1010, 0.5],
      [40, 1200, 0.5],
    ]
    const { x, y, widthPx, heightPx } = areaOf(outlineOf({ ink, points }), 1024)!
    expect(x).toBe(0)
    expect(y + heightPx).toBe(1024)
    expect(widthPx).toBeLessThan(120)
  })

  test('is continued from two widths back', () => {
    const points = line(0.5)
    const from = joinAt({ ink, points }, 40)
    expect((40 - from) * 4).toBeGreaterThanOrEqual(2 * ink.sizePx)
    expect(from).toBeGreaterThan(20)
    expect(joinAt({ ink, points }, 3)).toBe(0)
  })
})

describe('a pointer’s samples', () => {
  const at = (x: number, y: number, atMs: number, pressure: number | null = null) => ({ x, y, atMs, pressure })

  test('become a line that ends where the pointer was lifted', () => {
    const input = createStrokeInput(at(0, 0, 0))
    for (let i = 1; i <= 20; i++) input.add(at(i * 10, 0, i * 4))
    expect(input.points().at(-1)![0]).toBeLessThan(200)
    input.end()
    expect(input.points().at(-1)!.slice(0, 2)).toEqual([200, 0])
  })

  test('take the tremble out of a line', () => {
    const input = createStrokeInput(at(0, 100, 0))
    for (let i = 1; i <= 60; i++) input.add(at(i * 3, 100 + (i % 2 ? 3 : -3), i * 4))
    const heights = input
      .points()
      .slice(10)
      .map(([, y]) => Math.abs(y - 100))
    expect(Math.max(...heights)).toBeLessThan(1.6)
  })

  test('carry the pen’s pressure without jumps', () => {
    const input = createStrokeInput(at(0, 0, 0, 0.1))
    for (let i = 1; i <= 50; i++) input.add(at(i * 4, 0, i * 8, 1))
    const pressures = input.points().map(([, , pressure]) => pressure)
    const jumps = pressures.slice(1).map((pressure, i) => Math.abs(pressure - pressures[i]!))
    expect(Math.max(...jumps)).toBeLessThan(0.2)
    expect(pressures.at(-1)).toBeGreaterThan(0.95)
  })

  test('of a finger are thinner the faster it goes', () => {
    const slow = createStrokeInput(at(0, 0, 0))
    const fast = createStrokeInput(at(0, 0, 0))
    for (let i = 1; i <= 40; i++) {
      slow.add(at(i * 2, 0, i * 8))
      fast.add(at(i * 30, 0, i * 8))
    }
    expect(fast.points().at(-1)![2]).toBeLessThan(slow.points().at(-1)![2] - 0.15)
  })

  test('that do not move add nothing, and a stroke has an end', () => {
    const input = createStrokeInput(at(5, 5, 0))
    for (let i = 1; i <= 100; i++) input.add(at(5, 5, i * 8))
    expect(input.points()).toHaveLength(1)
    for (let i = 0; !input.isFull(); i++) input.add(at(i % 2 ? 0 : 900, i % 1000, 1000 + i * 16))
    expect(input.points()).toHaveLength(pointLimit)
  })
})

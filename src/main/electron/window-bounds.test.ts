import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisplayFacts } from './displays'
import { placeConsole, readBounds, rememberBounds, writeBounds } from './window-bounds'

function display(label: string, x: number, width = 1920, height = 1080): DisplayFacts {
  const bounds = { x, y: 0, width, height }
  return { id: x, label, bounds, workArea: { ...bounds, y: 32, height: height - 32 } }
}

const laptop = display('Laptop', 0)
const beamer = display('Beamer', 1920)

describe('placeConsole', () => {
  it('opens in the middle of the first display at first', () => {
    expect(placeConsole(null, [laptop, beamer])).toEqual({ x: 240, y: 106, width: 1440, height: 900 })
  })

  it('is found again on its display after the displays changed places', () => {
    const remembered = rememberBounds({ x: 2000, y: 100, width: 1200, height: 800 }, beamer, false)
    const moved = display('Beamer', -1920)
    expect(placeConsole(remembered, [laptop, moved])).toEqual({ x: -1840, y: 100, width: 1200, height: 800 })
  })

  it('comes to the first display when its own is unplugged', () => {
    const remembered = rememberBounds({ x: 2000, y: 100, width: 1200, height: 800 }, beamer, false)
    expect(placeConsole(remembered, [laptop]).x).toBe(360)
  })

  it('is whole within a display, wherever it was', () => {
    const numbers = fc.integer({ min: -100_000, max: 100_000 })
    const sizes = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(numbers, numbers, sizes, sizes, (x, y, width, height) => {
        const remembered = { display: 'Laptop', x, y, width, height, maximised: false }
        const placed = placeConsole(remembered, [laptop])
        expect(placed.x).toBeGreaterThanOrEqual(0)
        expect(placed.y).toBeGreaterThanOrEqual(32)
        expect(placed.x + placed.width).toBeLessThanOrEqual(1920)
        expect(placed.y + placed.height).toBeLessThanOrEqual(1080)
        expect(placed.width).toBeGreaterThanOrEqual(1024)
      }),
    )
  })
})

describe('readBounds', () => {
  it('reads what was written, and takes a damaged file as none', () => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bounds-'))
    const path = join(dir, 'console.json')
    const remembered = rememberBounds({ x: 10, y: 50, width: 1200, height: 800 }, laptop, true)
    expect(readBounds(path)).toBeNull()
    writeBounds(path, remembered)
    expect(readBounds(path)).toEqual(remembered)
    writeFileSync(path, '{"display":')
    expect(readBounds(path)).toBeNull()
    rmSync(dir, { recursive: true })
  })
})

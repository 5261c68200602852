import { describe, expect, it } from 'vitest'
import { kioskDisplay, kioskMove, kioskPlace, labelledDisplays, type DisplayFacts } from './displays'

function display(id: number, label: string): DisplayFacts {
  const bounds = { x: (id - 1) * 1920, y: 0, width: 1920, height: 1080 }
  return { id, label, bounds, workArea: bounds }
}

describe('labelledDisplays', () => {
  it('gives every display a label of its own', () => {
    const labels = labelledDisplays([display(1, 'DELL'), display(2, ''), display(3, 'DELL'), display(4, ' ')])
    expect(labels.map(({ label }) => label)).toEqual(['DELL', 'Display 2', 'DELL (2)', 'Display 4'])
  })
})

describe('kioskDisplay', () => {
  const displays = [display(1, 'Laptop'), display(2, 'Beamer'), display(3, 'Touch')]

  it('is the chosen one', () => {
    expect(kioskDisplay({ displays, wanted: 'Touch', neverOn: [], consoleDisplayId: 1 })?.id).toBe(3)
  })

  it('is the chosen one even where the console is', () => {
    expect(kioskDisplay({ displays, wanted: 'Laptop', neverOn: [], consoleDisplayId: 1 })?.id).toBe(1)
  })

  it('is another than the console’s while nothing is chosen or the chosen one is gone', () => {
    expect(kioskDisplay({ displays, wanted: null, neverOn: [], consoleDisplayId: 1 })?.id).toBe(2)
    expect(kioskDisplay({ displays, wanted: 'Unplugged', neverOn: [], consoleDisplayId: 2 })?.id).toBe(1)
  })

  it('is the only one there is', () => {
    expect(kioskDisplay({ displays: [display(1, 'Laptop')], wanted: null, neverOn: [], consoleDisplayId: 1 })?.id).toBe(
      1,
    )
  })
})

describe('a display that is kept free', () => {
  const laptop = display(1, 'Laptop')
  const beamer = display(2, 'Beamer')
  const touch = display(3, 'Touch')
  const keptFree = { wanted: null, neverOn: ['Beamer'], consoleDisplayId: 1 }

  it('is passed over, also where it was chosen', () => {
    expect(kioskDisplay({ ...keptFree, displays: [laptop, beamer, touch] })?.id).toBe(3)
    expect(kioskDisplay({ ...keptFree, displays: [laptop, beamer, touch], wanted: 'Beamer' })?.id).toBe(3)
  })

  it('tells what opening means: on a display of its own, over the console, or nowhere', () => {
    expect(kioskPlace({ ...keptFree, displays: [laptop, touch] })).toBe('free')
    expect(kioskPlace({ ...keptFree, displays: [laptop, beamer] })).toBe('over-console')
    expect(kioskPlace({ ...keptFree, displays: [laptop, beamer], neverOn: ['Laptop', 'Beamer'] })).toBe('nowhere')
  })

  it('is left by a kiosk that is on it', () => {
    const open = { ...keptFree, currentDisplayId: 2, openedOverConsole: false }
    expect(kioskMove({ ...open, displays: [laptop, beamer, touch] })).toBe('move')
    expect(kioskMove({ ...open, displays: [laptop, beamer] })).toBe('hide')
  })
})

describe('kioskMove', () => {
  const laptop = display(1, 'Laptop')
  const touch = display(3, 'Touch')
  const open = { wanted: 'Touch', neverOn: [], consoleDisplayId: 1, currentDisplayId: 3, openedOverConsole: false }

  it('stays while its display is there', () => {
    expect(kioskMove({ ...open, displays: [laptop, touch, display(2, 'Beamer')] })).toBe('stay')
  })

  it('hides, and does not cover the console, when its display is unplugged', () => {
    expect(kioskMove({ ...open, displays: [laptop], currentDisplayId: 1 })).toBe('hide')
  })

  it('moves to another free display, and back when its own returns', () => {
    expect(kioskMove({ ...open, displays: [laptop, display(2, 'Beamer')], currentDisplayId: 1 })).toBe('move')
    expect(kioskMove({ ...open, displays: [laptop, display(2, 'Beamer'), touch], currentDisplayId: 2 })).toBe('move')
  })

  it('stays on the only display when it was opened there', () => {
    expect(kioskMove({ ...open, displays: [laptop], wanted: null, currentDisplayId: 1, openedOverConsole: true })).toBe(
      'stay',
    )
  })

  it('stays on the console’s display when that was chosen', () => {
    const displays = [laptop, touch]
    expect(kioskMove({ ...open, displays, wanted: 'Laptop', currentDisplayId: 1 })).toBe('stay')
  })
})

import { describe, expect, test } from 'vitest'
import { createPlainPixels } from '../testing/plain-pixels'
import { createPaper } from './paper'
import type { Stroke } from './stroke'

const ink = { color: '#000000', sizePx: 6, opacity: 1, thinning: 0 }
/** A level line from the left to the right. */
const lineAt = (y: number, color = ink.color): Stroke => ({
  ink: { ...ink, color },
  points: [6, 12, 18, 24, 30, 36, 42, 48, 54, 58].map((x) => [x, y, 0.5] as const),
})
const across = (x: number): Stroke => ({
  ink,
  points: lineAt(0).points.map(([along]) => [x, along, 0.5] as const),
})

function setUp(limits?: { steps: number; bytes: number }) {
  const pixels = createPlainPixels(64)
  return { pixels, paper: createPaper(pixels, limits && { limits }) }
}

describe('paper', () => {
  test('what is undone looks as before, pixel by pixel, and redone as it was', () => {
    const { pixels, paper } = setUp()
    paper.stroke(lineAt(20))
    const one = pixels.copy()
    paper.stroke(across(30))
    const two = pixels.copy()
    expect(two).not.toEqual(one)
    paper.undo()
    expect(pixels.copy()).toEqual(one)
    paper.redo()
    expect(pixels.copy()).toEqual(two)
    paper.undo()
    paper.undo()
    expect(paper.isBlank()).toBe(true)
    expect(new Set(pixels.copy())).toEqual(new Set([255]))
    expect(paper.undo()).toBeNull()
  })

  test('clear can be undone, and does nothing on a blank sheet', () => {
    const { pixels, paper } = setUp()
    expect(paper.clear()).toBeNull()
    paper.stroke(lineAt(20))
    const drawn = pixels.copy()
    paper.clear()
    expect(paper.isBlank()).toBe(true)
    paper.undo()
    expect(pixels.copy()).toEqual(drawn)
    expect(paper.isBlank()).toBe(false)
  })

  test('a new stroke ends what could be redone', () => {
    const { paper } = setUp()
    paper.stroke(lineAt(20))
    paper.undo()
    paper.stroke(lineAt(40))
    expect(paper.canRedo()).toBe(false)
    expect(paper.redo()).toBeNull()
  })

  test('a stroke beside the sheet is none', () => {
    const { paper } = setUp()
    expect(paper.stroke({ ink, points: [[-500, -500, 0.5]] })).toBeNull()
    expect(paper.canUndo()).toBe(false)
  })

  test('undo takes the own stroke out of a picture that others went on with, and nothing else', () => {
    const { pixels, paper } = setUp()
    paper.stroke(lineAt(20))
    const theirs = createPlainPixels(64)
    theirs.show(pixels.copy())
    createPaperOn(theirs, lineAt(44))
    paper.replace(theirs.copy())
    paper.undo()
    expect([pixels.at(32, 20), pixels.at(32, 44)]).toEqual([255, 0])
    paper.redo()
    expect([pixels.at(32, 20), pixels.at(32, 44)]).toEqual([0, 0])
  })

  test('undoing a clear brings the drawing back under what others drew since', () => {
    const { pixels, paper } = setUp()
    paper.stroke(lineAt(20))
    paper.clear()
    const theirs = createPlainPixels(64)
    createPaperOn(theirs, lineAt(44))
    paper.replace(theirs.copy())
    paper.undo()
    expect([pixels.at(32, 20), pixels.at(32, 44)]).toEqual([0, 0])
  })

  test('a stroke that is done again on another picture is undone from that picture', () => {
    const { pixels, paper } = setUp()
    const action = paper.stroke(lineAt(20))
    const theirs = createPlainPixels(64)
    createPaperOn(theirs, across(30))
    paper.replace(theirs.copy())
    if (action !== null) paper.again(action)
    expect(pixels.at(10, 20)).toBe(0)
    paper.undo()
    expect(pixels.copy()).toEqual(theirs.copy())
  })

  test('an eraser uncovers the ground', () => {
    const { pixels, paper } = setUp()
    paper.stroke(lineAt(20))
    paper.stroke(lineAt(20, '#ffffff'))
    expect(pixels.at(32, 20)).toBe(255)
  })

  test('ten thousand strokes keep a bounded history, and the newest of them can be undone', () => {
    const paper = createPaper(
      { ...createPlainPixels(64), fill: () => undefined },
      { limits: { steps: 20, bytes: 30_000 } },
    )
    let mostBytes = 0
    for (let i = 0; i < 10_000; i++) {
      paper.stroke({ ink, points: [[4 + (i % 50), 4 + ((i * 7) % 50), 0.5]] })
      mostBytes = Math.max(mostBytes, paper.keptBytes())
    }
    expect(mostBytes).toBeLessThanOrEqual(30_000)
    let steps = 0
    while (paper.undo() !== null) steps++
    expect(steps).toBe(20)
  })
})

function createPaperOn(pixels: ReturnType<typeof createPlainPixels>, stroke: Stroke) {
  const before = pixels.copy()
  const paper = createPaper(pixels)
  paper.replace(before)
  paper.stroke(stroke)
}

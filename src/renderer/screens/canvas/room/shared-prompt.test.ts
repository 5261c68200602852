import { describe, expect, test } from 'vitest'
import { createHandClock, type HandClock } from '../testing/hand-clock'
import { createSharedPrompt, typedAfterMs, type SharedPrompt } from './shared-prompt'

/** Two boxes in one room, each `delayMs` from the other. */
function twoBoxes(clock: HandClock, delayMs: number) {
  const boxes: SharedPrompt[] = []
  const said: string[] = []
  for (const place of [0, 1]) {
    const say = (text: string) => {
      said.push(text)
      clock.after(delayMs, () => boxes[1 - place]?.receive(text))
      return true
    }
    boxes.push(createSharedPrompt({ clock, kept: '', say, onChange: () => undefined }))
  }
  return { a: boxes[0]!, b: boxes[1]!, said }
}

describe('the prompt box', () => {
  test('is said when typing rests, once', async () => {
    const clock = createHandClock()
    const { a, b, said } = twoBoxes(clock, 10)
    for (const text of ['a', 'a d', 'a dragon']) {
      a.type(text)
      await clock.advance(100)
    }
    await clock.advance(typedAfterMs)
    expect(said).toEqual(['a dragon'])
    expect(b.text()).toBe('a dragon')
  })

  test('holds the same words for both who typed at the same moment', async () => {
    const clock = createHandClock()
    const { a, b, said } = twoBoxes(clock, 200)
    a.type('apple')
    await clock.advance(50)
    b.type('zebra')
    await clock.advance(5000)
    expect([a.text(), b.text()]).toEqual(['zebra', 'zebra'])
    expect(said.at(-1)).toBe('zebra')
  })

  test('takes nobody the words away while they type', async () => {
    const clock = createHandClock()
    const { a, b } = twoBoxes(clock, 10)
    a.type('my dra')
    b.receive('x')
    a.receive('something else')
    expect(a.text()).toBe('my dra')
    await clock.advance(5000)
    expect(b.text()).toBe('my dra')
  })

  test('says what was typed without a connection when it is back', () => {
    const said: string[] = []
    let isUp = false
    const clock = createHandClock()
    const say = (text: string) => isUp && said.push(text) > 0
    const box = createSharedPrompt({ clock, kept: '', say, onChange: () => undefined })
    box.type('a castle')
    box.flush()
    expect(said).toEqual([])
    isUp = true
    box.linked()
    expect(said).toEqual(['a castle'])
  })

  test('brings kept words back into a room that has none, and takes the room’s where it has', () => {
    const clock = createHandClock()
    const said: string[] = []
    const say = (text: string) => said.push(text) > 0
    const first = createSharedPrompt({ clock, kept: 'kept', say, onChange: () => undefined })
    first.linked()
    expect(said).toEqual(['kept'])
    const second = createSharedPrompt({ clock, kept: 'kept', say, onChange: () => undefined })
    second.receive('of the room')
    second.linked()
    expect(said).toEqual(['kept'])
    expect(second.text()).toBe('of the room')
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Action } from '../drawing/paper'
import { createHandClock, type HandClock } from '../testing/hand-clock'
import { labelOf, withLabel } from './png-label'
import { createSharedPicture, type KeptPicture, type SharedPicture } from './shared-picture'

/** A picture that is a list of strokes, so that a lost one shows. */
type Strokes = readonly number[]

const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, ...new TextEncoder().encode('IHDR')]
const idat = new TextEncoder().encode('IDAT')

function pngOf(strokes: Strokes): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(strokes))
  const bytes = new Uint8Array(33 + 8 + text.length)
  bytes.set(head)
  new DataView(bytes.buffer).setUint32(33, text.length)
  bytes.set(idat, 37)
  bytes.set(text, 41)
  return bytes
}

function strokesIn(png: Uint8Array): Strokes {
  const text = new TextDecoder('latin1').decode(png)
  return JSON.parse(text.slice(text.indexOf('IDAT') + 4)) as number[]
}

/** The room: everything to the others in the order in which it comes in, each way with its own delay. */
function createRelay(clock: HandClock) {
  let last: Uint8Array | null = null
  const members = new Map<string, (bytes: Uint8Array) => void>()
  return {
    last: () => last,
    join(name: string, hear: (bytes: Uint8Array) => void) {
      members.set(name, hear)
      if (last !== null) hear(last)
    },
    leave: (name: string) => void members.delete(name),
    send(from: string, bytes: Uint8Array, delayMs: number) {
      clock.after(delayMs, () => {
        last = bytes
        for (const [name, hear] of members) if (name !== from) hear(bytes)
      })
    },
    forget: () => void (last = null),
  }
}

interface Page {
  name: string
  strokes(): Strokes
  draw(stroke: number): void
  undo(stroke: number): void
  link(): Promise<void>
  unlink(): void
  picture: SharedPicture
}

function createPage(
  name: string,
  {
    relay,
    clock,
    delayMs,
    kept = null,
  }: { relay: ReturnType<typeof createRelay>; clock: HandClock; delayMs: number; kept?: KeptPicture | null },
): Page {
  let strokes: Strokes = kept === null ? [] : strokesIn(kept.bytes)
  let isLinked = false
  let connection = 0
  const again = (action: Action) => {
    strokes = action.type === 'undo' ? strokes.filter((one) => one !== action.id) : [...strokes, action.id]
  }
  const picture = createSharedPicture<Strokes>({
    me: name,
    clock,
    paper: { replace: (next) => void (strokes = next), again, isBlank: () => strokes.length === 0 },
    encode: () => later(clock, 20, pngOf(strokes)),
    decode: (bytes) => later(clock, 10, strokesIn(bytes)),
    send(final) {
      if (isLinked) relay.send(name, final, delayMs)
      return isLinked
    },
    random: () => delayMs / 100,
    kept,
    onChange: () => undefined,
  })
  const did = (action: Action) => {
    again(action)
    picture.did(action)
    void picture.publish()
  }
  return {
    name,
    picture,
    strokes: () => strokes,
    draw: (stroke) => did(strokeAction(stroke)),
    undo: (stroke) => did({ type: 'undo', id: stroke, of: {} as never }),
    async link() {
      const mine = ++connection
      relay.join(name, (bytes) => void clock.after(delayMs, () => mine === connection && void picture.receive(bytes)))
      await later(clock, 2 * delayMs, null)
      if (mine !== connection) return
      isLinked = true
      await picture.linked({ hasPicture: relay.last() !== null })
    },
    unlink() {
      connection++
      isLinked = false
      relay.leave(name)
      picture.unlinked()
    },
  }
}

const strokeAction = (id: number): Action => ({
  type: 'stroke',
  id,
  stroke: { ink: { color: '#000000', sizePx: 1, opacity: 1, thinning: 0 }, points: [] },
})

function later<Value>(clock: HandClock, ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => clock.after(ms, () => resolve(value)))
}

/** Pages in one room, each at its own distance from it. */
async function roomOf(delays: readonly number[]) {
  const clock = createHandClock()
  const relay = createRelay(clock)
  const pages = delays.map((delayMs, i) => createPage(`page${i}`, { relay, clock, delayMs }))
  const linking = Promise.all(pages.map((page) => page.link()))
  await clock.advance(1000)
  await linking
  return { clock, relay, pages }
}

function expectOnePicture(pages: readonly Page[], relay: { last(): Uint8Array | null }, drawn: readonly number[]) {
  for (const page of pages) {
    expect(page.picture.bytes(), page.name).toEqual(relay.last())
    expect(page.strokes(), page.name).toEqual(strokesIn(relay.last()!))
  }
  expect([...pages[0]!.strokes()].sort()).toEqual([...drawn].sort())
}

describe('the room’s picture', () => {
  test('is the last final picture, byte for byte, for everybody', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[0]!.draw(1)
    await clock.advance(500)
    pages[1]!.draw(2)
    await clock.advance(5000)
    expectOnePicture(pages, relay, [1, 2])
    expect(pages[0]!.strokes()).toEqual([1, 2])
  })

  test('holds both strokes where two pages draw at the same moment, and they end with the same bytes', async () => {
    const { clock, relay, pages } = await roomOf([40, 45, 5])
    pages[0]!.draw(1)
    pages[1]!.draw(2)
    await clock.advance(5000)
    expectOnePicture(pages, relay, [1, 2])
  })

  test('an own stroke that is undone leaves the room’s picture, whatever others drew since', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[0]!.draw(1)
    await clock.advance(1000)
    pages[1]!.draw(2)
    await clock.advance(1000)
    pages[0]!.undo(1)
    await clock.advance(5000)
    expectOnePicture(pages, relay, [2])
  })

  test('takes what was drawn away from the room on top when the page is back', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[0]!.draw(1)
    await clock.advance(1000)
    pages[1]!.unlink()
    pages[1]!.draw(2)
    pages[0]!.draw(3)
    await clock.advance(60_000)
    pages[0]!.picture.heard()
    expect(pages[1]!.picture.hasUnsent()).toBe(true)
    const linking = pages[1]!.link()
    await clock.advance(5000)
    await linking
    expectOnePicture(pages, relay, [1, 2, 3])
    expect(pages[1]!.picture.hasUnsent()).toBe(false)
  })

  test('holds a stroke that was lost with its connection', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[0]!.draw(1)
    await clock.advance(1000)
    const { send } = relay
    relay.send = () => undefined
    pages[1]!.draw(2)
    await clock.advance(100)
    pages[1]!.unlink()
    relay.send = send
    pages[0]!.draw(3)
    await clock.advance(1000)
    const linking = pages[1]!.link()
    await clock.advance(5000)
    await linking
    expectOnePicture(pages, relay, [1, 2, 3])
  })

  test('is brought back by its pages when the server has forgotten it', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[0]!.draw(1)
    await clock.advance(1000)
    for (const page of pages) page.unlink()
    relay.forget()
    const linking = Promise.all(pages.map((page) => page.link()))
    await clock.advance(5000)
    await linking
    expectOnePicture(pages, relay, [1])
  })

  test('is brought back over a reload with the strokes that had not been sent', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[0]!.draw(1)
    await clock.advance(1000)
    pages[1]!.unlink()
    pages[1]!.draw(2)
    await clock.advance(1000)
    pages[0]!.draw(3)
    await clock.advance(20_000)
    const reloaded = createPage('page1', { relay, clock, delayMs: 30, kept: pages[1]!.picture.kept() })
    expect(reloaded.strokes()).toEqual([1, 2])
    const linking = reloaded.link()
    await clock.advance(5000)
    await linking
    expectOnePicture([pages[0]!, reloaded], relay, [1, 2, 3])
  })

  test('of a program that writes no label wins when it comes last, and a stroke that crossed it is not lost', async () => {
    const { clock, relay, pages } = await roomOf([40, 45])
    pages[0]!.draw(1)
    await clock.advance(10_000)
    relay.send('old page', pngOf([9]), 10)
    await clock.advance(5000)
    expectOnePicture(pages, relay, [9])
    pages[1]!.draw(2)
    relay.send('old page', pngOf([9, 8]), 1)
    await clock.advance(5000)
    expectOnePicture(pages, relay, [9, 8, 2])
  })

  test('covers what came where more was drawn away from the room than can be drawn again', async () => {
    const { clock, relay, pages } = await roomOf([5, 30])
    pages[1]!.unlink()
    for (let i = 0; i < 600; i++) {
      pages[1]!.draw(i)
      await clock.advance(30)
    }
    pages[0]!.draw(1000)
    await clock.advance(20_000)
    const linking = pages[1]!.link()
    await clock.advance(5000)
    await linking
    expectOnePicture(
      pages,
      relay,
      Array.from({ length: 600 }, (_, i) => i),
    )
  })

  test(
    'is the same for all, with every stroke in it, however strokes and broken connections meet',
    { timeout: 240_000 },
    async () => {
      const step = fc.record({
        page: fc.nat(3),
        act: fc.constantFrom('draw', 'draw', 'draw', 'draw', 'unlink', 'link'),
        waitMs: fc.constantFrom(0, 0, 10, 40, 90, 400, 1500),
      })
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 24 }),
          fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 2, maxLength: 4 }),
          async (steps, delays) => {
            const { clock, relay, pages } = await roomOf(delays)
            const away = new Set<Page>()
            const drawn: number[] = []
            for (const { page: place, act, waitMs } of steps) {
              const page = pages[place % pages.length]!
              if (act === 'draw') {
                drawn.push(drawn.length + 1)
                page.draw(drawn.length)
              } else if (act === 'unlink' && !away.has(page)) {
                away.add(page)
                page.unlink()
              } else if (act === 'link' && away.delete(page)) void page.link()
              await clock.advance(waitMs)
            }
            for (const page of away) void page.link()
            await clock.advance(20_000)
            if (drawn.length > 0) expectOnePicture(pages, relay, drawn)
          },
        ),
        { numRuns: 150 },
      )
    },
  )
})

describe('a label', () => {
  const label = { n: 7, by: 'page1', seen: { page0: 6, page1: 7 } }

  test('travels in the picture, whose pixels stay as they are', () => {
    const labelled = withLabel(pngOf([1, 2]), label)
    expect(labelOf(labelled)).toEqual(label)
    expect(strokesIn(labelled)).toEqual([1, 2])
  })

  test('that is absent, foreign or nonsense is none', () => {
    expect(labelOf(pngOf([1]))).toBeNull()
    expect(labelOf(new Uint8Array(5))).toBeNull()
    expect(labelOf(withLabel(pngOf([1]), { ...label, n: -1 }))).toBeNull()
    expect(labelOf(withLabel(pngOf([1]), { ...label, by: '../../etc' }))).toBeNull()
  })

  test('in damaged bytes never throws', () => {
    const whole = withLabel(pngOf([1, 2]), label)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const damaged = whole.slice(0, length)
        if (at < damaged.length) damaged[at] = byte
        labelOf(damaged)
      }),
    )
  })
})

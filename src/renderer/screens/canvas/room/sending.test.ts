import { describe, expect, test } from 'vitest'
import { drawBacklogBytes, drawIntervalMs } from '../../../../contract/canvas-protocol'
import { createHandClock } from '../testing/hand-clock'
import { createSending, settleMs } from './sending'

function setUp({ encodeMs = 5 } = {}) {
  const clock = createHandClock()
  const heard: { what: string; atMs: number }[] = []
  const hear = (what: string) => void heard.push({ what, atMs: clock.nowMs() })
  const line = { isOpen: true, unsentBytes: 0 }
  let frame = 0
  const sending = createSending({
    clock,
    isOpen: () => line.isOpen,
    unsentBytes: () => line.unsentBytes,
    live: () => new Promise((resolve) => clock.after(encodeMs, () => resolve(`picture ${frame}`))),
    say: ({ payload }) => hear(payload),
    publish: async () => hear('final'),
  })
  return {
    clock,
    line,
    sending,
    heard,
    words: () => heard.map(({ what }) => what),
    /** A pen that moves every 8 ms. */
    async move(forMs: number) {
      for (let ms = 0; ms < forMs; ms += 8) {
        frame++
        sending.changed()
        await clock.advance(8)
      }
    },
  }
}

describe('what goes out while somebody draws', () => {
  test('is the beginning, live pictures, the end, and then the final picture', async () => {
    const { clock, sending, words, move } = setUp()
    sending.began()
    await move(200)
    sending.ended(false)
    await clock.advance(1000)
    expect(words()[0]).toBe('drawing:start')
    expect(words().slice(-2)).toEqual(['drawing:end', 'final'])
    expect(words().filter((word) => word.startsWith('picture')).length).toBeGreaterThan(1)
  })

  test('is never faster than twelve and a half live pictures a second', async () => {
    const { sending, heard, move } = setUp()
    sending.began()
    await move(2000)
    const times = heard.filter(({ what }) => what.startsWith('picture')).map(({ atMs }) => atMs)
    expect(times.length).toBeGreaterThan(20)
    for (const [i, atMs] of times.slice(1).entries()) expect(atMs - times[i]!).toBeGreaterThanOrEqual(drawIntervalMs)
  })

  test('is no live picture while nothing changes, and the last change is always shown', async () => {
    const { clock, sending, words, move } = setUp()
    sending.began()
    await move(100)
    await clock.advance(500)
    const shown = words().length
    expect(words().at(-1)).toBe('picture 13')
    await clock.advance(5000)
    expect(words()).toHaveLength(shown)
  })

  test('leaves live pictures out while too much is unsent, and goes on with the newest', async () => {
    const { clock, sending, words, move, line } = setUp()
    sending.began()
    line.unsentBytes = drawBacklogBytes + 1
    await move(800)
    expect(words()).toEqual(['drawing:start'])
    line.unsentBytes = 0
    await clock.advance(200)
    expect(words()).toEqual(['drawing:start', 'picture 100'])
  })

  test('is one live picture at a time where the encoder is slow', async () => {
    const { sending, words, move } = setUp({ encodeMs: 300 })
    sending.began()
    await move(1600)
    const pictures = words().filter((word) => word.startsWith('picture'))
    expect(pictures.length).toBeLessThanOrEqual(5)
    expect(pictures.length).toBeGreaterThanOrEqual(3)
  })

  test('is one final picture for strokes that follow one another quickly', async () => {
    const { clock, sending, words } = setUp()
    for (let i = 0; i < 5; i++) {
      sending.began()
      await clock.advance(60)
      sending.ended(false)
      await clock.advance(settleMs - 20)
    }
    await clock.advance(1000)
    expect(words().filter((word) => word === 'final')).toHaveLength(1)
  })

  test('is no final picture before the last finger is up', async () => {
    const { clock, sending, words } = setUp()
    sending.began()
    sending.began()
    sending.ended(true)
    await clock.advance(2000)
    expect(words()).not.toContain('final')
    sending.ended(false)
    await clock.advance(settleMs)
    expect(words()).toContain('final')
  })

  test('is a beginning anew after somebody’s final picture, so that receivers take live ones again', async () => {
    const { sending, words, move } = setUp()
    sending.began()
    await move(100)
    sending.finalSeen()
    await move(100)
    expect(words().filter((word) => word === 'drawing:start')).toHaveLength(2)
  })

  test('is the final picture alone after undo and clear', async () => {
    const { clock, sending, words } = setUp()
    sending.stepped()
    await clock.advance(1000)
    expect(words()).toEqual(['final'])
  })

  test('is the final picture alone while there is no connection', async () => {
    const { clock, sending, words, move, line } = setUp()
    line.isOpen = false
    sending.began()
    await move(300)
    sending.ended(false)
    await clock.advance(1000)
    expect(words()).toEqual(['final'])
  })
})

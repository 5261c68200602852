import { describe, expect, it } from 'vitest'
import { createStudio, type StudioDeps } from './studio'

function studioOf(given: Partial<StudioDeps> = {}) {
  const original = { widthPx: 30, heightPx: 20, data: Buffer.alloc(30 * 20 * 3, 50) }
  const signal = new AbortController().signal
  return createStudio({ original, params: {}, seed: 5, signal, onNext: async () => undefined, ...given })
}

describe('a studio', () => {
  it('gives a reduced copy that shares nothing with the original, also when nothing is to be reduced', async () => {
    const studio = studioOf()
    for (const maxPixels of [100, 600, 10_000]) {
      const copy = await studio.reduced(maxPixels)
      expect(copy.widthPx * copy.heightPx).toBeLessThanOrEqual(maxPixels * 1.1)
      copy.data.fill(0)
      expect(studio.original.data[0]).toBe(50)
    }
  })

  it('stops at the next step or band once it is cancelled', async () => {
    const controller = new AbortController()
    const studio = studioOf({ signal: controller.signal })
    await studio.next(studio.original)
    controller.abort(new Error('enough'))
    await expect(studio.next(studio.original)).rejects.toThrow('enough')
    let bands = 0
    await expect(studio.bands(20, () => bands++)).rejects.toThrow('enough')
    expect(bands).toBeLessThanOrEqual(1)
  })

  it('draws every row once, in bands', async () => {
    const rows: number[] = []
    const wide = { widthPx: 400_000, heightPx: 7, data: new Uint8Array() }
    await studioOf({ original: wide }).bands(7, (from, to) => {
      for (let row = from; row < to; row++) rows.push(row)
    })
    expect(rows).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('measures lengths by the shorter side', () => {
    const studio = studioOf()
    expect(studio.px(108)).toBeCloseTo(2)
    expect(studio.px(10, { widthPx: 2160, heightPx: 4000 })).toBeCloseTo(20)
  })

  it('takes parameters in their range, and says what is allowed of the others', () => {
    const studio = studioOf({ params: { size: 4, inks: 'dusk', wrong: 'much' } })
    const range = { otherwise: 2, min: 1, max: 5 }
    expect([studio.number('size', range), studio.number('absent', range)]).toEqual([4, 2])
    expect(studio.choice('inks', ['dawn', 'dusk'])).toBe('dusk')
    expect(() => studio.number('size', { ...range, max: 3 })).toThrow('from 1 to 3')
    expect(() => studio.number('wrong', range)).toThrow('from 1 to 5')
    expect(() => studio.choice('wrong', ['dawn', 'dusk'])).toThrow('dawn, dusk')
  })

  it('draws the same chance from the same seed, whatever parameters are set', () => {
    const free = studioOf()
    const set = studioOf({ params: { inks: 'dusk' } })
    free.choice('inks', ['dawn', 'dusk'])
    set.choice('inks', ['dawn', 'dusk'])
    expect(set.random()).toBe(free.random())
    expect(studioOf({ seed: 6 }).random()).not.toBe(studioOf().random())
  })
})

import { beforeEach, describe, expect, test } from 'vitest'
import type { CaptureFilter, CaptureOverview, CaptureView } from '../../../contract/capture'
import { exampleCapture, exampleId } from '../../../contract/testing/state-example'
import { createCaptureBrowser, everything, pageSize, type CaptureBrowser } from './capture-browser'

const hourMs = 3_600_000

let captures: CaptureView[]
let asked: number[]
let errors: unknown[]
let browser: CaptureBrowser

const matching = (filter: CaptureFilter) => captures.filter(({ favourite }) => favourite || !filter.favouritesOnly)

function overviewOf(filter: CaptureFilter): CaptureOverview {
  const hours = new Map<number, number>()
  for (const { takenAtMs } of matching(filter)) {
    const startMs = Math.floor(takenAtMs / hourMs) * hourMs
    hours.set(startMs, (hours.get(startMs) ?? 0) + 1)
  }
  return {
    hours: [...hours].map(([startMs, count]) => ({ startMs, count })),
    counts: { all: captures.length, favourites: 0, rejected: 0, styles: {}, events: {} },
  }
}

beforeEach(() => {
  captures = Array.from({ length: 450 }, (_, i) =>
    exampleCapture(450 - i, { takenAtMs: (450 - i) * 60_000, favourite: i % 10 === 0 }),
  )
  asked = []
  errors = []
  browser = createCaptureBrowser({
    page: async (filter, offset, limit) => {
      asked.push(offset)
      return { total: matching(filter).length, captures: matching(filter).slice(offset, offset + limit) }
    },
    overview: async (filter) => overviewOf(filter),
    failed: (error) => void errors.push(error),
  })
})

const state = () => browser.store.getState()
const numberAt = (place: number) => state().captures.get(place)?.jobNumber

describe('the gallery browses', () => {
  test('knows how many there are from the first answer, and holds one page', async () => {
    await browser.refresh()
    expect([state().status, state().total, state().captures.size]).toEqual(['ready', 450, pageSize])
    expect(
      state()
        .hours.map(({ count }) => count)
        .reduce((a, b) => a + b),
    ).toBe(450)
  })

  test('fetches the pages that are looked at, each once', async () => {
    await browser.refresh()
    await Promise.all([browser.need(180, 220), browser.need(180, 220)])
    await browser.need(199, 201)
    expect(asked).toEqual([0, 100, 200])
    expect(numberAt(205)).toBe(450 - 205)
  })

  test('after new pictures, shows all places moved in one step, and the looked-at ones are there', async () => {
    await browser.refresh()
    await browser.need(95, 105)
    const before = state().captures.get(100)!
    captures = [exampleCapture(452, { takenAtMs: 27e6 }), exampleCapture(451, { takenAtMs: 27e6 }), ...captures]
    const seen: number[] = []
    browser.store.subscribe(({ total }) => seen.push(total))
    await browser.refresh()
    expect(seen).toEqual([452])
    expect(state().places.get(before.id)).toBe(102)
    expect(state().captures.get(102)).toEqual(before)
  })

  test('forgets an answer that a change has overtaken', async () => {
    await browser.refresh()
    const late = browser.need(300, 310)
    captures = captures.slice(1)
    const fresh = browser.refresh()
    await Promise.all([late, fresh])
    expect(numberAt(300)).toBe(449 - 300)
  })

  test('filters from the beginning, and keeps what was shown until the answer is there', async () => {
    await browser.refresh()
    void browser.setFilter({ ...everything, favouritesOnly: true })
    expect([state().status, state().captures.size]).toEqual(['loading', pageSize])
    await browser.refresh()
    expect([state().status, state().total]).toEqual(['ready', 45])
    expect([...state().captures.values()].every(({ favourite }) => favourite)).toBe(true)
  })

  test('shows an assumed change at once', async () => {
    await browser.refresh()
    browser.assume([exampleId(449)], { favourite: true })
    expect(state().captures.get(1)?.favourite).toBe(true)
  })

  test('keeps what is said to be kept, wherever is looked, and as it was changed since', async () => {
    await browser.refresh()
    const ids = captures.slice(0, 30).map(({ id }) => id)
    browser.keep(new Set(ids))
    await browser.need(300, 310)
    await browser.refresh()
    expect(state().captures.has(0)).toBe(false)
    expect([...state().kept.keys()]).toEqual(ids)
    browser.assume(ids, { favourite: true })
    expect([...state().kept.values()].every(({ favourite }) => favourite)).toBe(true)
    captures = captures.map((one) => ({ ...one, favourite: false }))
    await browser.need(0, 40)
    await browser.refresh()
    expect([...state().kept.values()].some(({ favourite }) => favourite)).toBe(false)
    browser.keep(new Set())
    expect(state().kept.size).toBe(0)
  })

  test('finds a picture far away by its hour', async () => {
    await browser.refresh()
    const far = captures[400]!
    expect(await browser.find(far)).toBe(400)
    expect(asked.length).toBeLessThan(4)
    expect(await browser.find({ id: exampleId(9999), takenAtMs: far.takenAtMs })).toBeNull()
  })

  test('tells a refusal and shows what it had', async () => {
    await browser.refresh()
    captures = null as unknown as CaptureView[]
    await browser.refresh()
    expect(errors).toHaveLength(1)
    expect(state().captures.size).toBe(pageSize)
  })
})

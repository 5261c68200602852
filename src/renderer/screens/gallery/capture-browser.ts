import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CaptureFilter, CaptureOverview, CapturePage, CaptureView } from '../../../contract/capture'

export const everything: CaptureFilter = {
  event: null,
  text: '',
  style: null,
  favouritesOnly: false,
  rejectedOnly: false,
}

/** What the gallery knows of the pictures that match its filter. */
export interface Browsed {
  filter: CaptureFilter
  /** `loading` until the filter's first answer; what was shown before stays meanwhile. */
  status: 'loading' | 'ready'
  total: number
  hours: CaptureOverview['hours']
  counts: CaptureOverview['counts'] | null
  /** By place, newest first; only what was fetched. */
  captures: ReadonlyMap<number, CaptureView>
  /** The place of each fetched picture. */
  places: ReadonlyMap<string, number>
  /** Those of `keep`, as they were seen last. */
  kept: ReadonlyMap<string, CaptureView>
}

export interface CaptureBrowser {
  store: StoreApi<Browsed>
  /** Resolves once its first answer is shown, or was overtaken by another filter. */
  setFilter(filter: CaptureFilter): Promise<void>
  /** Says which places are looked at; missing pages are fetched. */
  need(first: number, last: number): Promise<void>
  /** Something changed in the core: fetches what is looked at anew, then shows it in one go. */
  refresh(): Promise<void>
  /** These stay known wherever is looked, as long as nobody says others: the chosen ones. */
  keep(ids: ReadonlySet<string>): void
  /** Changes what is shown at once; the core's own answer follows. */
  assume(ids: readonly string[], change: Partial<CaptureView>): void
  /** The place of a picture that may not have been fetched yet; null when it does not match the filter. */
  find(capture: Pick<CaptureView, 'id' | 'takenAtMs'>): Promise<number | null>
}

export const pageSize = 100

/** A change of the filter; what the operator looks for within the event stays with it. */
export function filterOf(event: string | null, parts: Partial<CaptureFilter> = {}): CaptureFilter {
  return { ...everything, ...parts, event }
}

/** The two questions the gallery asks. */
export interface CaptureQuestions {
  page(filter: CaptureFilter, offset: number, limit: number): Promise<CapturePage>
  overview(filter: CaptureFilter): Promise<CaptureOverview>
  /** Called with what a question was refused with. */
  failed(error: unknown): void
}

/** `event` is the one to begin with. */
export function createCaptureBrowser(
  { page, overview, failed }: CaptureQuestions,
  event: string | null = null,
): CaptureBrowser {
  const store = createStore<Browsed>(() => ({
    filter: filterOf(event),
    status: 'loading',
    total: 0,
    hours: [],
    counts: null,
    captures: new Map(),
    places: new Map(),
    kept: new Map(),
  }))
  let looked = { first: 0, last: pageSize - 1 }
  /** Answers to an older round no longer fit: the places have moved. */
  let round = 0
  let fetching = new Set<number>()

  function show(captures: ReadonlyMap<number, CaptureView>, parts: Partial<Browsed> = {}) {
    const places = new Map([...captures].map(([place, { id }]) => [id, place]))
    const { kept } = { ...store.getState(), ...parts }
    store.setState({ ...parts, captures, places, kept: keptOf(new Set(kept.keys()), kept, captures) })
  }

  async function pagesOf(filter: CaptureFilter, offsets: readonly number[]): Promise<Map<number, CaptureView>> {
    const pages = await Promise.all(
      offsets.map(async (offset) => ({ offset, ...(await page(filter, offset, pageSize)) })),
    )
    return new Map(
      pages.flatMap(({ offset, captures }) =>
        captures.map((capture, i): [number, CaptureView] => [offset + i, capture]),
      ),
    )
  }

  async function refresh(): Promise<void> {
    const mine = ++round
    const { filter, total: before, status } = store.getState()
    fetching = new Set()
    try {
      const { hours, counts } = await overview(filter)
      const total = hours.reduce((sum, { count }) => sum + count, 0)
      const grown = status === 'ready' ? Math.max(0, total - before) : 0
      const wanted = new Set([
        ...offsetsOf(looked.first, looked.last, total),
        ...offsetsOf(looked.first + grown, looked.last + grown, total),
      ])
      const captures = await pagesOf(filter, [...wanted])
      if (mine === round) show(captures, { status: 'ready', total, hours, counts })
    } catch (error) {
      if (mine === round) failed(error)
    }
  }

  async function need(first: number, last: number): Promise<void> {
    looked = { first, last }
    const { filter, total, captures, status } = store.getState()
    if (status === 'loading') return
    const mine = round
    const missing = offsetsOf(first, last, total).filter((offset) => !captures.has(offset) && !fetching.has(offset))
    if (missing.length === 0) return
    for (const offset of missing) fetching.add(offset)
    try {
      const found = await pagesOf(filter, missing)
      if (mine === round) show(new Map([...store.getState().captures, ...found]))
    } catch (error) {
      if (mine === round) failed(error)
    } finally {
      if (mine === round) for (const offset of missing) fetching.delete(offset)
    }
  }

  return {
    store,
    need,
    refresh,
    setFilter(filter) {
      looked = { first: 0, last: pageSize - 1 }
      store.setState({ filter, status: 'loading' })
      return refresh()
    },
    keep(ids) {
      const { kept, captures } = store.getState()
      store.setState({ kept: keptOf(ids, kept, captures) })
    },
    assume(ids, change) {
      const wanted = new Set(ids)
      const changed = <Key>(known: ReadonlyMap<Key, CaptureView>) =>
        new Map([...known].map(([key, one]) => [key, wanted.has(one.id) ? { ...one, ...change } : one]))
      const { kept, captures } = store.getState()
      show(changed(captures), { kept: changed(kept) })
    },
    async find({ id, takenAtMs }) {
      let first = 0
      for (const { startMs, count } of store.getState().hours) {
        if (takenAtMs >= startMs) {
          await need(first, first + count - 1)
          break
        }
        first += count
      }
      return store.getState().places.get(id) ?? null
    },
  }
}

/** What is known of `ids`: as fetched now, else as before. */
function keptOf(
  ids: ReadonlySet<string>,
  before: ReadonlyMap<string, CaptureView>,
  captures: ReadonlyMap<number, CaptureView>,
): ReadonlyMap<string, CaptureView> {
  const known = [...before.values(), ...captures.values()].filter(({ id }) => ids.has(id))
  return new Map(known.map((one) => [one.id, one]))
}

/** The beginnings of the pages that hold the places `first` to `last`. */
function offsetsOf(first: number, last: number, total: number): number[] {
  const from = Math.floor(Math.max(0, first) / pageSize)
  const to = Math.floor(Math.min(total - 1, last) / pageSize)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => (from + i) * pageSize)
}

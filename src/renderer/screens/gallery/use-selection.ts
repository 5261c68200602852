import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { CaptureView } from '../../../contract/capture'
import type { CaptureBrowser } from './capture-browser'
import { chooseOne, chosenAtMost, extend, nothingChosen, settled, toggle, type Selection } from './selection'
import { useBrowsed } from './use-capture-browser'

export interface GallerySelection {
  chosen: ReadonlySet<string>
  /** The active picture; null while none is, or while it is being fetched. */
  active: CaptureView | null
  activePlace: number | null
  /** The chosen pictures, as they were seen last. */
  captures: CaptureView[]
  choose(place: number): void
  toggle(place: number): void
  extend(place: number): void
  chooseAll(): void
  clear(): void
}

export function useSelection(browser: CaptureBrowser): GallerySelection {
  const captures = useBrowsed(browser, (browsed) => browsed.captures)
  const places = useBrowsed(browser, (browsed) => browsed.places)
  const kept = useBrowsed(browser, (browsed) => browsed.kept)
  const total = useBrowsed(browser, (browsed) => browsed.total)
  const filter = useBrowsed(browser, (browsed) => browsed.filter)
  const [selection, setSelection] = useState<Selection>(nothingChosen)

  const [shownFilter, setShownFilter] = useState(filter)
  const [shownCaptures, setShownCaptures] = useState(captures)
  if (shownFilter !== filter) {
    setShownFilter(filter)
    setSelection(nothingChosen)
  } else if (shownCaptures !== captures) {
    setShownCaptures(captures)
    const known = {
      total,
      placeOf: (id: string) => places.get(id) ?? null,
      idAt: (place: number) => captures.get(place)?.id ?? null,
    }
    setSelection(settled(selection, known))
  }

  const { chosen } = selection
  useEffect(() => browser.keep(chosen), [browser, chosen])

  /** The place that waits for its picture to be fetched: keys are faster than pages. */
  const [pendingPlace, setPendingPlace] = useState<number | null>(null)
  const wanted = useRef<number | null>(null)
  const act = useCallback(
    async (place: number, how: 'choose' | 'toggle' | 'extend') => {
      wanted.current = place
      if (!browser.store.getState().captures.has(place)) {
        setPendingPlace(place)
        await browser.need(place, place)
      }
      const { captures: now } = browser.store.getState()
      const idAt = (at: number) => now.get(at)?.id ?? null
      const id = idAt(place)
      if (wanted.current !== place) return
      setPendingPlace(null)
      if (id === null) return
      const spot = { id, place }
      setSelection((before) => {
        if (how === 'choose') return chooseOne(spot)
        return how === 'toggle' ? toggle(before, spot) : extend(before, spot, idAt)
      })
    },
    [browser],
  )

  return useMemo(() => {
    const { active } = selection
    return {
      chosen,
      active: active === null ? null : (captures.get(active.place) ?? null),
      activePlace: pendingPlace ?? active?.place ?? null,
      captures: [...chosen].flatMap((id) => captures.get(places.get(id) ?? -1) ?? kept.get(id) ?? []),
      choose: (place: number) => void act(place, 'choose'),
      toggle: (place: number) => void act(place, 'toggle'),
      extend: (place: number) => void act(place, 'extend'),
      chooseAll() {
        const last = Math.min(total, chosenAtMost) - 1
        void browser.need(0, last).then(() => {
          const now = browser.store.getState().captures
          setSelection(
            extend({ ...nothingChosen }, { id: now.get(last)?.id ?? '', place: last }, (at) => now.get(at)?.id ?? null),
          )
        })
      },
      clear: () =>
        setSelection(({ active, chosen }) => (active && chosen.size > 1 ? chooseOne(active) : nothingChosen)),
    }
  }, [selection, chosen, captures, places, kept, pendingPlace, act, browser, total])
}

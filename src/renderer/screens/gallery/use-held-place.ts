import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import type { CaptureBrowser } from './capture-browser'
import { rowOf, type GridRow } from './grid-layout'

/** Scrolled less than this, one is at the beginning: new pictures come in on top and are seen. */
const atTopPx = 24

/** Keeps the same pictures under the eye when new ones come in above or the columns change. */
export function useHeldPlace(facts: {
  browser: CaptureBrowser
  scroller: RefObject<HTMLDivElement | null>
  rows: readonly GridRow[]
}): void {
  const { browser, scroller, rows } = facts
  const held = useRef<{ id: string | null; index: number; offsetPx: number } | null>(null)

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const hold = () => {
      const row = rows.find(({ kind, topPx, heightPx }) => kind === 'pictures' && topPx + heightPx > element.scrollTop)
      if (element.scrollTop < atTopPx || row === undefined) held.current = null
      else {
        const id = browser.store.getState().captures.get(row.firstIndex)?.id ?? null
        held.current = { id, index: row.firstIndex, offsetPx: element.scrollTop - row.topPx }
      }
    }
    element.addEventListener('scroll', hold, { passive: true })
    return () => element.removeEventListener('scroll', hold)
  }, [browser, scroller, rows])

  useLayoutEffect(() => {
    if (held.current === null || scroller.current === null) return
    const { id, index, offsetPx } = held.current
    const place = (id === null ? undefined : browser.store.getState().places.get(id)) ?? index
    const row = rows[rowOf(rows, place)]
    if (row !== undefined) scroller.current.scrollTo({ top: row.topPx + offsetPx })
  }, [browser, scroller, rows])
}

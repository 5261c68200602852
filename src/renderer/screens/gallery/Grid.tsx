import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, type KeyboardEvent, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import type { CaptureBrowser } from './capture-browser'
import {
  commonAspect,
  gapPx,
  gridId,
  gridRows,
  gridShape,
  neighbour,
  rowOf,
  type Direction,
  type GridRow,
} from './grid-layout'
import styles from './Grid.module.css'
import { HourHead } from './HourHead'
import { Tile } from './Tile'
import { useBrowsed } from './use-capture-browser'
import { useHeldPlace } from './use-held-place'
import type { GallerySelection } from './use-selection'
import { useWidth } from './use-width'

export interface GridProps {
  browser: CaptureBrowser
  selection: GallerySelection
  onOpen: (place: number) => void
}

/** All matching pictures, of which only the rows in sight exist. One stop for the keyboard; arrows move within. */
export function Grid({ browser, selection, onOpen }: GridProps) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, columns } = useRows(browser, scroller)
  const total = useBrowsed(browser, (browsed) => browsed.total)
  const isLoading = useBrowsed(browser, ({ status }) => status === 'loading')
  const list = useRowsInSight({ browser, scroller, rows })
  const keepInSight = (place: number) => {
    const row = rowOf(rows, place)
    if (row >= 0) list.scrollToIndex(row)
  }
  const onKeyDown = useGridKeys({ rows, total, selection, scroller, onOpen, keepInSight })
  const { active } = selection

  return (
    <div
      ref={scroller}
      id={gridId}
      className={styles.scroller}
      role="listbox"
      aria-multiselectable
      aria-label={t('gallery.pictures')}
      aria-busy={isLoading}
      aria-activedescendant={active ? `capture-${active.id}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      style={{ '--columns': columns }}
    >
      <div className={styles.list} role="presentation" style={{ height: list.height }}>
        {list.shown.map(({ index, isStuck }) => {
          const row = rows[index]
          if (row === undefined) return null
          const place = { translate: isStuck ? undefined : `0 ${row.topPx}px`, height: row.heightPx }
          if (row.kind === 'hour') return <HourHead key={`h${row.startMs}`} row={row} isStuck={isStuck} style={place} />
          return (
            <div key={`r${row.firstIndex}`} className={styles.row} role="presentation" style={place}>
              <TilesOf row={row} total={total} {...{ browser, selection, onOpen }} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function TilesOf(props: GridProps & { row: Extract<GridRow, { kind: 'pictures' }>; total: number }) {
  const { row, total, browser, selection, onOpen } = props
  const captures = useBrowsed(browser, (browsed) => browsed.captures)
  return Array.from({ length: row.count }, (_, i) => {
    const place = row.firstIndex + i
    const capture = captures.get(place)
    if (capture === undefined) return <div key={place} className={styles.blank} role="presentation" />
    return (
      <Tile
        key={capture.id}
        {...{ capture, place, total }}
        isChosen={selection.chosen.has(capture.id)}
        isActive={selection.activePlace === place}
        onChoose={(how) => selection[how](place)}
        onOpen={() => onOpen(place)}
      />
    )
  })
}

function useRows(browser: CaptureBrowser, scroller: RefObject<HTMLDivElement | null>) {
  const hours = useBrowsed(browser, (browsed) => browsed.hours)
  const newest = useAppState((state) => state.captures)
  const aspect = useMemo(() => commonAspect(Object.values(newest)), [newest])
  const widthPx = useWidth(scroller)
  return useMemo(() => {
    const shape = gridShape({ widthPx, aspect })
    return { rows: widthPx === 0 ? [] : gridRows(hours, shape), columns: shape.columns }
  }, [hours, widthPx, aspect])
}

function useRowsInSight(facts: {
  browser: CaptureBrowser
  scroller: RefObject<HTMLDivElement | null>
  rows: readonly GridRow[]
}) {
  const { browser, scroller, rows } = facts
  // The list redraws as it scrolls by design; the compiler's memoisation is not used here.
  // eslint-disable-next-line react-hooks/incompatible-library
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rows[index]?.heightPx ?? 0,
    overscan: 4,
    scrollPaddingStart: 56,
    scrollPaddingEnd: gapPx,
  })
  useEffect(() => list.measure(), [list, rows])
  useHeldPlace({ browser, scroller, rows })
  const shown = list.getVirtualItems().map(({ index }) => index)
  const first = rows[list.range?.startIndex ?? 0]
  const stuck =
    first === undefined
      ? -1
      : rows.findIndex(
          (row) =>
            row.kind === 'hour' && row.firstIndex <= first.firstIndex && first.firstIndex < row.firstIndex + row.count,
        )
  useNeededPages(browser, rows, shown)
  const withStuck = stuck >= 0 && !shown.includes(stuck) ? [stuck, ...shown] : shown
  return {
    height: list.getTotalSize(),
    shown: withStuck.map((index) => ({ index, isStuck: index === stuck })),
    scrollToIndex: (index: number) => list.scrollToIndex(index, { align: 'auto' }),
  }
}

/** While the bar is dragged past thousands, only where it rests is fetched. */
const restMs = 60

function useNeededPages(browser: CaptureBrowser, rows: readonly GridRow[], shown: readonly number[]) {
  const first = rows[shown[0] ?? -1]
  const last = rows[shown.at(-1) ?? -1]
  const [from, to] = [first?.firstIndex ?? 0, (last?.firstIndex ?? 0) + (last?.kind === 'pictures' ? last.count : 0)]
  useEffect(() => {
    const timer = setTimeout(() => void browser.need(from, to), restMs)
    return () => clearTimeout(timer)
  }, [browser, from, to])
}

const directions: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'first',
  End: 'last',
}

function useGridKeys(facts: {
  rows: readonly GridRow[]
  total: number
  selection: GallerySelection
  scroller: RefObject<HTMLDivElement | null>
  onOpen: (place: number) => void
  keepInSight: (place: number) => void
}) {
  const { rows, total, selection, scroller, onOpen, keepInSight } = facts
  useEffect(() => scroller.current?.focus({ preventScroll: true }), [scroller])

  return (event: KeyboardEvent) => {
    const here = selection.activePlace
    if (event.key === 'Enter' && here !== null) return onOpen(here)
    if (event.key === ' ' && here !== null) {
      event.preventDefault()
      return selection.toggle(here)
    }
    const direction = directions[event.key]
    if (direction === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    const heightPx = rows.find((row) => row.kind === 'pictures')?.heightPx ?? 1
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / heightPx) - 1)
    const isLeap = direction === 'first' || direction === 'last'
    const next = here === null && !isLeap ? 0 : neighbour({ rows, total, index: here ?? 0, direction, pageRows })
    if (next < 0) return
    if (event.shiftKey) selection.extend(next)
    else selection.choose(next)
    keepInSight(next)
  }
}

import type { CaptureOverview, CaptureView } from '../../../contract/capture'

/** How the pictures stand: all in cells of one size, so that the place of each is known before it is fetched. */
export interface GridShape {
  columns: number
  cellWidthPx: number
  cellHeightPx: number
}

export type GridRow =
  | { kind: 'hour'; startMs: number; count: number; firstIndex: number; topPx: number; heightPx: number }
  | { kind: 'pictures'; firstIndex: number; count: number; topPx: number; heightPx: number }

/** The element that holds the keyboard while the viewer is away. */
export const gridId = 'gallery-grid'
export const gapPx = 8
export const hourHeightPx = 48
const wantedWidthPx = 264

export function gridShape({ widthPx, aspect }: { widthPx: number; aspect: number }): GridShape {
  const columns = Math.max(2, Math.round((widthPx + gapPx) / (wantedWidthPx + gapPx)))
  const cellWidthPx = Math.max(1, Math.floor((widthPx - gapPx * (columns - 1)) / columns))
  return { columns, cellWidthPx, cellHeightPx: Math.round(cellWidthPx / aspect) }
}

/** From top to bottom: each hour's header, then its pictures. */
export function gridRows(hours: CaptureOverview['hours'], shape: GridShape): GridRow[] {
  const rows: GridRow[] = []
  let topPx = 0
  let firstIndex = 0
  for (const { startMs, count } of hours) {
    rows.push({ kind: 'hour', startMs, count, firstIndex, topPx, heightPx: hourHeightPx })
    topPx += hourHeightPx
    for (let left = count; left > 0; left -= shape.columns) {
      const heightPx = shape.cellHeightPx + gapPx
      rows.push({ kind: 'pictures', firstIndex, count: Math.min(left, shape.columns), topPx, heightPx })
      topPx += heightPx
      firstIndex += Math.min(left, shape.columns)
    }
  }
  return rows
}

/** The row of pictures that holds the picture at `index`; -1 where there is none. */
export function rowOf(rows: readonly GridRow[], index: number): number {
  let [low, high] = [0, rows.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const row = rows[middle]!
    if (index < row.firstIndex) high = middle - 1
    else if (row.kind === 'pictures' && index < row.firstIndex + row.count) return middle
    else low = middle + 1
  }
  return -1
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last'

/** Where an arrow leads from `index`; up and down keep the column, also over an hour's header. */
export function neighbour(facts: {
  rows: readonly GridRow[]
  total: number
  index: number
  direction: Direction
  /** Rows that are visible at once: a page. */
  pageRows: number
}): number {
  const { rows, total, index, direction, pageRows } = facts
  if (total === 0) return -1
  if (direction === 'first') return 0
  if (direction === 'last') return total - 1
  if (direction === 'left') return Math.max(0, index - 1)
  if (direction === 'right') return Math.min(total - 1, index + 1)
  const steps = { up: -1, down: 1, pageUp: -pageRows, pageDown: pageRows }[direction]
  return stepped(rows, index, steps)
}

function stepped(rows: readonly GridRow[], index: number, steps: number): number {
  const pictureRows = rows.filter((row) => row.kind === 'pictures')
  const from = pictureRows.findIndex((row) => index >= row.firstIndex && index < row.firstIndex + row.count)
  const here = pictureRows[from]
  const there = pictureRows[Math.min(pictureRows.length - 1, Math.max(0, from + steps))]
  if (here === undefined || there === undefined || here === there) return index
  return there.firstIndex + Math.min(there.count - 1, index - here.firstIndex)
}

const widestAspect = 16 / 9
const tallestAspect = 3 / 4

/** The form that most pictures have, so that most of them fill their cell; the others stand on a dark mat. */
export function commonAspect(captures: readonly Pick<CaptureView, 'widthPx' | 'heightPx'>[]): number {
  const votes = new Map<number, number>()
  for (const { widthPx, heightPx } of captures) {
    if (widthPx === 0 || heightPx === 0) continue
    const aspect = Math.round((100 * widthPx) / heightPx) / 100
    votes.set(aspect, (votes.get(aspect) ?? 0) + 1)
  }
  const [winner] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? [widestAspect]
  return Math.min(widestAspect, Math.max(tallestAspect, winner))
}

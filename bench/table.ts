import type { Aim, BenchRow } from './bench'

/** The rows as aligned text, numbers to the right. */
export function formatTable(rows: readonly BenchRow[]): string {
  const lines = [['measure', 'ours', 'floor', 'unit', 'against', 'result', 'aim', ''], ...rows.map(cellsOf)]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? []
  return lines
    .map((cells) => cells.map((cell, column) => align(cell, widths[column] ?? 0, column)).join('  '))
    .join('\n')
}

/** True when the row keeps its aim; a row that is only reported always does. */
export function meetsAim(row: BenchRow): boolean {
  const result = resultOf(row)
  if (row.aim.kind === 'reported' || result === null) return true
  return row.aim.kind === 'at least times the floor' ? result >= row.aim.limit : result <= row.aim.limit
}

function cellsOf(row: BenchRow): string[] {
  const { measure, ours, floor, unit, floorName } = row
  const verdict = row.aim.kind === 'reported' ? '' : meetsAim(row) ? 'ok' : 'MISSED'
  return [
    measure,
    short(ours),
    floor === null ? '-' : short(floor),
    unit,
    floorName,
    resultText(row),
    aimText(row),
    verdict,
  ]
}

function resultOf({ ours, floor, aim }: BenchRow): number | null {
  if (floor === null) return null
  return aim.kind === 'at most above the floor' ? ours - floor : ours / floor
}

function resultText(row: BenchRow): string {
  const result = resultOf(row)
  if (result === null || row.aim.kind === 'reported') return '-'
  return row.aim.kind === 'at most above the floor' ? `${signed(result)} ${row.unit}` : `${short(result)} x`
}

const aimWords: Record<Aim['kind'], (limit: number, unit: string) => string> = {
  'at most above the floor': (limit, unit) => `<= +${limit} ${unit}`,
  'at most times the floor': (limit) => `<= ${limit} x`,
  'at least times the floor': (limit) => `>= ${limit} x`,
  reported: () => '-',
}

function aimText({ aim, unit }: BenchRow): string {
  return aimWords[aim.kind]('limit' in aim ? aim.limit : 0, unit)
}

function align(cell: string, width: number, column: number): string {
  return column >= 1 && column <= 2 ? cell.padStart(width) : cell.padEnd(width)
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${short(value)}`
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)
}

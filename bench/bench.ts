/** One line of the table: what ours took beside what the bare thing took, in the same run. */
export interface BenchRow {
  measure: string
  /** `ms`, `1/s`, `MB`, ... of both values. */
  unit: string
  ours: number
  /** Null where there is nothing bare to compare with. */
  floor: number | null
  /** What the floor is, in a few words. */
  floorName: string
  aim: Aim
}

/** `ours - floor`, `ours / floor` or `ours` itself, and its bound. */
export type Aim =
  | { kind: 'at most above the floor'; limit: number }
  | { kind: 'at most times the floor'; limit: number }
  | { kind: 'at least times the floor'; limit: number }
  | { kind: 'reported' }

/** A group of rows that are measured together; `run` says what it does through `say`. */
export interface Bench {
  name: string
  run(say: (line: string) => void): Promise<BenchRow[]>
}

/** Middle value; throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('The median of nothing was asked for.')
  return middle
}

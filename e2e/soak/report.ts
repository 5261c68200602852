import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../fixtures'
import type { Account } from './account'
import type { MemoryTrend } from './memory'

/** The facts of one part of a soak, as `docs/soak.md` is written from them. */
export interface SoakPart {
  name: string
  seed: number
  drive: string
  minutes: number
  accepted: number
  unanswered: number
  refused: Record<string, number>
  /** Failed by name at the end, and retried. */
  retried: Record<string, number>
  killed: Record<string, number>
  faults: Record<string, number>
  account: Account
  backAfterMs: { app: number[]; page: number[]; backlog: number[] }
  memory: MemoryTrend[]
}

/**
 * PHOTOCALL_SOAK_MINUTES: how long the presses of one part may take. What was accepted until then is accounted for and
 * reported, and the test fails for its missing presses: a slow machine must not cost the report. `part` of that time, 0..1.
 */
export function createDeadline(part: number): () => boolean {
  const minutes = Number(process.env['PHOTOCALL_SOAK_MINUTES'] ?? 120)
  const endsAtMs = performance.now() + minutes * part * 60_000
  return () => performance.now() > endsAtMs
}

/** Where `npm run soak` finds the parts. */
export function writePart(part: SoakPart): void {
  const dir = join(root, 'test-results', 'soak')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, `${part.name}.json`), `${JSON.stringify(part, null, 2)}\n`)
}

const goalsMs = { app: 10_000, page: 2_000, backlog: 30_000 } as const
/** Generous: a decoded picture lost at each press is far beyond (57 MB), what a busy heap does is not. */
const slopeLimitMbPer1000 = 25

/** What is beyond its goal, in words; empty where all is well. */
export function judgeTimes({ backAfterMs, memory }: SoakPart): string[] {
  const slow = Object.entries(goalsMs).flatMap(([name, goalMs]) =>
    backAfterMs[name as keyof typeof goalsMs]
      .filter((tookMs) => tookMs > goalMs)
      .map((tookMs) => `${name}: back after ${Math.round(tookMs)} ms`),
  )
  const growing = memory
    .filter(({ slopeMbPer1000 }) => slopeMbPer1000 > slopeLimitMbPer1000)
    .map(({ name, slopeMbPer1000 }) => `${name} grows by ${slopeMbPer1000.toFixed(1)} MB in 1000 presses`)
  return [...slow, ...growing]
}

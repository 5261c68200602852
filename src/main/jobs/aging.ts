import { z } from 'zod'
import type { Job } from '../../contract/job'

/** The clock was set, or may have been: at `atMs` by the clock from then on; all jobs up to `afterNumber` are older. */
export const clockJump = z.object({ atMs: z.number(), byMs: z.number(), afterNumber: z.number().default(0) })
export type ClockJump = z.infer<typeof clockJump>

/** Pictures of longer ago are erased, or of an event that keeps them for ever. */
const keptJumps = 500

/** Pure: with one more; what happens between the same two presses is one jump. */
export function withJump(jumps: readonly ClockJump[], jump: ClockJump): ClockJump[] {
  const before = jumps.at(-1)
  const isSame = before?.afterNumber === jump.afterNumber
  const one = isSame ? { ...jump, byMs: before.byMs + jump.byMs } : jump
  return [...(isSame ? jumps.slice(0, -1) : jumps), one].slice(-keptJumps)
}

/**
 * Pure: from when on a job's pictures age, by the clock of now: the moment of the picture, or the later one that it has
 * when every jump since is counted. So what was taken while the clock was years behind is as young as it is. No later than
 * the jump itself: what is older than it cannot be younger.
 */
export function agesFromMs(
  { number, pressedAtMs, takenAtMs }: Pick<Job, 'number' | 'pressedAtMs' | 'takenAtMs'>,
  jumps: readonly ClockJump[],
): number {
  const toldMs = takenAtMs ?? pressedAtMs
  const later = jumps.filter(({ afterNumber }) => number <= afterNumber)
  return Math.max(
    toldMs,
    later.reduce((ms, { atMs, byMs }) => Math.min(ms + byMs, atMs), toldMs),
  )
}

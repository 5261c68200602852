import type { Clock } from '../lib/clock'

/** Whether the booth was in use lately: a clock that is wrong since a long rest looks like any other day. */
export interface LongRest {
  /** False after a long rest until a person confirms the date; true counts as use. */
  isOver(): boolean
  confirm(): void
}

/** Longer than from weekend to weekend. */
const restMs = 8 * 24 * 3_600_000
const key = 'retention.inUseAtMs'

export function createLongRest(deps: {
  clock: Clock
  /** Survives the process. */
  memory: { get(key: string): string | null; set(key: string, value: string): void }
  /** The newest press, for a booth that remembers no use yet; null where there was none. */
  newestPressMs: () => number | null
}): LongRest {
  const { clock, memory, newestPressMs } = deps
  const confirm = () => memory.set(key, String(clock.nowMs()))
  const inUseAtMs = () => Number(memory.get(key) ?? newestPressMs() ?? clock.nowMs())

  return {
    isOver() {
      if (clock.nowMs() - inUseAtMs() > restMs) return false
      confirm()
      return true
    },
    confirm,
  }
}

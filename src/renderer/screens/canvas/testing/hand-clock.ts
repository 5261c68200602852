import type { PageClock } from '../page-clock'

export interface HandClock extends PageClock {
  /** Moves the time on, and lets promises settle after everything that falls due. */
  advance(ms: number): Promise<void>
}

/** Nothing happens until `advance`. */
export function createHandClock(): HandClock {
  let nowMs = 0
  const due = new Set<{ atMs: number; call: () => void }>()

  function next(untilMs: number) {
    const [first] = [...due].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)
    return first
  }

  return {
    nowMs: () => nowMs,
    after(delayMs, call) {
      const entry = { atMs: nowMs + Math.max(0, delayMs), call }
      due.add(entry)
      return () => void due.delete(entry)
    },
    async advance(ms) {
      const untilMs = nowMs + ms
      await settled()
      for (let entry = next(untilMs); entry !== undefined; entry = next(untilMs)) {
        due.delete(entry)
        nowMs = Math.max(nowMs, entry.atMs)
        entry.call()
        await settled()
      }
      nowMs = untilMs
    },
  }
}

/** Chains of promises without a timer among them are through. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

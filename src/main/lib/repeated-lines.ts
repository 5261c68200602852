import type { Clock } from './clock'
import type { Log } from './log'

export interface LogLine {
  level: keyof Log
  feature: string
  message: string
  facts: Record<string, unknown>
}

/** `repeated` counts the equal lines that this one stands for beyond those already written; 0 for a fresh line. */
export type WrittenLine = LogLine & { repeated: number }

export interface RepeatDeps {
  clock: Clock
  windowMs: number
  write(line: WrittenLine): void
}

/** Writes a line at once; equal ones right after it are counted and told when another comes, or when the window ends. */
export function collapseRepeats({ clock, windowMs, write }: RepeatDeps) {
  let last: { line: LogLine; key: string; repeated: number } | null = null
  let cancelTimer = () => {}

  function flush() {
    cancelTimer()
    if (last !== null && last.repeated > 0) write({ ...last.line, repeated: last.repeated })
    last = null
  }

  return {
    take(line: LogLine) {
      const key = `${line.level} ${line.feature} ${line.message} ${JSON.stringify(line.facts)}`
      if (last?.key === key) {
        last.repeated += 1
        return
      }
      flush()
      write({ ...line, repeated: 0 })
      last = { line, key, repeated: 0 }
      cancelTimer = clock.after(windowMs, flush)
    },
    flush,
  }
}

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a real process is made to believe: its wall clock is off by so much, its share takes so many bytes a second. */
export interface InjectedFaults {
  /** To be passed to Node before the program. */
  nodeArgs: readonly string[]
  env: Record<string, string>
  clockOffsetMs(): number
  moveClock(byMs: number): void
  /** Null: as fast as the drive is. */
  slowTo(bytesPerSec: number | null): void
}

/** Takes effect within a tenth of a second, and over every restart of the process. */
export function createInjectedFaults({ dir, shareDir }: { dir: string; shareDir: string }): InjectedFaults {
  const control = join(dir, 'injected-faults.json')
  const facts = { clockOffsetMs: 0, shareDir, bytesPerSec: 0 }

  function tell() {
    writeFileSync(`${control}.new`, JSON.stringify(facts))
    renameSync(`${control}.new`, control)
  }

  tell()
  return {
    nodeArgs: ['--require', join(__dirname, 'injected-faults.cjs')],
    env: { PHOTOCALL_SOAK_CONTROL: control },
    clockOffsetMs: () => facts.clockOffsetMs,
    moveClock(byMs) {
      facts.clockOffsetMs += byMs
      tell()
    },
    slowTo(bytesPerSec) {
      facts.bytesPerSec = bytesPerSec ?? 0
      tell()
    },
  }
}

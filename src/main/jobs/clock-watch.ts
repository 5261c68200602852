import { z } from 'zod'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { agesFromMs, clockJump, withJump, type ClockJump } from './aging'
import type { Journal } from './journal'

/** Notices when somebody, a time server or an empty battery sets the computer's clock. */
export interface ClockWatch {
  /** False after a jump until the clock is back where it was or a person confirms it: what goes by age waits. */
  isTrusted(): boolean
  /** By how much the clock stands off what was last trusted, milliseconds. */
  offByMs(): number
  /** See `agesFromMs`. */
  agesFromMs(job: Parameters<typeof agesFromMs>[0]): number
  /** A person says that date and time are right. */
  confirm(): void
  /** Looks now instead of at the next interval: after the machine slept. */
  look(): void
  /** Hears of each jump once; positive: the clock was set ahead. */
  onJump(listen: (jump: { byMs: number }) => void): void
  /** Trust was lost or came back. */
  onChange(listen: () => void): void
  close(): void
}

const everyMs = 10_000
/** Less is a time server's usual correction. */
const jumpMs = 60_000
/** No booth rests longer: a clock that has moved on so far since the last press was wrong then. */
const longestRestMs = 365 * 24 * 3_600_000

const memory = z.object({
  /** Of the clock to what was last trusted. */
  offByMs: z.number().default(0),
  /** Times in the journal up to here were confirmed, though they may lie ahead. */
  knownUpToMs: z.number().default(0),
  jumps: z.array(clockJump).default([]),
})
const memoryKey = 'clock'

/** Compares with the newest time in the journal at once, then the wall clock with the machine's own running time. */
export function createClockWatch(deps: { clock: Clock; journal: Journal; log: Log }): ClockWatch {
  const { clock, journal, log } = deps
  const jumpListeners: ((jump: { byMs: number }) => void)[] = []
  const changeListeners: (() => void)[] = []
  let known = memory.parse(JSON.parse(journal.remembered(memoryKey) ?? '{}'))
  let drift = driftNow()
  let stopTimer = clock.after(everyMs, watch)

  const isTrusted = () => Math.abs(known.offByMs) < jumpMs

  function driftNow(): number {
    return clock.nowMs() - clock.uptimeMs()
  }

  function watch(): void {
    look()
    stopTimer = clock.after(everyMs, watch)
  }

  function look(): void {
    const before = drift
    drift = driftNow()
    if (Math.abs(drift - before) >= jumpMs) jumped(drift - before)
  }

  function jumped(byMs: number): void {
    log.warn('the clock was moved', { byMs })
    remember({ ...known, offByMs: known.offByMs + byMs, jumps: jumpsWith(byMs) })
    for (const listen of jumpListeners) listen({ byMs })
  }

  function jumpsWith(byMs: number): ClockJump[] {
    return withJump(known.jumps, { atMs: clock.nowMs(), byMs, afterNumber: journal.newestPress()?.number ?? 0 })
  }

  /** When this clock, as it is set now, was last seen to run. */
  function lastSeenMs(): number {
    const newest = journal.newestPress()
    const jump = known.jumps.at(-1)
    if (newest === null) return clock.nowMs()
    return jump?.afterNumber === newest.number ? jump.atMs : newest.steppedAtMs
  }

  /** Nobody saw what was done to the clock while the booth was off; what was pressed before ages from now at the earliest. */
  function passOver(restMs: number): void {
    log.warn('the clock may have been set while the booth was off', { restMs })
    remember({ ...known, jumps: jumpsWith(restMs) })
  }

  /** What is trusted again makes the times that were journaled meanwhile known ones. */
  function remember(next: z.infer<typeof memory>): void {
    known = Math.abs(next.offByMs) < jumpMs ? { ...next, knownUpToMs: newestKnownMs() } : next
    try {
      journal.remember(memoryKey, JSON.stringify(known))
    } catch (error) {
      log.error('the jump of the clock could not be journaled', { error: String(error) })
    }
    for (const listen of changeListeners) listen()
  }

  function newestKnownMs(): number {
    return Math.max(known.knownUpToMs, journal.newestAtMs() ?? 0)
  }

  const wasTrusted = isTrusted()
  const newestAtMs = journal.newestAtMs() ?? 0
  const behindMs = clock.nowMs() - newestAtMs
  // by how much it stood back before is counted already
  const movedMs = behindMs - Math.min(0, known.offByMs)
  if (newestAtMs > known.knownUpToMs && behindMs <= -jumpMs && movedMs <= -jumpMs) jumped(movedMs)
  const restMs = clock.nowMs() - lastSeenMs()
  if (restMs >= (wasTrusted ? longestRestMs : jumpMs)) passOver(restMs)

  return {
    isTrusted,
    offByMs: () => known.offByMs,
    agesFromMs: (job) => agesFromMs(job, known.jumps),
    confirm() {
      // what was set a moment ago is meant as well
      look()
      remember({ ...known, offByMs: 0 })
    },
    look,
    onJump: (listen) => void jumpListeners.push(listen),
    onChange: (listen) => void changeListeners.push(listen),
    close: () => stopTimer(),
  }
}

/** Pure: `+3 h`, `-25 min`, `+400 d`: read alike in every language. */
export function spanText(byMs: number): string {
  const minutes = Math.round(Math.abs(byMs) / 60_000)
  const [amount, unit] =
    minutes < 120 ? [minutes, 'min'] : minutes < 48 * 60 ? [minutes / 60, 'h'] : [minutes / 1440, 'd']
  return `${byMs < 0 ? '-' : '+'}${Math.round(amount)} ${unit}`
}

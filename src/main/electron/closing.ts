import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'

export type ClosingAnswer = 'finish' | 'stop' | 'stay'

export interface ClosingDeps {
  /** Jobs that are not yet finished. */
  workInFlight(): number
  /** Asks the operator. */
  ask(jobs: number): Promise<ClosingAnswer>
  /** Refuses presses and resolves when no job is left; rejects when it cannot. */
  finishWork(): Promise<void>
  /** Closes the core; unfinished jobs resume at the next start. */
  closeCore(): Promise<void>
  exit(code: number): void
  clock: Clock
  log: Log
}

/** One Ctrl+C reaches the app twice, from the terminal and from whoever started it; a person needs longer for two. */
const sameSignalMs = 500

/** How the app ends. Work in flight is never dropped unasked, except where the system leaves no time to ask. */
export interface Closing {
  /** The operator closes the console or quits; asks when there is work. While finishing, asks again. */
  request(): Promise<void>
  /** SIGTERM and its like: closes in order, also where that has begun. A second call exits at once. */
  now(reason: string): Promise<void>
  /** The session ends: closes in order, however often that is said. */
  sessionEnds(): Promise<void>
  isOver(): boolean
}

export function createClosing(deps: ClosingDeps): Closing {
  const { log } = deps
  let state: 'open' | 'asking' | 'closing' | 'over' = 'open'
  let finishing = false
  let signalledAtMs: number | null = null

  async function close(reason: string) {
    if (state === 'closing' || state === 'over') return
    state = 'closing'
    log.info('Closing', { reason })
    const failed = await deps.closeCore().then(
      () => false,
      (error: unknown) => {
        log.error('The core did not close cleanly', { error })
        return true
      },
    )
    state = 'over'
    deps.exit(failed ? 1 : 0)
  }

  async function finishThenClose() {
    if (finishing) return
    finishing = true
    log.info('Finishing work before closing', { jobs: deps.workInFlight() })
    await deps.finishWork().catch((error: unknown) => log.error('Work could not be finished', { error }))
    await close('work finished')
  }

  /** A question that could not be asked changes nothing: the next try asks again. */
  function askOrStay(jobs: number): Promise<ClosingAnswer> {
    return deps.ask(jobs).catch((error: unknown) => {
      log.error('The question before closing could not be asked', { error })
      return 'stay' as const
    })
  }

  return {
    async request() {
      if (state !== 'open') return
      const jobs = deps.workInFlight()
      if (jobs === 0) return close('asked, nothing in flight')
      state = 'asking'
      const answer = await askOrStay(jobs)
      if (state !== 'asking') return
      state = 'open'
      if (answer === 'stop') await close('asked to stop now')
      if (answer === 'finish') await finishThenClose()
    },
    async now(reason) {
      const nowMs = deps.clock.monotonicMs()
      const firstAtMs = signalledAtMs
      signalledAtMs ??= nowMs
      if (firstAtMs === null) return close(reason)
      if (nowMs - firstAtMs < sameSignalMs) return
      log.warn('Exiting at once', { reason })
      deps.exit(1)
    },
    sessionEnds: () => close('the session ends'),
    isOver: () => state === 'over',
  }
}

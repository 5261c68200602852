import { AppError } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { pause } from '../lib/pause'
import type { SaveRequest } from './share'
import type { ShareRoot } from './share-root'

/** Files on their way to the share, one at a time in the order in which they came. */
export interface SaveLine {
  /** Resolves with the final name; see `Share.save`. */
  save(request: SaveRequest): Promise<string>
  /** Files that wait: those behind the one being copied, and all while the share is not ready. */
  waiting(): SaveRequest[]
  /** Of the first, 0 for none. */
  nextBytes(): number
  onChange(listen: () => void): void
}

interface Entry {
  request: SaveRequest
  /** Aborted when the attempt in hand must end: later than the request, so that it may finish. */
  hurry: AbortController
  resolve(name: string): void
  reject(error: unknown): void
}

/** Attempts at one file while the share itself is well; then the job fails by name and can be retried. */
const maxFailures = 4
const failurePauseMs = 500
/** How long a save in hand may go on to its end after its abort. */
const finishMs = 3_500
/** When it is given up altogether: a drive that hangs must not keep the program open. */
const giveUpMs = 4_000

export function createSaveLine(deps: {
  clock: Clock
  log: Log
  root: ShareRoot
  attempt(request: SaveRequest): Promise<string>
}): SaveLine {
  const { clock, log, root, attempt } = deps
  const entries: Entry[] = []
  const listeners: (() => void)[] = []
  let inHand: Entry | null = null

  function changed(): void {
    listeners.forEach((listen) => listen())
  }

  function save(request: SaveRequest): Promise<string> {
    let stopTimer: () => void = () => undefined
    const aborted = () => (stopTimer = abort(request))
    const saved = new Promise<string>((resolve, reject) => {
      if (request.signal.aborted) return reject(request.signal.reason as Error)
      request.signal.addEventListener('abort', aborted, { once: true })
      entries.push({ request, hurry: new AbortController(), resolve, reject })
      changed()
      void work()
    })
    return saved.finally(() => {
      request.signal.removeEventListener('abort', aborted)
      // nothing may keep a program that is closing alive
      stopTimer()
    })
  }

  /** A waiting file leaves at once; the one in hand has a moment to finish. Returns what takes the timers back. */
  function abort(request: SaveRequest): () => void {
    const entry = entries.find((one) => one.request === request)
    if (entry && entry === inHand) return finishSoon(entry)
    if (entry) {
      leave(entry)
      entry.reject(request.signal.reason)
    }
    return () => undefined
  }

  function finishSoon(entry: Entry): () => void {
    const reason = entry.request.signal.reason as Error
    const stops = [
      clock.after(finishMs, () => entry.hurry.abort(reason)),
      clock.after(giveUpMs, () => entry.reject(reason)),
    ]
    return () => stops.forEach((stop) => stop())
  }

  function leave(entry: Entry): void {
    entries.splice(entries.indexOf(entry), 1)
    changed()
  }

  async function work(): Promise<void> {
    for (let entry = entries[0]; inHand === null && entry; entry = entries[0]) {
      inHand = entry
      try {
        entry.resolve(await saveOne(entry))
      } catch (error) {
        entry.reject(error)
      }
      inHand = null
      leave(entry)
    }
  }

  /** The name journaled by one attempt is tried first by the next. */
  async function saveOne({ request: given, hurry }: Entry): Promise<string> {
    let { name } = given
    const recordName = (chosen: string) => {
      given.recordName(chosen)
      name = chosen
    }
    for (let failures = 0; ;) {
      await root.whenReady(given.signal)
      changed()
      try {
        return await attempt({ ...given, name, recordName, signal: hurry.signal })
      } catch (error) {
        given.signal.throwIfAborted()
        if (isFinal(error)) throw error
        log.warn('a save did not succeed', { jobId: given.jobId, name, error: String(error) })
        if (await root.explains(error)) continue
        failures += 1
        if (failures >= maxFailures) throw asAppError(error)
        await pause({ clock, signal: given.signal }, failurePauseMs * 2 ** failures)
      }
    }
  }

  return {
    save,
    waiting: () =>
      entries.filter((entry) => entry !== inHand || root.state().status !== 'ready').map(({ request }) => request),
    nextBytes: () => entries[0]?.request.sizeBytes ?? 0,
    onChange: (listen) => void listeners.push(listen),
  }
}

/** What no further attempt would mend. */
function isFinal(error: unknown): boolean {
  return error instanceof AppError && ['name_invalid', 'original_missing'].includes(error.code)
}

function asAppError(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  const message = `The share failed while saving: ${cause instanceof Error ? cause.message : String(cause)}`
  return new AppError('share_verify_failed', message, 'Check the drive, then retry the job.', { cause })
}

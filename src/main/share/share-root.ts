import { AppError } from '../../contract/errors'
import type { Log } from '../lib/log'
import { codeOf } from './file-system'
import { leftPlaces } from './find-share'
import { assessShare, type AssessDeps, awayState, type ShareState } from './share-state'
import { lookForMarker } from './share-marker'
import { reasons } from './share-reasons'

/** Whether the share can take files now, looked after at intervals; never makes anything in a share that is away. */
export interface ShareRoot {
  state(): ShareState
  onChange(listen: () => void): void
  /** Looks now, or shares the look in hand; never rejects, and resolves also when the share does not answer. */
  look(): Promise<void>
  /** Tells of an error of a save; resolves with whether the share's state explains it, so that waiting is right. */
  explains(error: unknown): Promise<boolean>
  /** Rejects with `share_away` unless the marker can be read at this moment: what is ready may be 10 s old. */
  confirm(): Promise<void>
  /** Resolves when the share is ready, at once where it is; rejects with the signal's reason. */
  whenReady(signal: AbortSignal): Promise<void>
  close(): void
}

const lookEveryMs = 10_000
const firstRetryMs = 1_000
/** What takes longer counts as away, milliseconds: a network drive may answer after minutes. */
export const answerWithinMs = 8_000
/** Where a drive says ENOSPC though it claims room (a quota), it is tried again after this long. */
const quotaHoldMs = 15_000

export interface ShareRootDeps extends Omit<AssessDeps, 'signal'> {
  log: Log
  /** Every folder under which the gallery has pictures. */
  knownRoots(): string[]
  /** A share that stood at `from` was found at `to`; told before it is shown as being there. */
  moved(from: string, to: string): void
}

/** Looks for the first time when `look` is called. */
export function createShareRoot(deps: ShareRootDeps): ShareRoot {
  const { clock, dir, log } = deps
  const closing = new AbortController()
  const listeners = new Set<() => void>()
  let state = awayState(dir, reasons.looking(dir))
  let looking: Promise<void> | null = null
  let retryMs = firstRetryMs
  let refusal: { freeBytes: number | null; atMs: number } | null = null
  let lastRefusalMs = -Infinity
  let wasFound = false
  let followed = ''
  let mustProbe = true
  let stopTimer: () => void = () => undefined

  function set(next: ShareState): void {
    const before = state
    wasFound ||= next.id !== null
    // what its drive can do is not forgotten while it is away or full
    state = next.dir === before.dir ? { ...next, drive: next.drive ?? before.drive } : next
    if (before.status !== state.status)
      log.info('share', { status: state.status, reason: state.reason?.message, ...state.drive })
    if (JSON.stringify(before) !== JSON.stringify(state)) [...listeners].forEach((listen) => listen())
  }

  function look(): Promise<void> {
    looking ??= startLook()
    return looking
  }

  function startLook(): Promise<void> {
    stopTimer()
    const isProven = state.status === 'ready' && !mustProbe
    mustProbe = false
    const isChosenNow = deps.isChosenNow && !wasFound
    const ended = assessShare({ ...deps, isChosenNow, signal: closing.signal }, isProven ? state : null)
      .then(async (next) => {
        await followMove(next)
        set(held(next))
      })
      .catch((error: unknown) => log.warn('the share could not be looked at', { error: String(error) }))
      .finally(afterLook)
    return Promise.race([ended, tellIfSilent(ended)])
  }

  /** Pictures that were saved under another drive letter, or before the folder was chosen at its new place, are here now. */
  async function followMove({ dir: place, id }: ShareState): Promise<void> {
    if (id === null || followed === place) return
    for (const from of await leftPlaces(deps, { dir: place, id }, deps.knownRoots())) {
      log.info('the share stands elsewhere now', { from, to: place })
      deps.moved(from, place)
    }
    followed = place
  }

  /** Only when the drive has answered is it asked again: calls that hang would use up the threads of the program. */
  function afterLook(): void {
    looking = null
    if (closing.signal.aborted) return
    const isReady = state.status === 'ready'
    stopTimer = clock.after(isReady ? lookEveryMs : retryMs, () => void look())
    retryMs = isReady ? firstRetryMs : Math.min(retryMs * 2, lookEveryMs)
  }

  function tellIfSilent(ended: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(answerWithinMs, () => {
        set({ ...state, status: 'away', reason: reasons.silent(dir) })
        resolve()
      })
      void ended.then(cancel)
    })
  }

  /** A drive that refused a file for want of room stays full until it has more room than right after, or for a while. */
  function held(next: ShareState): ShareState {
    if (refusal === null) return next
    refusal.freeBytes ??= next.freeBytes
    if (next.status !== 'ready') return next
    const hasMore = (next.freeBytes ?? 0) > (refusal.freeBytes ?? 0)
    if (hasMore || clock.monotonicMs() - refusal.atMs >= quotaHoldMs) refusal = null
    return refusal === null ? next : { ...next, status: 'full', reason: reasons.full(next.dir) }
  }

  /** Once may be chance: room was made meanwhile. A drive that refuses again has a quota, and is left alone for a while. */
  function noteRefusal(): void {
    const atMs = clock.monotonicMs()
    if (atMs - lastRefusalMs < 2 * quotaHoldMs) refusal = { freeBytes: null, atMs }
    lastRefusalMs = atMs
  }

  async function explains(error: unknown): Promise<boolean> {
    const code = codeOf(error)
    await looking
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      noteRefusal()
      set({ ...state, status: 'full', reason: reasons.full(state.dir) })
    } else if (['EROFS', 'EACCES', 'EPERM'].includes(code)) {
      set({ ...state, status: 'read-only', reason: reasons.readOnly(state.dir, code) })
    }
    mustProbe = true
    await look()
    return state.status !== 'ready'
  }

  async function confirm(): Promise<void> {
    const found = await lookForMarker(deps.fs, state.dir)
    if (found.state === 'marked' && found.id === state.id) return
    const { code, message, hint, params = {} } = reasons.unmarked(state.dir)
    throw new AppError(code, message, hint, { params })
  }

  function whenReady(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      function settle() {
        if (!signal.aborted && state.status !== 'ready') return
        listeners.delete(settle)
        signal.removeEventListener('abort', settle)
        if (signal.aborted) reject(signal.reason as Error)
        else resolve()
      }
      listeners.add(settle)
      signal.addEventListener('abort', settle)
      settle()
    })
  }

  return {
    state: () => state,
    onChange: (listen) => void listeners.add(listen),
    look,
    explains,
    whenReady,
    confirm,
    close() {
      closing.abort(new Error('closed'))
      stopTimer()
    },
  }
}

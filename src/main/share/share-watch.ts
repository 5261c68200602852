import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { MediaFacts } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { codeOf, type FileFacts, type FileSystem } from './file-system'
import type { FolderEvents, OpenFolderEvents } from './folder-events'
import { jobIdInName } from './name-rules'
import { exists } from './publish'
import type { FoundFile } from './share'
import { createShareIndex } from './share-index'
import { isIgnored, listShare } from './share-listing'
import type { ShareRoot } from './share-root'
import { kindOf } from './whole-picture'

/** Finds what others put into the share, and what vanishes from it. Events are hints; the listing is the truth. */
export interface ShareWatch {
  /** Lists every 2 s in place of every 60 s: while a file of another program is waited for. */
  watchClosely(isClose: boolean): void
  /** Lists the whole share soon. */
  listNow(): void
  close(): void
}

export interface ShareWatchDeps {
  root: ShareRoot
  fs: FileSystem
  clock: Clock
  log: Log
  verify(path: string): Promise<MediaFacts>
  isOurs(name: string): boolean
  isAwaited(jobId: string): boolean
  /** Names that the gallery holds as present: told as removed when the first listing lacks them. */
  indexed: () => Iterable<string>
  openEvents: OpenFolderEvents
  found(file: FoundFile): void
  removed(name: string): void
}

const listEveryMs = 60_000
const listCloselyMs = 2_000
const listAfterErrorMs = 5_000
/** Files that were changed longer ago than this are not opened: a virtual drive downloads what is opened. */
const oldAfterMs = 10 * 60_000
const namesAtOnce = 64
const statsAtOnce = 8

export function createShareWatch(deps: ShareWatchDeps): ShareWatch {
  const { root, fs, clock, log } = deps
  const dir = () => root.state().dir
  const index = createShareIndex({ ...deps, dir })
  const hints = new Set<string>()
  let events: FolderEvents | null = null
  let everyMs = listEveryMs
  let listDueMs = 0
  let isFirst = true
  let isWorking = false
  let isClosed = false
  let stopTimer: () => void = () => undefined

  const isThere = () => !isClosed && root.state().status !== 'away'

  function followRoot(): void {
    if (isThere() && !events) {
      events = deps.openEvents(dir(), onHint, log)
      isFirst = true
      listDueMs = 0
    }
    if (!isThere()) {
      events?.close()
      events = null
      stopTimer()
    }
    wake()
  }

  function onHint(name: string | null): void {
    if (name === null) return listNow()
    if (isIgnored(name)) return
    hints.add(name)
    wake()
  }

  function listNow(): void {
    listDueMs = 0
    wake()
  }

  function wake(): void {
    if (isWorking || !isThere()) return
    isWorking = true
    stopTimer()
    void workAll().finally(() => {
      isWorking = false
      if (isThere()) stopTimer = clock.after(Math.max(1, nextDueMs() - clock.monotonicMs()), wake)
    })
  }

  /** The root says whether the share is away; here an error only means that this look told nothing. */
  function failed(error: unknown): void {
    log.debug('the share could not be read', { error: String(error) })
    void root.look()
  }

  function nextDueMs(): number {
    return hints.size > 0 ? 0 : Math.min(listDueMs, index.next()?.dueMs ?? Infinity)
  }

  async function workAll(): Promise<void> {
    while (isThere() && nextDueMs() <= clock.monotonicMs()) await nextStep().catch(failed)
  }

  /** Hints first: somebody may be waiting for that file. */
  function nextStep(): Promise<void> {
    const [hint] = hints
    if (hint !== undefined) return takeHint(hint)
    const candidate = index.next()
    return candidate && candidate.dueMs <= clock.monotonicMs() ? index.lookAt(candidate.name) : reconcile()
  }

  async function takeHint(name: string): Promise<void> {
    hints.delete(name)
    try {
      const facts = await fs.stat(join(dir(), name))
      if (facts.isFolder) listDueMs = 0
      else if (kindOf(name)) index.see(name, facts, isOld(name, facts))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
      if (index.has(name)) await dropMissing([name])
      else if (index.names().some((known) => known.startsWith(`${name}/`))) listDueMs = 0
    }
  }

  async function reconcile(): Promise<void> {
    listDueMs = clock.monotonicMs() + Math.min(everyMs, listAfterErrorMs)
    const { files, folders } = await listShare(fs, dir())
    const present = new Set(files)
    const expected = isFirst ? [...index.names(), ...deps.indexed()] : index.names()
    await dropMissing([...new Set(expected)].filter((name) => !present.has(name)))
    if (!isThere()) return
    await seeNew(files.filter((name) => !index.has(name)))
    listDueMs = clock.monotonicMs() + everyMs
    isFirst = false
    // what came between the listing and the first event of a new folder is found by the listing that it asks for
    events?.follow(folders)
  }

  /** In small portions, so that a share of many thousands does not hold up the rest of the program. */
  async function seeNew(names: string[]): Promise<void> {
    for (let at = 0; at < names.length && isThere(); at += namesAtOnce) {
      const others = names.slice(at, at + namesAtOnce).filter((name) => !acceptOurs(name))
      for (let from = 0; from < others.length; from += statsAtOnce) {
        await Promise.all(others.slice(from, from + statsAtOnce).map(seeOne))
      }
      await setImmediate()
    }
  }

  function acceptOurs(name: string): boolean {
    const isOurs = deps.isOurs(name)
    if (isOurs) index.acceptOurs(name)
    return isOurs
  }

  async function seeOne(name: string): Promise<void> {
    try {
      const facts = await fs.stat(join(dir(), name))
      index.see(name, facts, isOld(name, facts))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }

  /** Also a file that comes later, such as one that a synced drive brings from another machine. The share's clock may be slow: an awaited file is never old. */
  function isOld(name: string, { modifiedAtMs }: FileFacts): boolean {
    if (modifiedAtMs >= clock.nowMs() - oldAfterMs) return false
    const jobId = jobIdInName(name)
    return jobId === null || !deps.isAwaited(jobId)
  }

  /** Nothing counts as removed unless it is missed before and after the share itself was found to be there. */
  async function dropMissing(names: string[]): Promise<void> {
    const missed = await missing(names)
    if (missed.length === 0) return
    await root.look()
    for (const name of await missing(missed)) {
      if (!isThere()) return
      index.forget(name)
      deps.removed(name)
    }
  }

  async function missing(names: string[]): Promise<string[]> {
    const left: string[] = []
    for (const name of names) if (!(await exists(fs, join(dir(), name)))) left.push(name)
    return left
  }

  root.onChange(followRoot)
  followRoot()

  return {
    watchClosely(isClose) {
      everyMs = isClose ? listCloselyMs : listEveryMs
      listNow()
    },
    listNow,
    close() {
      isClosed = true
      followRoot()
    },
  }
}

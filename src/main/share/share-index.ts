import { join } from 'node:path'
import type { MediaFacts } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { codeOf, type FileFacts, type FileSystem } from './file-system'
import { jobIdInName } from './name-rules'
import type { FoundFile } from './share'
import { judge } from './whole-picture'

/** What the watcher knows of the share's files: announced ones, ours, and candidates that may still be growing. */
export interface ShareIndex {
  has(name: string): boolean
  names(): string[]
  /** A file that an event or a listing showed; `isOld` ones are announced without being opened. */
  see(name: string, facts: FileFacts, isOld: boolean): void
  /** A file of ours, or of the gallery, that nobody needs to look at. */
  acceptOurs(name: string): void
  /** Looks once more at a candidate. */
  lookAt(name: string): Promise<void>
  forget(name: string): void
  /** The candidate to look at next and when, monotonic; null for none. */
  next(): { name: string; dueMs: number } | null
}

interface Stand {
  sizeBytes: number
  modifiedAtMs: number
}

interface Candidate extends Stand {
  /** Monotonic: since when size and time stand still. */
  stillSinceMs: number
  dueMs: number
}

const lookAgainMs = 250
/** The longer nothing happens, the longer it may still take: an empty file that somebody left is no work. */
const lookAgainShare = 1 / 8
const lookAgainAtMostMs = 5_000
const lookAfterErrorMs = 5_000
/** Network drives round a file's time some while after it was written. */
const roundingMs = 2_000

export function createShareIndex(deps: {
  fs: FileSystem
  clock: Clock
  log: Log
  dir: () => string
  verify(path: string): Promise<MediaFacts>
  isOurs(name: string): boolean
  found(file: FoundFile): void
}): ShareIndex {
  const { fs, clock, log } = deps
  const known = new Map<string, Stand | null>()
  const candidates = new Map<string, Candidate>()

  function see(name: string, facts: FileFacts, isOld: boolean): void {
    const before = known.get(name)
    if (before === null || (before && isAlike(before, facts, name))) return void known.set(name, standOf(facts))
    if (before === undefined && deps.isOurs(name)) return void known.set(name, standOf(facts))
    if (isOld) return facts.sizeBytes === 0 ? settle(name, facts) : announce(name, facts, null)
    const candidate = candidates.get(name)
    if (candidate && isSame(candidate, facts)) return
    const nowMs = clock.monotonicMs()
    candidates.set(name, { ...standOf(facts), stillSinceMs: nowMs, dueMs: nowMs })
  }

  function isAlike(before: Stand, facts: Stand, name: string): boolean {
    if (isSame(before, facts)) return true
    const isRounded = Math.abs(before.modifiedAtMs - facts.modifiedAtMs) <= roundingMs
    return before.sizeBytes === facts.sizeBytes && isRounded && deps.isOurs(name)
  }

  async function lookAt(name: string): Promise<void> {
    const candidate = candidates.get(name)
    if (!candidate) return
    candidate.dueMs = clock.monotonicMs() + lookAfterErrorMs
    await examine(name, candidate)
  }

  /** Stands still, is whole, and still stands as it was when that was found: only then it is told. */
  async function examine(name: string, candidate: Candidate): Promise<void> {
    const path = join(deps.dir(), name)
    const nowMs = clock.monotonicMs()
    const facts = await statOrNull(path)
    if (!facts) return void candidates.delete(name)
    if (!isSame(candidate, facts)) return moved(candidate, facts)
    const stillMs = nowMs - candidate.stillSinceMs
    const verdict = await judge(deps, { path, sizeBytes: facts.sizeBytes, stillMs })
    if (verdict.state === 'growing') return void (candidate.dueMs = clock.monotonicMs() + pauseAfter(stillMs))
    const after = await statOrNull(path)
    if (!after) return void candidates.delete(name)
    if (!isSame(candidate, after)) return moved(candidate, after)
    if (verdict.state === 'whole') return announce(name, after, verdict.picture)
    log.warn('a file on the share is no whole picture', { name, error: String(verdict.error) })
    settle(name, after)
  }

  function moved(candidate: Candidate, facts: FileFacts): void {
    Object.assign(candidate, standOf(facts), {
      stillSinceMs: clock.monotonicMs(),
      dueMs: clock.monotonicMs() + lookAgainMs,
    })
  }

  function announce(name: string, facts: FileFacts, picture: MediaFacts | null): void {
    settle(name, facts)
    const { sizeBytes, modifiedAtMs } = facts
    deps.found({ name, path: join(deps.dir(), name), jobId: jobIdInName(name), modifiedAtMs, sizeBytes, picture })
  }

  function settle(name: string, facts: FileFacts): void {
    candidates.delete(name)
    known.set(name, standOf(facts))
  }

  async function statOrNull(path: string): Promise<FileFacts | null> {
    try {
      return await fs.stat(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
  }

  return {
    has: (name) => known.has(name) || candidates.has(name),
    names: () => [...known.keys(), ...candidates.keys()],
    see,
    acceptOurs: (name) => void known.set(name, null),
    lookAt,
    forget(name) {
      known.delete(name)
      candidates.delete(name)
    },
    next() {
      let first: { name: string; dueMs: number } | null = null
      for (const [name, { dueMs }] of candidates) if (!first || dueMs < first.dueMs) first = { name, dueMs }
      return first
    },
  }
}

function pauseAfter(stillMs: number): number {
  return Math.min(lookAgainAtMostMs, Math.max(lookAgainMs, stillMs * lookAgainShare))
}

function standOf({ sizeBytes, modifiedAtMs }: Stand): Stand {
  return { sizeBytes, modifiedAtMs }
}

function isSame(one: Stand, other: Stand): boolean {
  return one.sizeBytes === other.sizeBytes && one.modifiedAtMs === other.modifiedAtMs
}

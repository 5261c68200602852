import type { ShareView } from '../../contract/app-state'
import type { ErrorFacts } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { codeOf, type FileSystem } from './file-system'
import { findShare, type FoundShare } from './find-share'
import { type RememberedShares, writeMarker } from './share-marker'
import { probeShare } from './share-probe'
import { reasons } from './share-reasons'

export interface ShareState {
  status: ShareView['status']
  /** Where the share stands now; differs from the chosen folder when its drive letter moved. */
  dir: string
  reason: ErrorFacts | null
  /** Null where the drive does not tell. */
  freeBytes: number | null
  /** Whether it knows hard links; meaningless unless ready. */
  links: boolean
}

export interface AssessDeps {
  fs: FileSystem
  clock: Clock
  signal: AbortSignal
  /** As chosen. */
  dir: string
  remembered: RememberedShares
  otherPlaces(dir: string): string[]
  /** Size of the file that waits first, 0 for none. */
  nextBytes: () => number
}

/** Less than this is full: room for a marker, probes, and what the drive itself needs. */
const leastFreeBytes = 8_000_000

export function awayState(dir: string, reason: ErrorFacts): ShareState {
  return { status: 'away', dir, reason, freeBytes: null, links: false }
}

/** Looks once; a share chosen for the first time is made here, any other is written to only when its marker is there. */
export async function assessShare(deps: AssessDeps, before: ShareState): Promise<ShareState> {
  const found = await findShare(deps)
  if (found.state === 'away') return awayState(deps.dir, found.reason)
  try {
    const isKnown = found.state === 'here' && before.status === 'ready' && before.dir === found.dir
    return await measured(deps, found.dir, isKnown ? before.links : await open(deps, found))
  } catch (error) {
    return stateAfter(error, found, before)
  }
}

/** Resolves with whether the share knows hard links. */
async function open(deps: AssessDeps, { dir, state }: Exclude<FoundShare, { state: 'away' }>): Promise<boolean> {
  if (state === 'new') await deps.fs.makeFolders(dir)
  const context = { ...deps, dir }
  const { links } = await probeShare(context)
  if (state === 'new') deps.remembered.set(dir, await writeMarker({ ...context, links }, deps.clock.nowMs()))
  return links
}

async function measured({ fs, nextBytes }: AssessDeps, dir: string, links: boolean): Promise<ShareState> {
  const freeBytes = await fs.freeBytes(dir)
  const isFull = freeBytes !== null && freeBytes < leastFreeBytes + nextBytes()
  if (isFull) return { status: 'full', dir, reason: reasons.full(dir), freeBytes, links }
  return { status: 'ready', dir, reason: null, freeBytes, links }
}

function stateAfter(
  error: unknown,
  { dir, state }: Exclude<FoundShare, { state: 'away' }>,
  before: ShareState,
): ShareState {
  const code = codeOf(error)
  const known = { dir, freeBytes: before.freeBytes, links: before.links }
  if (code === 'ENOSPC' || code === 'EDQUOT') return { ...known, status: 'full', reason: reasons.full(dir) }
  const isRefused = ['EROFS', 'EACCES', 'EPERM'].includes(code)
  if (isRefused) return { ...known, status: 'read-only', reason: reasons.readOnly(dir, code) }
  return awayState(dir, state === 'new' ? reasons.notMade(dir, code) : reasons.missing(dir, code))
}

import type { ShareView } from '../../contract/app-state'
import type { ErrorFacts } from '../../contract/errors'
import type { Clock } from '../lib/clock'
import { codeOf, type FileSystem } from './file-system'
import { findShare, type PresentShare } from './find-share'
import { type RememberedShares, writeMarker } from './share-marker'
import { probeShare } from './share-probe'
import { reasons } from './share-reasons'

export interface ShareState {
  status: ShareView['status']
  /** Where the share stands now; differs from the chosen folder when its drive letter moved. */
  dir: string
  /** Of its marker; null while there is none. */
  id: string | null
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
  isChosenNow: boolean
  otherPlaces(dir: string): string[]
  /** Size of the file that waits first, 0 for none. */
  nextBytes: () => number
}

/** Less than this is full: room for a marker, probes, and what the drive itself needs. */
const leastFreeBytes = 8_000_000

export function awayState(dir: string, reason: ErrorFacts): ShareState {
  return { status: 'away', dir, id: null, reason, freeBytes: null, links: false }
}

/** Looks once, and writes only where no `before` proves that this share takes files. */
export async function assessShare(deps: AssessDeps, before: ShareState | null): Promise<ShareState> {
  const found = await findShare(deps)
  if (found.state === 'away') return awayState(deps.dir, found.reason)
  const { dir } = found
  let freeBytes: number | null = null
  try {
    if (found.state === 'new') await deps.fs.makeFolders(dir)
    freeBytes = await deps.fs.freeBytes(dir)
    const isFull = freeBytes !== null && freeBytes < leastFreeBytes + deps.nextBytes()
    if (isFull) return { status: 'full', dir, id: found.id, reason: reasons.full(dir), freeBytes, links: false }
    const proven = before?.dir === dir && before.id === found.id ? before : await open(deps, found)
    return { status: 'ready', dir, id: proven.id, reason: null, freeBytes, links: proven.links }
  } catch (error) {
    return { ...stateAfter(error, found), freeBytes }
  }
}

/** Proves that the share takes files; one chosen for the first time gets its marker here. */
async function open(deps: AssessDeps, { dir, id }: PresentShare): Promise<{ id: string; links: boolean }> {
  const context = { ...deps, dir }
  const { links } = await probeShare(context)
  if (id !== null) return { id, links }
  const newId = await writeMarker({ ...context, links }, deps.clock.nowMs())
  deps.remembered.set(dir, newId)
  return { id: newId, links }
}

function stateAfter(error: unknown, { dir, id, state }: PresentShare): ShareState {
  const code = codeOf(error)
  const known = { dir, id, freeBytes: null, links: false }
  if (code === 'ENOSPC' || code === 'EDQUOT') return { ...known, status: 'full', reason: reasons.full(dir) }
  const isRefused = ['EROFS', 'EACCES', 'EPERM'].includes(code)
  if (isRefused) return { ...known, status: 'read-only', reason: reasons.readOnly(dir, code) }
  return awayState(dir, state === 'new' ? reasons.notMade(dir, code) : reasons.missing(dir, code))
}

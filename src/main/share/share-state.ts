import type { ShareView } from '../../contract/app-state'
import type { ErrorFacts } from '../../contract/errors'
import type { SyncProvider } from '../../contract/sync-provider'
import type { Clock } from '../lib/clock'
import { codeOf, type FileSystem } from './file-system'
import { findShare, type PresentShare } from './find-share'
import { type RememberedShares, writeMarker } from './share-marker'
import { type DriveSkills, probeShare } from './share-probe'
import { reasons } from './share-reasons'
import { syncProviderOf } from './sync-provider'
import { syncSignsOf } from './sync-signs'

export interface ShareState {
  status: ShareView['status']
  /** Where the share stands now; differs from the chosen folder when its drive letter moved. */
  dir: string
  /** Of its marker; null while there is none. */
  id: string | null
  reason: ErrorFacts | null
  /** Null where the drive does not tell. */
  freeBytes: number | null
  /** What was found out of its drive; null until it was ready for the first time. */
  drive: DriveFacts | null
}

export interface DriveFacts extends DriveSkills {
  /** Who carries the folder on, as far as can be told. */
  syncedBy: SyncProvider | null
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
  /** See `volumeLabelOf`. */
  volumeLabel(dir: string): Promise<string | null>
}

/** Less than this is full: room for a marker, probes, and what the drive itself needs. */
const leastFreeBytes = 8_000_000

export function awayState(dir: string, reason: ErrorFacts): ShareState {
  return { status: 'away', dir, id: null, reason, freeBytes: null, drive: null }
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
    if (isFull) return { status: 'full', dir, id: found.id, reason: reasons.full(dir), freeBytes, drive: null }
    const isProven = before?.dir === dir && before.id === found.id && before.drive !== null
    const proven = isProven ? before : await open(deps, found)
    return { status: 'ready', dir, id: proven.id, reason: null, freeBytes, drive: proven.drive }
  } catch (error) {
    return { ...stateAfter(error, found), freeBytes }
  }
}

/** Proves that the share takes files; one chosen for the first time gets its marker here. */
async function open(deps: AssessDeps, found: PresentShare): Promise<{ id: string | null; drive: DriveFacts }> {
  const context = { ...deps, dir: found.dir }
  const skills = await probeShare(context)
  const id = found.id ?? (await mark({ ...context, links: skills.links }))
  const signs = await syncSignsOf(deps.fs, found.dir, (dir) => deps.volumeLabel(dir))
  return { id, drive: { ...skills, syncedBy: syncProviderOf(signs) } }
}

async function mark(context: AssessDeps & { links: boolean }): Promise<string> {
  const id = await writeMarker(context, context.clock.nowMs())
  context.remembered.set(context.dir, id)
  return id
}

function stateAfter(error: unknown, { dir, id, state }: PresentShare): ShareState {
  const code = codeOf(error)
  const known = { dir, id, freeBytes: null, drive: null }
  if (code === 'ENOSPC' || code === 'EDQUOT') return { ...known, status: 'full', reason: reasons.full(dir) }
  const isRefused = ['EROFS', 'EACCES', 'EPERM'].includes(code)
  if (isRefused) return { ...known, status: 'read-only', reason: reasons.readOnly(dir, code) }
  return awayState(dir, state === 'new' ? reasons.notMade(dir, code) : reasons.missing(dir, code))
}

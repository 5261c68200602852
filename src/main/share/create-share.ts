import { isAbsolute, relative, resolve } from 'node:path'
import { shareSkill, type ShareSkill, type ShareView } from '../../contract/app-state'
import { AppError } from '../../contract/errors'
import type { Settings } from '../../contract/settings'
import type { SyncProvider } from '../../contract/sync-provider'
import type { MediaFacts } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import { type FileSystem, realFileSystem } from './file-system'
import { usualPlaces } from './find-share'
import { openFolderEvents, type OpenFolderEvents } from './folder-events'
import { inFolder, type NamePattern, parsePattern } from './name-pattern'
import { createSaveLine } from './save-line'
import type { FoundFile, SaveRequest, Share } from './share'
import type { RememberedShares } from './share-marker'
import type { DriveSkills } from './share-probe'
import { createShareRoot } from './share-root'
import { createShareWatch } from './share-watch'
import { saveVerified } from './verified-save'
import { volumeLabelOf } from './volume-label'

export interface ShareDeps {
  /** The chosen folder, absolute. */
  dir: string
  /** The naming pattern as set now; was checked when set. */
  pattern: () => string
  /** Decodes every pixel; throws AppError where it is no whole picture. */
  verify(path: string): Promise<MediaFacts>
  /** True for names that the journal or the gallery knows: they are not announced as found. */
  isOurs(name: string): boolean
  /** True while a job is open whose file another program will put here: that file is looked at, however old it says it is. */
  isAwaited?(jobId: string): boolean
  /** What the operator says of who carries the folder on; found out where it is not given. */
  syncedBy?(): Settings['share']['syncedBy']
  remembered: RememberedShares
  clock: Clock
  log: Log
  /** The real one unless a test puts faults in. */
  fs?: FileSystem
  /** True when the operator has just chosen the folder, false when a start found it in the settings. */
  isChosenNow?: boolean
  /** Names that the gallery holds as present: those that the first listing lacks are told as removed. */
  indexed?: () => Iterable<string>
  /** Every folder under which the gallery has pictures, and what moves them to the share's new place. */
  known?: { roots(): string[]; moved(from: string, to: string): void }
  /** The system's events unless a test gives its own. */
  openEvents?: OpenFolderEvents
  /** Where else the same share may stand; other drive letters on Windows unless given. */
  otherPlaces?: (dir: string) => string[]
  /** Asked of Windows unless given. */
  volumeLabel?: (dir: string) => Promise<string | null>
}

/** A share that can be watched closely while a file of another program is waited for. */
export interface WatchedShare extends Share {
  watchClosely(isClose: boolean): void
}

/** Looks at the folder at once; until it has answered, the share is told as away and saves wait. */
export function createShare(deps: ShareDeps): WatchedShare {
  const { dir, clock, log, remembered, fs = realFileSystem, otherPlaces = usualPlaces } = deps
  const { isChosenNow = false, indexed = () => [], openEvents = openFolderEvents, verify, isOurs } = deps
  const { isAwaited = () => false } = deps
  const listeners: (() => void)[] = []
  const foundListeners: ((file: FoundFile) => void)[] = []
  const removedListeners: ((name: string) => void)[] = []
  let shown = ''
  let oldestToldMs: number | null = null

  const root = createShareRoot({
    dir,
    fs,
    clock,
    log,
    remembered,
    otherPlaces,
    isChosenNow,
    nextBytes: () => line.nextBytes(),
    knownRoots: () => deps.known?.roots() ?? [],
    moved: (from, to) => deps.known?.moved(from, to),
    volumeLabel: deps.volumeLabel ?? volumeLabelOf,
  })
  const line = createSaveLine({ clock, log, root, attempt })
  const found = (file: FoundFile) => foundListeners.forEach((listen) => listen(file))
  const removed = (name: string) => removedListeners.forEach((listen) => listen(name))
  const watchDeps = { root, fs, clock, log, verify, isOurs, isAwaited, indexed, openEvents }
  const shareWatch = createShareWatch({ ...watchDeps, found, removed })

  function attempt(request: SaveRequest): Promise<string> {
    const { dir: place, drive } = root.state()
    const links = drive?.links ?? false
    const pattern = patternFor(place, request)
    const { signal } = request
    const { confirm } = root
    return saveVerified({ fs, clock, log, signal, dir: place, links, pattern, verify, confirm }, request)
  }

  /** A pattern that was fine for another folder must not stop a picture, nor take it out of its event's folder. */
  function patternFor(place: string, { folder, pattern }: SaveRequest): NamePattern {
    const wanted = inFolder(folder, pattern ?? deps.pattern())
    for (const text of [wanted, inFolder(folder, '{jobId}')]) {
      try {
        return parsePattern(text, place)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        log.warn('the naming pattern does not fit this share', { pattern: text, error: error.message })
      }
    }
    return parsePattern('{jobId}', place)
  }

  function view(): ShareView {
    const { status, reason, freeBytes, drive, dir: place } = root.state()
    const waiting = line.waiting()
    return {
      dir: place,
      status,
      freeBytes: freeBytes === null ? null : rounded(freeBytes),
      waiting: waiting.length,
      waitingBytes: waiting.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
      oldestWaitingAtMs: oldestWaitingAtMs(waiting),
      syncedBy: syncedBy(),
      lacks: drive === null ? [] : lackingSkills(drive),
      reason,
    }
  }

  /** Told in wall time, which may be set meanwhile: then it is told anew, and not for a rounding. */
  function oldestWaitingAtMs(waiting: SaveRequest[]): number | null {
    if (waiting.length === 0) return (oldestToldMs = null)
    const waitsSinceMs = Math.min(...waiting.map((request) => request.waitsSinceMs))
    const atMs = Math.max(0, Math.round(clock.nowMs() - clock.uptimeMs() + waitsSinceMs))
    if (oldestToldMs === null || Math.abs(atMs - oldestToldMs) >= toldAgainMs) oldestToldMs = atMs
    return oldestToldMs
  }

  function syncedBy(): SyncProvider | null {
    const said = deps.syncedBy?.() ?? 'auto'
    if (said === 'auto') return root.state().drive?.syncedBy ?? null
    return said === 'plain' ? null : said
  }

  function tell(): void {
    const next = JSON.stringify(view())
    if (next === shown) return
    shown = next
    listeners.forEach((listen) => listen())
  }

  root.onChange(tell)
  line.onChange(tell)
  void root.look()

  return {
    view,
    onChange: (listen) => void listeners.push(listen),
    onFound: (listen) => void foundListeners.push(listen),
    onRemoved: (listen) => void removedListeners.push(listen),
    // where it stands now, which after a move is not where it was chosen
    save: async (request) => ({ name: await line.save(request), root: root.state().dir, handedTo: syncedBy() }),
    resolve: (name) => pathBelow(root.state().dir, name),
    async check() {
      await root.look()
      shareWatch.listNow()
    },
    watchClosely: shareWatch.watchClosely,
    async close() {
      shareWatch.close()
      root.close()
    },
  }
}

function lackingSkills({ links, fileSync, folderSync }: DriveSkills): ShareSkill[] {
  const skills: Record<ShareSkill, boolean> = { links, 'file-sync': fileSync, 'folder-sync': folderSync }
  return shareSkill.options.filter((skill) => !skills[skill])
}

/** The wall clock against the machine's running time, which steps by up to a second, wavers by less. */
const toldAgainMs = 2_000

const roundedBytes = 10_000_000

/** Free space changes all the time: consoles are not told of every byte. */
function rounded(bytes: number): number {
  return bytes < roundedBytes ? bytes : Math.floor(bytes / roundedBytes) * roundedBytes
}

function pathBelow(dir: string, name: string): string {
  const path = resolve(dir, name)
  const below = relative(dir, path)
  if (below !== '' && !below.startsWith('..') && !isAbsolute(below) && !name.includes('\0')) return path
  throw new AppError('not_found', 'This name does not lie on the share.', 'Reload the gallery.')
}

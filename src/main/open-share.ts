import type { CaptureIndex } from './captures/capture-index'
import { isKnownName } from './captures/found-files'
import type { Images } from './images/images'
import type { JobBoard } from './jobs/job-board'
import { isUnfinished } from './jobs/job-states'
import type { Journal } from './jobs/journal'
import type { Clock } from './lib/clock'
import type { Log } from './lib/log'
import type { SettingsStore } from './settings/settings-store'
import { createShare } from './share/create-share'
import { type FileSystem, realFileSystem } from './share/file-system'
import { rememberedShares } from './share/remembered-shares'
import { createSwitchingShare, type SwitchingShare } from './share/switching-share'
import { createWorkAtShare, type WorkAtShare } from './share/work-at-share'

/** The share in use, and the way to what lies on any that was chosen. */
export interface OpenedShare extends SwitchingShare {
  workAt: WorkAtShare
}

/** The share that the settings name, with what the journal and the gallery know of it; follows the settings. */
export function openShare(deps: {
  settings: SettingsStore
  /** Where pictures go while no folder is chosen. */
  usualDir: string
  journal: Journal
  board: JobBoard
  captures: CaptureIndex
  images: Images
  clock: Clock
  log: Log
  /** The real one unless a test puts faults in. */
  fs?: FileSystem
}): OpenedShare {
  const { settings, journal, board, captures, images, clock, log, fs } = deps
  const chosenDir = () => settings.get().share.dir ?? deps.usualDir
  const root = () => share.view().dir
  const remembered = rememberedShares(journal)
  const share: SwitchingShare = createSwitchingShare({
    dir: chosenDir(),
    open: (dir, isChosenNow) =>
      createShare({
        dir,
        isChosenNow,
        pattern: () => settings.get().share.pattern,
        verify: images.verifyResult,
        isOurs: (name) => isKnownName({ name, root: root(), board, captures }),
        isAwaited: (jobId) => isOpen(board, jobId),
        known: { roots: captures.roots, moved: captures.reroot },
        indexed: () => captures.namesUnder(root()),
        syncedBy: () => settings.get().share.syncedBy,
        remembered,
        clock,
        log,
        ...(fs && { fs }),
      }),
  })
  settings.onChange(() => share.switchTo(chosenDir()))
  board.onChange(() => share.watchClosely(waitsForStage(board)))
  const { hangs } = share
  return { ...share, workAt: createWorkAtShare({ fs: fs ?? realFileSystem, remembered, hangs, clock }) }
}

function isOpen(board: JobBoard, jobId: string): boolean {
  const job = board.get(jobId)
  return job !== null && isUnfinished(job.state)
}

/** While TouchDesigner makes a picture, its file may come at any moment, and the system's events are only hints. */
function waitsForStage(board: JobBoard): boolean {
  return board.all().some(({ backend, state }) => backend === 'touchdesigner' && isUnfinished(state))
}

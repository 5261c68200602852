import { join, posix, sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import type { Log } from '../lib/log'

/** The system's word that something changed: a hint, which may be late, doubled or missing. */
export interface FolderEvents {
  /** Listens to these folders (relative, the root as '') and to no others. */
  follow(folders: string[]): void
  close(): void
}

/** `onHint` gets a changed name, relative to `dir`; null asks for a listing, as when a folder begins to be heard. */
export type OpenFolderEvents = (dir: string, onHint: (name: string | null) => void, log: Log) => FolderEvents

/**
 * One watch a folder: left to itself chokidar watches every file too, 20,000 watches and 100 MB for 20,000 pictures. So
 * files are ignored, and the raw word of their folder is the hint; which files there are our own listing finds.
 */
const watchOptions = {
  depth: 0,
  ignoreInitial: true,
  ignored: (_path: string, stats?: { isDirectory(): boolean }) => stats !== undefined && !stats.isDirectory(),
}

export const openFolderEvents: OpenFolderEvents = (dir, onHint, log) => {
  const watchers = new Map<string, FSWatcher>()

  function open(folder: string): void {
    const path = join(dir, folder)
    const watcher = watch(path, watchOptions)
    watchers.set(folder, watcher)
    watcher.on('ready', () => onHint(null))
    watcher.on('raw', (_event, name: string | null) => onHint(name === null ? null : posix.join(folder, slashed(name))))
    watcher.on('unlinkDir', (gone) => gone === path && drop(folder, 'it is gone'))
    watcher.on('error', (error) => drop(folder, String(error)))
  }

  /** The listing finds what no event tells, and follows the folder again. */
  function drop(folder: string, why: string): void {
    log.debug('a folder of the share is not watched', { folder, why })
    leave(folder)
  }

  function leave(folder: string): void {
    void watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  return {
    follow(folders) {
      ;[...watchers.keys()].filter((folder) => !folders.includes(folder)).forEach(leave)
      folders.filter((folder) => !watchers.has(folder)).forEach(open)
    },
    close: () => [...watchers.keys()].forEach(leave),
  }
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}

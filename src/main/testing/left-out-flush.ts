import { readlinkSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { createRequire, isBuiltin } from 'node:module'

/** What a picture is saved without. */
export interface LeftOut {
  /** `flush`: this flush alone; `journal`: every flush of the journal from this one of a file on. */
  what: 'flush' | 'journal'
  /** Pattern of the path of the file or folder that is flushed. */
  path: string
  /** 1 for the first flush of such a path. */
  place: number
}

interface OpenDatabase {
  exec(sql: string): void
}

interface Driver {
  DatabaseSync: new (...args: unknown[]) => OpenDatabase
}

const flushesEach = 'PRAGMA synchronous = FULL'

const requireModule = createRequire(import.meta.url)

/** To be called before anything is opened, on Linux. Returns what says which flush this process goes without from now on. */
export async function leaveOutFlushes(journalPath: string): Promise<(next: LeftOut | null) => void> {
  const journal = noteJournal(journalPath)
  let leftOut: LeftOut | null = null
  let seen = 0

  function isDue(path: string): boolean {
    if (leftOut === null || !new RegExp(leftOut.path).test(path)) return false
    seen += 1
    return seen === leftOut.place
  }

  const files = await fileHandles()
  const { sync } = files
  files.sync = function (this: FileHandle) {
    if (!isDue(readlinkSync(`/proc/self/fd/${this.fd}`))) return sync.call(this)
    if (leftOut?.what === 'flush') return Promise.resolve()
    journal()?.exec('PRAGMA synchronous = OFF')
    return sync.call(this)
  }
  return (next) => {
    journal()?.exec(flushesEach)
    leftOut = next
    seen = 0
  }
}

/** What all handles of node:fs/promises share. */
async function fileHandles(): Promise<FileHandle> {
  const handle = await open(process.execPath)
  await handle.close()
  return Object.getPrototypeOf(handle) as FileHandle
}

/** Puts a driver in the place of the one that lib/sqlite takes, which remembers who writes the journal. */
function noteJournal(journalPath: string): () => OpenDatabase | null {
  const name = isBuiltin('node:sqlite') ? 'node:sqlite' : '@photostructure/sqlite'
  const driver = requireModule(name) as Driver
  let journal: OpenDatabase | null = null
  const note = (database: OpenDatabase) => (journal ??= database)

  class Noted extends driver.DatabaseSync {
    readonly #path: unknown
    constructor(...args: unknown[]) {
      super(...args)
      this.#path = args[0]
    }
    override exec(sql: string): void {
      // who looks into it or copies it asks for no such thing
      if (this.#path === journalPath && sql.includes(flushesEach)) note(this)
      super.exec(sql)
    }
  }

  const loaded = requireModule.cache[requireModule.resolve(name)]
  if (loaded) loaded.exports = { ...driver, DatabaseSync: Noted }
  else driver.DatabaseSync = Noted
  return () => journal
}

import { relative } from 'node:path'
import type { Clock } from '../../lib/clock'
import type { FileSystem, OpenFile } from '../file-system'

type Call = keyof FileSystem | 'read' | 'write' | 'sync'

/** A fault: which calls on which paths fail, how, and for how long. */
export interface Fault {
  calls: Call[]
  code: string
  /** Part of the path below the root; empty for every path. */
  path?: string
  /** How many calls fail; without it, all until the fault is lifted. */
  times?: number
  /** Of monotonic time. */
  untilMs?: number
}

export interface FaultyFileSystem extends FileSystem {
  /** Adds a fault; the returned function lifts it. */
  fail(fault: Fault): () => void
  /** What was called, in order, with the path below the root; for tests of order. */
  readonly calls: { call: Call; path: string }[]
  /** Nothing below the root exists any more, and nothing can be made there. */
  vanish(isAway: boolean): void
  setFreeBytes(bytes: number | null): void
  /** Runs once before the next such call on such a path: for what others do at the worst moment. */
  before(call: Call, path: string, act: () => Promise<void>): void
  /** Reading and writing take this long; null for as fast as it goes. */
  setBytesPerSecond(speed: number | null): void
  /** Calls wait until this is lifted with null. */
  stall(until: Promise<void> | null): void
  /** Calls in hand, stalled ones left out: while there are any, a test's clock should stand still. */
  busy(): number
}

export interface FaultyOptions {
  links: boolean
  fileSync: boolean
  folderSync: boolean
  /** Names that differ in letter case only are the same file. */
  foldsCase: boolean
  /** What the root is called, such as `E:\\Unidades compartidas\\Gala`; its real path unless given. */
  shownAs?: string
  /** Longer paths are refused as Windows does, by saying that there is no such place. */
  maxPathChars?: number
}

/** A real file system with faults put in below `root`; other paths are left alone. */
export function createFaultyFileSystem(
  real: FileSystem,
  root: string,
  clock: Clock,
  options: FaultyOptions,
): FaultyFileSystem {
  const { shownAs: shownRoot = root, maxPathChars = Infinity } = options
  const faults = new Set<Fault>()
  const calls: { call: Call; path: string }[] = []
  const actions: { call: Call; path: string; act: () => Promise<void> }[] = []
  let isAway = false
  let free: number | null | undefined
  let stalled: Promise<void> | null = null
  let bytesPerSecond: number | null = null
  let busy = 0

  /** Counts while it runs, so that tests know when only time can move things on. */
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    busy += 1
    try {
      return await work()
    } finally {
      busy -= 1
    }
  }

  /** Real path to use for `path`, after faults. */
  async function enter(call: Call, path: string): Promise<string> {
    const below = belowRoot(path)
    if (below === null) return path
    calls.push({ call, path: below })
    if (stalled) {
      busy -= 1
      await stalled.finally(() => (busy += 1))
    }
    const index = actions.findIndex((action) => action.call === call && below.includes(action.path))
    if (index >= 0) await actions.splice(index, 1)[0]!.act()
    if (isAway) throw failure('ENOENT', call, path)
    const fault = [...faults].find((one) => applies(one, call, below))
    if (fault) throw failure(fault.code, call, path)
    const actual = realPath(path)
    if (makesNames.includes(call) && path.length > maxPathChars) throw failure('ENOENT', call, path)
    return options.foldsCase ? foldCase(real, root, actual) : actual
  }

  /** As on a slow line: time passes, and nothing else keeps it up. */
  async function carry(bytes: number): Promise<void> {
    if (bytesPerSecond === null) return
    const delayMs = (bytes * 1000) / bytesPerSecond
    busy -= 1
    await new Promise<void>((resolve) => clock.after(delayMs, resolve)).finally(() => (busy += 1))
  }

  /** Below the root as it is shown, with forward slashes; null for a path elsewhere. */
  function belowRoot(path: string): string | null {
    const plain = path.replaceAll('\\', '/')
    const shown = shownRoot.replaceAll('\\', '/')
    return plain === shown || plain.startsWith(`${shown}/`) ? plain.slice(shown.length + 1) : null
  }

  function applies(fault: Fault, call: Call, below: string): boolean {
    if (!fault.calls.includes(call) || !below.includes(fault.path ?? '')) return false
    if (fault.untilMs !== undefined && clock.monotonicMs() >= fault.untilMs) return false
    if (fault.times === undefined) return true
    fault.times -= 1
    return fault.times >= 0
  }

  function realPath(path: string): string {
    return belowRoot(path) === null ? path : root + path.slice(shownRoot.length)
  }

  function wrap(path: string, file: OpenFile): OpenFile {
    const then = <T>(call: Call, work: () => Promise<T>) => counted(() => enter(call, path).then(work))
    return {
      read: (buffer) =>
        then('read', async () => {
          const length = await file.read(buffer)
          await carry(length)
          return length
        }),
      readAt: (buffer, position) => then('read', () => file.readAt(buffer, position)),
      write: (bytes) => then('write', () => carry(bytes.length).then(() => file.write(bytes))),
      sync: () => then('sync', async () => (await file.sync()) && options.fileSync),
      close: () => counted(() => file.close()),
    }
  }

  function on<T>(call: Call, path: string, work: (path: string) => Promise<T>): Promise<T> {
    return counted(async () => work(await enter(call, path)))
  }

  return {
    calls,
    fail(fault) {
      faults.add(fault)
      return () => void faults.delete(fault)
    },
    vanish: (away) => void (isAway = away),
    setFreeBytes: (bytes) => void (free = bytes),
    before: (call, path, act) => void actions.push({ call, path, act }),
    setBytesPerSecond: (speed) => void (bytesPerSecond = speed),
    stall: (until) => void (stalled = until),
    busy: () => busy,
    open: (path, mode) => on('open', path, async (actual) => wrap(path, await real.open(actual, mode))),
    link: (from, to) =>
      on('link', to, (actual) =>
        options.links ? real.link(realPath(from), actual) : Promise.reject(failure('ENOTSUP', 'link', to)),
      ),
    rename: (from, to) => on('rename', to, (actual) => real.rename(realPath(from), actual)),
    unlink: (path) => on('unlink', path, real.unlink),
    stat: (path) => on('stat', path, real.stat),
    list: (folder) => on('list', folder, real.list),
    makeFolder: (path) => on('makeFolder', path, real.makeFolder),
    makeFolders: (path) => on('makeFolders', path, real.makeFolders),
    syncFolder: (path) =>
      on('syncFolder', path, async (actual) => (await real.syncFolder(actual)) && options.folderSync),
    freeBytes: (path) =>
      on('freeBytes', path, (actual) => (free === undefined ? real.freeBytes(actual) : Promise.resolve(free))),
  }
}

const makesNames: Call[] = ['open', 'link', 'rename', 'makeFolder', 'makeFolders']

/** As a system reports it. */
function failure(code: string, call: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: put in by the test, ${call} '${path}'`), { code, syscall: call, path })
}

/** The path as it stands on disk, where one exists in any letter case. */
async function foldCase(real: FileSystem, root: string, path: string): Promise<string> {
  let found = root
  for (const part of relative(root, path).split(/[\\/]/).filter(Boolean)) {
    const names = await real.list(found).then(
      (entries) => entries.map((entry) => entry.name),
      () => [],
    )
    found = `${found}/${names.find((name) => name.toLowerCase() === part.toLowerCase()) ?? part}`
  }
  return found
}

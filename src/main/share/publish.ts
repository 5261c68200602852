import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pause } from '../lib/pause'
import { codeOf, type FileSystem } from './file-system'
import { maxRetryMs, type RetryContext, withRetries } from './retry'

/** Our own folder on the share: parts, probes and the lock; never listed, never shown. */
export const ownFolder = '.photocall'

export interface PublishContext extends RetryContext {
  fs: FileSystem
  /** The share's root. */
  dir: string
  /** Whether this share knows hard links. */
  links: boolean
}

/** Gives `part` its final name; `taken` where another file has it. Nothing is ever overwritten. */
export function publish(context: PublishContext, part: string, final: string): Promise<'published' | 'taken'> {
  return context.links ? publishByLink(context, part, final) : publishByRename(context, part, final)
}

/** What systems answer that have no hard links (libuv gives EISDIR for Windows' "invalid function"). */
const noLinks = ['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EINVAL', 'EMLINK', 'EXDEV']

export function meansNoLinks(error: unknown): boolean {
  return noLinks.includes(codeOf(error))
}

async function publishByLink(context: PublishContext, part: string, final: string): Promise<'published' | 'taken'> {
  try {
    await withRetries(context, () => context.fs.link(part, final))
    return 'published'
  } catch (error) {
    if (meansNoLinks(error)) return publishByRename(context, part, final)
    if (codeOf(error) !== 'EEXIST') throw error
    return (await isSameFile(context.fs, part, final)) ? 'published' : 'taken'
  }
}

/** A link over the network may have been made although its answer was lost. */
async function isSameFile(fs: FileSystem, part: string, final: string): Promise<boolean> {
  const own = await fs.stat(part)
  try {
    return own.fileNumber !== 0 && own.fileNumber === (await fs.stat(final)).fileNumber
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Between the look and the rename only a program that ignores our lock could come; names there carry the job's id. */
async function publishByRename(context: PublishContext, part: string, final: string): Promise<'published' | 'taken'> {
  return underLock(context, async () => {
    if (await exists(context.fs, final)) return 'taken'
    await withRetries(context, () => context.fs.rename(part, final))
    return 'published'
  })
}

/** Any answer but "there is none" is thrown: a name is free only when the system says so. */
export async function exists(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.stat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** True when it is gone now, whoever removed it. */
export async function removeIfThere(context: RetryContext, fs: FileSystem, path: string): Promise<void> {
  try {
    await withRetries(context, () => fs.unlink(path))
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

export async function makeFolderIfMissing(context: PublishContext, folder: string): Promise<void> {
  try {
    await withRetries(context, () => context.fs.makeFolder(folder))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/**
 * What this process holds, on whichever share: a lock of ours that is not among these lies there because the share went
 * away before it could be removed, and nobody is to wait for it.
 */
const held = new Set<string>()

async function underLock<T>(context: PublishContext, work: () => Promise<T>): Promise<T> {
  const path = join(context.dir, ownFolder, 'publish.lock')
  const lock = `${hostname()} ${process.pid} ${randomUUID()}`
  held.add(lock)
  try {
    await takeLock(context, path, lock)
    try {
      return await work()
    } finally {
      await removeIfThere({ clock: context.clock, signal: new AbortController().signal }, context.fs, path)
    }
  } finally {
    held.delete(lock)
  }
}

const lockPauseMs = 50
/** Longer than a holder can be busy: its rename is retried for 60 s. */
const staleAfterMs = maxRetryMs + 30_000
/** A holder signs at once; what stays empty was cut between the two. */
const unsignedAfterMs = 15_000

async function takeLock(context: PublishContext, path: string, lock: string): Promise<void> {
  let seen = { text: '', sinceMs: context.clock.monotonicMs() }
  while (!(await tryLock(context, path, lock))) {
    const text = await readLock(context.fs, path)
    if (text !== seen.text) seen = { text, sinceMs: context.clock.monotonicMs() }
    const limitMs = text === '' ? unsignedAfterMs : staleAfterMs
    const isStale = context.clock.monotonicMs() - seen.sinceMs >= limitMs || holderIsGone(text)
    if (isStale && text === (await readLock(context.fs, path))) await removeIfThere(context, context.fs, path)
    else await pause(context, lockPauseMs)
  }
}

async function tryLock(context: PublishContext, path: string, lock: string): Promise<boolean> {
  try {
    const file = await withRetries(context, () => context.fs.open(path, 'create'))
    await file.write(Buffer.from(lock)).finally(() => file.close())
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function readLock(fs: FileSystem, path: string): Promise<string> {
  try {
    const file = await fs.open(path, 'read')
    const buffer = new Uint8Array(400)
    const length = await file.read(buffer).finally(() => file.close())
    return Buffer.from(buffer.subarray(0, length)).toString()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
  }
}

/** Only a holder on this machine can be asked for. */
function holderIsGone(lock: string): boolean {
  const [host, pid] = lock.split(' ')
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return false
  return Number(pid) === process.pid ? !held.has(lock) : hasEnded(Number(pid))
}

/** Of a process of this machine. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, copyFile, mkdir, open, readdir, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { renamePatiently, whenLetGo } from './held-file'

/** Flushes a file's bytes to the disk; through a write handle, which is what Windows wants. */
export async function syncFile(path: string): Promise<void> {
  const handle = await whenLetGo(() => open(path, 'r+'))
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Flushes a folder's entries; where the system has no such thing (Windows) the rename itself is journaled by it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Puts a whole, flushed file at `path`; a reader sees the old or the new one, never a part. */
export async function writeFileAtomic(path: string, data: string | Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await renamePatiently(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Moves a file within one volume, flushed before and after, so that after a power cut it is whole in one place. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await syncFile(from)
  await renamePatiently(from, to)
  await syncFolder(dirname(to))
}

/** Copies a file so that it is whole and flushed when it appears at `to`. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  const temporary = `${to}.${randomUUID()}.tmp`
  try {
    await copyFile(from, temporary)
    await moveDurably(temporary, to)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A copy that is ours to flush, move and delete, however the original is protected. */
export async function copyWritable(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  await chmod(to, 0o600)
}

/** SHA-256, lower-case hex. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** SHA-256 of a file's bytes, lower-case hex, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Bytes that this user may still write on the volume of `path`. */
export async function freeBytes(path: string): Promise<number> {
  const facts = await statfs(path)
  return facts.bavail * facts.bsize
}

/** Removes what is in a folder and makes it where it is missing. */
export async function emptyFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true })
}

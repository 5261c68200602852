import { type FileHandle, link, mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises'

export interface FileFacts {
  sizeBytes: number
  modifiedAtMs: number
  isFolder: boolean
  /** Same device and number: the same file under two names. Zero where the system knows none. */
  fileNumber: number
}

export interface FolderEntry {
  name: string
  isFolder: boolean
}

export interface OpenFile {
  /** Bytes read into `buffer` from its start; 0 at the end of the file. */
  read(buffer: Uint8Array): Promise<number>
  /** From `position`, for looks at a file's end. */
  readAt(buffer: Uint8Array, position: number): Promise<number>
  /** All of `bytes`. */
  write(bytes: Uint8Array): Promise<void>
  /** False where the system cannot sync files; rejects where it tried in vain. */
  sync(): Promise<boolean>
  close(): Promise<void>
}

/** The calls that the share makes, so that a test can put faults in; rejects with Node's errors (`code`). */
export interface FileSystem {
  /** `create` fails with EEXIST where there is a file: nothing is ever truncated. */
  open(path: string, mode: 'read' | 'create'): Promise<OpenFile>
  link(from: string, to: string): Promise<void>
  /** Replaces `to` where the system does so. */
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  stat(path: string): Promise<FileFacts>
  list(folder: string): Promise<FolderEntry[]>
  /** One level; EEXIST where there is one. Folders above are never made in passing: a drive may just be away. */
  makeFolder(path: string): Promise<void>
  /** With all folders above; for choosing a share alone. */
  makeFolders(path: string): Promise<void>
  /** False where the system cannot sync folders. */
  syncFolder(path: string): Promise<boolean>
  /** Null where the system does not tell. */
  freeBytes(path: string): Promise<number | null>
}

export const realFileSystem: FileSystem = {
  open: openFile,
  link,
  rename,
  unlink,
  stat: factsOf,
  list: entriesOf,
  makeFolder: (path) => mkdir(path),
  makeFolders: async (path) => void (await mkdir(path, { recursive: true })),
  syncFolder,
  freeBytes,
}

/** Node's error code, empty for any other thrown value. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : ''
}

async function openFile(path: string, mode: 'read' | 'create'): Promise<OpenFile> {
  const handle = await open(path, mode === 'read' ? 'r' : 'wx')
  return {
    read: async (buffer) => (await handle.read(buffer, 0, buffer.length, null)).bytesRead,
    readAt: async (buffer, position) => (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten
    },
    sync: () => syncFile(handle),
    close: () => handle.close(),
  }
}

async function factsOf(path: string): Promise<FileFacts> {
  const facts = await stat(path)
  return {
    sizeBytes: facts.size,
    modifiedAtMs: Math.round(facts.mtimeMs),
    isFolder: facts.isDirectory(),
    fileNumber: facts.ino,
  }
}

/** Links and devices are left out: only what is a file or a folder of this place. */
async function entriesOf(folder: string): Promise<FolderEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const own = entries.filter((entry) => entry.isFile() || entry.isDirectory())
  return own.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
}

/** What drives answer that know no such thing (libuv gives EISDIR for Windows' "invalid function"). */
const cannotSyncFile = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']

async function syncFile(handle: FileHandle): Promise<boolean> {
  try {
    await handle.sync()
    return true
  } catch (error) {
    if (cannotSyncFile.includes(codeOf(error))) return false
    throw error
  }
}

/** Windows refuses to open folders; some drives of the network refuse to sync them. */
const cannotSyncFolder = ['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF']

async function syncFolder(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r')
    await handle.sync().finally(() => handle.close())
    return true
  } catch (error) {
    if (cannotSyncFolder.includes(codeOf(error))) return false
    throw error
  }
}

async function freeBytes(path: string): Promise<number | null> {
  const facts = await statfs(path)
  return facts.blocks === 0 ? null : facts.bavail * facts.bsize
}

import { join, posix } from 'node:path'
import { codeOf, type FileSystem } from './file-system'
import { kindOf } from './whole-picture'

/** Below the root, forward slashes; only what the gallery could show. */
export interface Listing {
  files: string[]
  /** All folders, the root as ''. */
  folders: string[]
}

const systemNames = /^(desktop\.ini|thumbs\.db|\$recycle\.bin|system volume information|@eadir|#recycle|lost\+found)$/i
const temporaryNames = /^~\$|\.(part|tmp|temp|partial|crdownload|download)$/i
const maxDepth = 10

/** Dot files, our own folder, `.tmp.drive*`, and what systems and copying programs leave about. */
export function isIgnored(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || systemNames.test(part) || temporaryNames.test(part))
}

/** Rejects when any folder cannot be read: from half a listing nothing must count as removed. */
export async function listShare(fs: FileSystem, dir: string): Promise<Listing> {
  const listing: Listing = { files: [], folders: [] }
  const left = ['']
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    listing.folders.push(folder)
    for (const entry of await entriesOf(fs, dir, folder)) {
      const name = posix.join(folder, entry.name)
      if (isIgnored(entry.name)) continue
      if (!entry.isFolder && kindOf(name)) listing.files.push(name)
      if (entry.isFolder && name.split('/').length < maxDepth) left.push(name)
    }
  }
  return listing
}

async function entriesOf(fs: FileSystem, dir: string, folder: string) {
  try {
    return await fs.list(join(dir, folder))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && folder !== '') return []
    throw error
  }
}

import type { Stage } from '../../contract/settings'

/** A file as a TouchDesigner stage speaks of it, in this share's terms. */
export interface RemoteFile {
  /** The last component: all that counts of a path that comes over the wire. */
  baseName: string
  /** Below the stage's folder, forward slashes, '' for the folder itself; null where the path lies elsewhere. */
  folder: string | null
}

const maxBytes = 255
/** Controls, and the colon: it would name a drive or a hidden stream of another file. */
const notInNames = /[\p{Cc}:]/u

/** Null where the path names no file: a folder, `..`, or what no system takes as a name. */
export function remoteFileOf(stage: Pick<Stage, 'remoteFolder'>, path: string): RemoteFile | null {
  const parts = partsOf(path)
  const baseName = parts.at(-1) ?? ''
  if (!isName(baseName)) return null
  return { baseName, folder: folderBelow(stage.remoteFolder, parts.slice(0, -1)) }
}

/** The event's folder as the stage sees it, in the stage's own way of writing paths. */
export function folderOnStage(stage: Pick<Stage, 'remoteFolder'>, eventFolder: string): string {
  const { remoteFolder } = stage
  const separator = /^[A-Za-z]:|\\/.test(remoteFolder) ? '\\' : '/'
  const root = remoteFolder.replace(/[\\/]+$/, '')
  const folders = eventFolder.split('/').filter((part) => part !== '')
  const whole = [root, ...folders].join(separator)
  // a drive or a root alone keeps its separator: `E:` would mean the folder where E: happens to stand
  return folders.length === 0 && /^(?:[A-Za-z]:)?$/.test(root) ? `${root}${separator}` : whole
}

/** The name on the share that `baseName` means in a job's event folder; macOS and Windows may write it in other letters. */
export function nameOnShare(names: Iterable<string>, eventFolder: string, baseName: string): string | null {
  const wanted = folded(eventFolder === '' ? baseName : `${eventFolder}/${baseName}`)
  for (const name of names) if (folded(name) === wanted) return name
  return null
}

/** `file:` addresses and drive-relative paths (`E:a.jpg`) come apart too. */
function partsOf(path: string): string[] {
  const plain = path.replace(/^file:\/\//i, '').replace(/^\/?([A-Za-z]):/, '$1:/')
  return plain.split(/[\\/]/)
}

function isName(text: string): boolean {
  if (text === '' || text === '.' || text === '..' || notInNames.test(text)) return false
  return Buffer.byteLength(text) <= maxBytes
}

function folderBelow(remoteFolder: string, parts: string[]): string | null {
  const root = solid(partsOf(remoteFolder))
  const folder = solid(parts)
  if (folder.length < root.length || root.some((part, index) => folded(part) !== folded(folder[index] ?? '')))
    return null
  const below = folder.slice(root.length)
  return below.every(isName) ? below.join('/') : null
}

/** Doubled separators and `.` mean nothing; `..` stays, and is then no name. */
function solid(parts: string[]): string[] {
  return parts.filter((part) => part !== '' && part !== '.')
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

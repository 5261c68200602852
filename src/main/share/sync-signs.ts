import { join } from 'node:path'
import { codeOf, type FileSystem } from './file-system'
import type { RootFacts } from './sync-provider'

/** Names that only programs which carry folders on leave there; each costs one question to the drive. */
const signsOfDrive = ['.shortcut-targets-by-id']
/** At the root of a disk these stand for any folder on it, so they tell nothing there. */
const signsOfFolder = ['.tmp.drivedownload', '.tmp.driveupload', '.dropbox.cache']
const maxFolders = 12
const readBytes = 8_192

/** What can be seen of who carries `dir` on, without a listing and without opening any picture. Never rejects. */
export async function syncSignsOf(
  fs: FileSystem,
  dir: string,
  volumeLabel: (dir: string) => Promise<string | null>,
): Promise<RootFacts> {
  const folders = withParents(dir)
  const questions = folders.flatMap((folder) => signsFor(folder).map((name) => ({ folder, name })))
  const there = await Promise.all(questions.map(({ folder, name }) => isThere(fs, join(folder, name))))
  const texts = await Promise.all(folders.map((folder) => textOf(fs, join(folder, 'desktop.ini'))))
  const names = questions.filter((_, index) => there[index]).map(({ name }) => name)
  return { dir, names, folderTexts: texts.filter((text) => text !== ''), volumeLabel: await volumeLabel(dir) }
}

/** From the folder up to the drive's root, whichever way its path is written. */
export function withParents(dir: string): string[] {
  const folders = [dir]
  for (let folder = parentOf(dir); folder !== null && folders.length < maxFolders; folder = parentOf(folder)) {
    folders.push(folder)
  }
  return folders
}

function signsFor(folder: string): string[] {
  return isRoot(folder) ? signsOfDrive : [...signsOfDrive, ...signsOfFolder]
}

/** Of a disk, or a share of a server: above it there is nothing to ask. */
function isRoot(folder: string): boolean {
  return /^(?:[A-Za-z]:)?[\\/]$|^[\\/]{2}[^\\/]+[\\/][^\\/]+$/.test(folder)
}

function parentOf(folder: string): string | null {
  const [, parent] = /^(.*[\\/])[^\\/]+[\\/]?$/.exec(folder) ?? []
  if (parent === undefined || isRoot(folder)) return null
  return isRoot(parent) ? parent : parent.slice(0, -1)
}

/** A sign that cannot be asked for is not there. */
function isThere(fs: FileSystem, path: string): Promise<boolean> {
  return fs.stat(path).then(
    () => true,
    () => false,
  )
}

async function textOf(fs: FileSystem, path: string): Promise<string> {
  try {
    const file = await fs.open(path, 'read')
    const buffer = Buffer.alloc(readBytes)
    const length = await file.read(buffer).finally(() => file.close())
    return plainText(buffer.subarray(0, length))
  } catch (error) {
    // without such a file, or without the right to read it, it tells nothing
    if (codeOf(error) === '') throw error
    return ''
  }
}

/** Windows writes these files as UTF-16 or in a code page; the words looked for are ASCII in each. */
function plainText(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '')
}

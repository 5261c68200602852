import { eventFolder, type BoothEvent } from '../../../../contract/event'

/** What people type of a folder, as it is kept: forward slashes, none at either end. */
export function typedFolder(text: string): string {
  return text
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\/+|\/+$/g, '')
}

export type FolderProblem = { kind: 'form' } | { kind: 'taken'; by: BoothEvent }

/** Why the event cannot have this folder; null when it can, as far as this screen knows. */
export function folderProblem(events: readonly BoothEvent[], id: string, folder: string): FolderProblem | null {
  if (!eventFolder.safeParse(folder).success) return { kind: 'form' }
  const by = events.find((other) => other.id !== id && clashes(other.folder, folder))
  return by ? { kind: 'taken', by } : null
}

/** The same folder, or one within the other; the share's root has all of them within it and is nobody's clash. */
function clashes(one: string, other: string): boolean {
  const [a, b] = [one, other].map((folder) => `${folder.normalize('NFC').toLowerCase()}/`) as [string, string]
  if (a === b) return true
  return a !== '/' && b !== '/' && (a.startsWith(b) || b.startsWith(a))
}

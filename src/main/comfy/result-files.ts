import { copyFile, realpath, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { GeneratedFile } from '../backends/backend'
import { ComfyRequestError } from './comfy-http'
import { filesOf, type FileRef, type HistoryEntry } from './messages'
import type { ServerLink } from './server-link'

/** Of one file: a long video is some hundred megabytes. */
const limitBytes = 1_000_000_000
const tries = 3

const mediaTypes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
}

/**
 * Brings the files of the output node here, in the node's order. Empty where it gave none, or where a file is not there
 * any more: a run from the server's cache names files of an earlier one.
 */
export async function fetchFiles(from: {
  link: ServerLink
  entry: HistoryEntry
  outputNode: string
  workDir: string
  signal: AbortSignal
}): Promise<GeneratedFile[]> {
  const { link, entry, outputNode, workDir, signal } = from
  const files: GeneratedFile[] = []
  for (const [place, ref] of filesOf(entry.outputs[outputNode]).entries()) {
    const extension = extensionOf(ref)
    const path = join(workDir, `result-${place + 1}.${extension}`)
    if (!(await copied(link, ref, path)) && !(await downloaded(link, ref, path, signal))) return []
    files.push({ path, mediaType: mediaTypes[extension] ?? 'application/octet-stream' })
  }
  return files
}

/** From a folder of the server that this machine sees; nothing outside it, whatever the server names. */
async function copied({ settings }: ServerLink, ref: FileRef, to: string): Promise<boolean> {
  if (settings.outputDir === null || ref.type !== 'output') return false
  const path = confined(settings.outputDir, ref)
  if (path === null || !(await leadsInto(settings.outputDir, path))) return false
  const { size } = await stat(path)
  if (size > 0) await copyFile(path, to)
  return size > 0
}

/** Links followed: a file that is there, and in the folder. */
async function leadsInto(dir: string, path: string): Promise<boolean> {
  const [root, real] = await Promise.all([realpath(dir), realpath(path)]).catch(() => [null, null])
  return root !== null && real !== null && real.startsWith(root + sep)
}

/** Null for a path that leads out of the folder. */
export function confined(dir: string, { subfolder, filename }: Pick<FileRef, 'subfolder' | 'filename'>): string | null {
  const root = resolve(dir)
  const path = resolve(root, subfolder, filename)
  const inside = relative(root, path)
  const isInside = inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && resolve(root, inside) === path
  return isInside ? path : null
}

/** False where the server no longer has it. */
async function downloaded(link: ServerLink, ref: FileRef, to: string, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { sizeBytes } = await link.api.download(ref, to, limitBytes, signal)
      return sizeBytes > 0
    } catch (error) {
      if (error instanceof ComfyRequestError && error.status === 404) return false
      if (attempt >= tries || !(error instanceof ComfyRequestError)) throw error
    }
  }
}

function extensionOf({ filename }: FileRef): string {
  const [, extension = 'bin'] = /\.([a-z0-9]{1,5})$/i.exec(filename) ?? []
  return extension.toLowerCase()
}

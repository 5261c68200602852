import { copyFile, realpath, stat } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { Log } from '../lib/log'
import { ComfyRequestError } from './comfy-http'
import { filesOf, type FileRef, type HistoryEntry } from './messages'
import type { ServerLink } from './server-link'

/** Of one file: a long video is some hundred megabytes. */
const limitBytes = 1_000_000_000
const tries = 3

/** Files that a job keeps besides its capture: a workflow that gives every frame as a picture is not meant. */
const mostOthers = 32

interface Fetching {
  link: ServerLink
  entry: HistoryEntry
  outputNode: string
  workDir: string
  signal: AbortSignal
}

/**
 * Brings the first file of the output node here; resolves with its path, or null where it gave none or the file is not
 * there any more: a run from the server's cache names files of an earlier one.
 */
export async function fetchCapture(from: Fetching): Promise<string | null> {
  const [ref] = filesOf(from.entry.outputs[from.outputNode])
  if (!ref) return null
  const path = join(from.workDir, `result-1.${extensionOf(ref)}`)
  return (await fetched(from, ref, path)) ? path : null
}

/** What else the workflow gave: the rest of the output node, then what other nodes saved; no previews. Missing ones are left out. */
export async function fetchOthers(from: Fetching, log: Log): Promise<string[]> {
  const { entry, outputNode, workDir } = from
  const [, ...rest] = filesOf(entry.outputs[outputNode])
  const ofOthers = Object.entries(entry.outputs).filter(([node]) => node !== outputNode)
  const saved = ofOthers.flatMap(([, output]) => filesOf(output)).filter(({ type }) => type === 'output')
  const paths: string[] = []
  for (const ref of [...rest, ...saved].slice(0, mostOthers)) {
    const path = join(workDir, `result-${paths.length + 2}.${extensionOf(ref)}`)
    const isHere = await fetched(from, ref, path).catch((error: unknown) => {
      from.signal.throwIfAborted()
      log.warn('an output besides the capture did not come', { file: ref.filename, error: String(error) })
      return false
    })
    if (isHere) paths.push(path)
  }
  return paths
}

/** False where the server no longer has it. */
async function fetched({ link, signal }: Fetching, ref: FileRef, to: string): Promise<boolean> {
  return (await copied(link, ref, to)) || downloaded(link, ref, to, signal)
}

/** From a folder of the server that this machine sees; nothing outside it, whatever the server names. */
async function copied({ settings }: ServerLink, ref: FileRef, to: string): Promise<boolean> {
  if (settings.outputDir === null || ref.type !== 'output') return false
  const path = confined(settings.outputDir, ref)
  if (path === null) return false
  try {
    const real = await realpath(path)
    const facts = await stat(real)
    if (!real.startsWith((await realpath(settings.outputDir)) + sep) || !facts.isFile() || facts.size === 0)
      return false
    await copyFile(real, to)
    return true
  } catch {
    // what cannot be had from the disk is downloaded
    return false
  }
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

import { join, posix } from 'node:path'
import { AppError } from '../../contract/errors'
import { codeOf, type FileSystem } from './file-system'
import { type NamePattern, renderName, versionSlot } from './name-pattern'
import { jobIdInName } from './name-rules'
import { exists } from './publish'
import type { NameFacts } from './share'

export interface NameRequest {
  fs: FileSystem
  /** The share's root. */
  dir: string
  pattern: NamePattern
  facts: NameFacts
  extension: string
}

const maxTries = 10_000

/**
 * A name that no file of its folder has, also not in other letter case (Windows and macOS would call it the same).
 * With `{version}` one above the highest there; else, where the name is taken, ` (2)` and so on before the extension.
 */
export async function freeName(request: NameRequest): Promise<string> {
  const version = await nextVersion(request)
  const listed = new Map<string, Promise<Set<string>>>()
  for (let attempt = 0; attempt < maxTries; attempt++) {
    const name = nameFor(request, version, attempt)
    if (await isFree(request, listed, name)) return name
  }
  const hint = 'Add {jobId} or {version} to the naming pattern.'
  throw new AppError('name_invalid', `No free name like ${nameFor(request, version, 0)}.`, hint)
}

/** The name without regard to what is there; for patterns without `{version}` the first that is tried. */
export function plainName({ pattern, facts, extension }: NameRequest): string {
  return renderName(pattern, facts, { extension, version: 1 })
}

function nameFor(request: NameRequest, version: number | null, attempt: number): string {
  const { pattern, facts, extension } = request
  if (version !== null) return renderName(pattern, facts, { extension, version: version + attempt })
  const name = plainName(request)
  return attempt === 0 ? name : `${name.slice(0, -extension.length - 1)} (${attempt + 1}).${extension}`
}

/** A name with the job's own id needs one look; only others are worth listing a folder of thousands. */
async function isFree(request: NameRequest, listed: Map<string, Promise<Set<string>>>, name: string): Promise<boolean> {
  if (jobIdInName(name) === request.facts.jobId) return !(await exists(request.fs, join(request.dir, name)))
  const folder = posix.dirname(name)
  const names = listed.get(folder) ?? foldedNames(request, folder)
  listed.set(folder, names)
  return !(await names).has(folded(posix.basename(name)))
}

async function foldedNames(request: NameRequest, folder: string): Promise<Set<string>> {
  return new Set((await namesIn(request, folder)).map(folded))
}

async function namesIn({ fs, dir }: NameRequest, folder: string): Promise<string[]> {
  try {
    return (await fs.list(join(dir, folder))).map((entry) => entry.name)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && folder !== '.') return []
    throw error
  }
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

async function nextVersion(request: NameRequest): Promise<number | null> {
  const slot = versionSlot(request.pattern, request.facts)
  if (!slot) return null
  const names = await namesIn(request, slot.folder || '.')
  return 1 + names.reduce((highest, name) => Math.max(highest, versionIn(name, slot.prefix, slot.suffix)), 0)
}

/** The same number counts for every extension, so that a raw file and its picture are not both called v003. */
function versionIn(name: string, prefix: string, suffix: string): number {
  const stem = folded(name).replace(/\.[a-z0-9]{1,5}$/, '')
  const whole = [folded(name), stem].find((text) => isVersionOf(text, folded(prefix), folded(suffix)))
  return whole === undefined ? 0 : Number(whole.slice(prefix.length, whole.length - suffix.length))
}

function isVersionOf(text: string, prefix: string, suffix: string): boolean {
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false
  return /^\d{1,9}$/.test(text.slice(prefix.length, text.length - suffix.length))
}

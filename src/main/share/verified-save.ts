import { join, posix } from 'node:path'
import { AppError } from '../../contract/errors'
import { extensionOf as extensions } from '../../contract/media'
import type { Log } from '../lib/log'
import { codeOf } from './file-system'
import { freeName, type NameRequest, plainName } from './free-name'
import { type NamePattern, parsePattern } from './name-pattern'
import { isSafeRelativePath, jobIdInName } from './name-rules'
import { exists, makeFolderIfMissing, ownFolder, publish } from './publish'
import type { SaveRequest } from './share'
import { type CopyContext, copyToPart, hashOf, verifyPart } from './verified-copy'

export interface SaveContext extends CopyContext {
  pattern: NamePattern
  log: Log
  /** Rejects unless the share's marker is there now: an unmounted drive leaves a folder that would take the files. */
  confirm(): Promise<void>
}

/**
 * One attempt to bring a spool file to the share: name journaled, copied to a part, synced, read back, compared,
 * decoded, published without overwriting, folder synced. Resolves with the final name; rejects with Node's error when
 * the share fails, with AppError when the file or its name does. May be repeated at any point, also after a crash.
 */
export async function saveVerified(context: SaveContext, request: SaveRequest): Promise<string> {
  await context.confirm()
  const earlier = await savedEarlier(context, request)
  if (earlier !== null) return earlier
  const part = partOf(context, request)
  try {
    const name = await chooseName(context, request)
    await copyToPart(context, request, part)
    await verifyPart(context, request, part)
    const published = await publishAs(context, request, { part, name })
    await settle(context, request, published)
    return published
  } finally {
    await dropPart(context, part)
  }
}

function partOf(context: SaveContext, request: SaveRequest): string {
  return join(context.dir, ownFolder, `${request.jobId}.part`)
}

/** The extension follows the bytes, never the name that a style or a person gave. */
export function extensionOf(mediaType: string): string {
  return (extensions as Record<string, string>)[mediaType] ?? 'bin'
}

/** A file with our bytes under the journaled name, or under one with the job's id: an attempt was cut after publishing. */
async function savedEarlier(context: SaveContext, request: SaveRequest): Promise<string | null> {
  for (const name of ownNames(context, request)) {
    const path = join(context.dir, name)
    if (!(await exists(context.fs, path)) || (await hashOf(context, path)) !== request.sha256) continue
    if (name !== request.name) request.recordName(name)
    await settle(context, request, name)
    await dropPart(context, partOf(context, request))
    return name
  }
  return null
}

function ownNames(context: SaveContext, request: SaveRequest): string[] {
  const journaled = request.name !== null && isSafeRelativePath(request.name) ? [request.name] : []
  const plain = plainName(nameRequest(context, request))
  return jobIdInName(plain) === request.jobId && plain !== request.name ? [...journaled, plain] : journaled
}

async function chooseName(context: SaveContext, request: SaveRequest): Promise<string> {
  if (request.name !== null && (await isUsable(context, request, request.name))) return request.name
  return recordNewName(context, request)
}

/** Without hard links only the job's own id makes sure that no other program takes the name meanwhile. */
async function isUsable(context: SaveContext, request: SaveRequest, name: string): Promise<boolean> {
  if (!isSafeRelativePath(name)) return false
  if (!context.links && jobIdInName(name) !== request.jobId) return false
  return !(await exists(context.fs, join(context.dir, name)))
}

async function recordNewName(context: SaveContext, request: SaveRequest): Promise<string> {
  const name = await freeName(nameRequest(context, request))
  request.recordName(name)
  return name
}

function nameRequest(context: SaveContext, request: SaveRequest): NameRequest {
  const pattern = context.links || context.pattern.hasJobId ? context.pattern : withJobId(context)
  return { fs: context.fs, dir: context.dir, pattern, facts: request.facts, extension: extensionOf(request.mediaType) }
}

/** The settings say of a drive without links that names get the id; a pattern that has no room for it gives way. */
function withJobId({ pattern, dir }: SaveContext): NamePattern {
  try {
    return parsePattern(`${pattern.text}-{jobId}`, dir)
  } catch (error) {
    if (error instanceof AppError) return parsePattern('{jobId}', dir)
    throw error
  }
}

/** Somebody may take a free name at the last moment, but not again and again: then the drive answers nonsense. */
const maxNames = 20

async function publishAs(
  context: SaveContext,
  request: SaveRequest,
  { part, name: first }: { part: string; name: string },
): Promise<string> {
  let name = first
  for (let tries = 1; tries <= maxNames; tries++) {
    await makeFoldersFor(context, name)
    if ((await publish(context, part, join(context.dir, name))) === 'published') return name
    name = await recordNewName(context, request)
  }
  const hint = 'Check the drive, then retry the job.'
  throw new AppError('share_verify_failed', 'The share says of every free name that it is taken.', hint)
}

async function makeFoldersFor(context: SaveContext, name: string): Promise<void> {
  if (name.includes('/')) await context.confirm()
  let folder = context.dir
  for (const component of name.split('/').slice(0, -1)) {
    folder = join(folder, component)
    await makeFolderIfMissing(context, folder)
  }
}

/** After publishing: the names up to the root reach the disk, and the file is there under its name in full. */
async function settle(context: SaveContext, request: SaveRequest, name: string): Promise<void> {
  for (let folder = posix.dirname(name); ; folder = posix.dirname(folder)) {
    await context.fs.syncFolder(join(context.dir, folder))
    if (folder === '.') break
  }
  const { sizeBytes } = await context.fs.stat(join(context.dir, name))
  if (sizeBytes === request.sizeBytes) return
  const message = `The published file ${name} has ${sizeBytes} bytes in place of ${request.sizeBytes}.`
  throw new AppError('share_verify_failed', message, 'Check the drive, then retry the job.')
}

/** A part that cannot be removed is removed by the next save or start: it costs room, no picture. */
async function dropPart(context: SaveContext, part: string): Promise<void> {
  try {
    await context.fs.unlink(part)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') context.log.warn('part left on the share', { part, code: codeOf(error) })
  }
}

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../contract/errors'
import { codeOf } from './file-system'
import { makeFolderIfMissing, ownFolder, publish, type PublishContext, removeIfThere } from './publish'
import { type RetryContext, withRetries } from './retry'
import type { FileSystem } from './file-system'
import { temporaryPath } from './temporaries'

/** Written once into a chosen share: tells it from an empty mount point and from another drive of the same letter. */
export const markerName = '.photocall-share.json'

const marker = z.object({ id: z.uuid() })

/** Which shares were chosen here before, so that a missing marker means "away" and not "new". */
export interface RememberedShares {
  /** The marker's id of a folder; null when it was never chosen. */
  get(dir: string): string | null
  /** Must be on disk when it returns. */
  set(dir: string, id: string): void
}

export type MarkerLook = { state: 'marked'; id: string } | { state: 'unmarked' } | { state: 'no-folder'; code: string }

/** What stands at `dir`; rejects with AppError `share_away` for a marker that cannot be read. */
export async function lookForMarker(fs: FileSystem, dir: string): Promise<MarkerLook> {
  try {
    if (!(await fs.stat(dir)).isFolder) return { state: 'no-folder', code: 'ENOTDIR' }
  } catch (error) {
    return { state: 'no-folder', code: codeOf(error) }
  }
  try {
    return { state: 'marked', id: parseMarker(await readSmallFile(fs, join(dir, markerName)), dir) }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { state: 'unmarked' }
    throw error
  }
}

/** In whole or not at all; where two consoles choose a folder at once, the first marker counts. Returns its id. */
export async function writeMarker(context: PublishContext, createdAtMs: number): Promise<string> {
  const id = randomUUID()
  const temporary = temporaryPath(context.dir, 'marker')
  const text = JSON.stringify({ id, app: 'photocall-console', createdAt: new Date(createdAtMs).toISOString() }, null, 2)
  await makeFolderIfMissing(context, join(context.dir, ownFolder))
  await writeSmallFile(context, temporary, `${text}\n`)
  const result = await publish(context, temporary, join(context.dir, markerName))
  await removeIfThere(context, context.fs, temporary)
  await context.fs.syncFolder(context.dir)
  if (result === 'published') return id
  return parseMarker(await readSmallFile(context.fs, join(context.dir, markerName)), context.dir)
}

function parseMarker(text: string, dir: string): string {
  try {
    return marker.parse(JSON.parse(text)).id
  } catch (cause) {
    const hint = `If this is the right folder, delete ${markerName} in it, then say in Settings that it is right.`
    const params = { dir, kind: 'damaged' }
    throw new AppError('share_away', `The marker in ${dir} is damaged.`, hint, { cause, params })
  }
}

async function readSmallFile(fs: FileSystem, path: string): Promise<string> {
  const file = await fs.open(path, 'read')
  const buffer = Buffer.alloc(4096)
  const length = await file.read(buffer).finally(() => file.close())
  return buffer.subarray(0, length).toString()
}

async function writeSmallFile(context: RetryContext & { fs: FileSystem }, path: string, text: string): Promise<void> {
  const file = await withRetries(context, () => context.fs.open(path, 'create'))
  try {
    await file.write(Buffer.from(text))
    await file.sync()
  } finally {
    await file.close()
  }
}

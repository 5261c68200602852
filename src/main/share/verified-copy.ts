import { createHash } from 'node:crypto'
import { AppError } from '../../contract/errors'
import { codeOf, type OpenFile } from './file-system'
import { type PublishContext, removeIfThere } from './publish'
import { withRetries } from './retry'
import type { SaveRequest } from './share'

export interface CopyContext extends PublishContext {
  /** Decodes every pixel of a picture, reads through a video's container; throws where the file is not whole. */
  verify(path: string): Promise<unknown>
}

const chunkBytes = 1 << 20

/** Our folder is made when the share is found, not here: a drive that went away since must not get one. A part that a cut attempt left may already be linked to its final name: it is unlinked, never truncated. */
export async function copyToPart(context: CopyContext, request: SaveRequest, part: string): Promise<void> {
  const spool = await openSpool(context, request.spoolPath)
  try {
    await removeIfThere(context, context.fs, part)
    const file = await withRetries(context, () => context.fs.open(part, 'create'))
    try {
      checkSpool(await copy(context, spool, file), request)
      await file.sync()
    } finally {
      await file.close()
    }
  } finally {
    await spool.close()
  }
}

/** Only a file that is not there is lost; what cannot be opened now is tried again, and its error is not the share's. */
async function openSpool(context: CopyContext, path: string): Promise<OpenFile> {
  try {
    return await withRetries(context, () => context.fs.open(path, 'read'))
  } catch (cause) {
    context.signal.throwIfAborted()
    if (codeOf(cause) !== 'ENOENT') throw unreadable(cause)
    const hint = 'Retry the job: the picture is generated again.'
    throw new AppError('original_missing', 'The finished picture is no longer in the local spool.', hint, { cause })
  }
}

function unreadable(cause: unknown): AppError {
  const message = `The finished picture in the local spool could not be opened (${codeOf(cause)}).`
  return new AppError('spool_unreadable', message, 'It is still there. Check the disk, then retry the job.', { cause })
}

async function copy(context: CopyContext, from: OpenFile, to: OpenFile): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(chunkBytes)
  for (let length = await from.read(buffer); length > 0; length = await from.read(buffer)) {
    context.signal.throwIfAborted()
    hash.update(buffer.subarray(0, length))
    await to.write(buffer.subarray(0, length))
  }
  return hash.digest('hex')
}

function checkSpool(sha256: string, request: SaveRequest): void {
  if (sha256 === request.sha256) return
  const message = 'The finished picture changed in the local spool after it was checked.'
  throw new AppError('original_missing', message, 'Retry the job, and check the disk of this machine.')
}

/** The decoder reads for itself, at the same time: both must agree before the name is given. */
export async function verifyPart(context: CopyContext, request: SaveRequest, part: string): Promise<void> {
  const [sha256] = await Promise.all([hashOf(context, part), context.verify(part)])
  if (sha256 === request.sha256) return
  const message = 'The file read back from the share is not the one that was written.'
  throw new AppError('share_verify_failed', message, 'Check the drive or its cable, then retry the job.')
}

export async function hashOf(context: CopyContext, path: string): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(chunkBytes)
  const file = await withRetries(context, () => context.fs.open(path, 'read'))
  try {
    for (let length = await file.read(buffer); length > 0; length = await file.read(buffer)) {
      context.signal.throwIfAborted()
      hash.update(buffer.subarray(0, length))
    }
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { originalFacts, type OriginalFacts } from '../../contract/job'
import type { Clock } from '../lib/clock'
import { syncFolder } from '../lib/files'
import { incomingName } from '../lib/incoming-name'
import { pictureOfForm } from './form-picture'
import { magicLength, mediaTypeOfBytes } from './media-type'
import { receiveBody } from './receive-body'

/** A form's boundaries and other fields. */
const formOverheadBytes = 200_000
export const idleMs = 15_000

export function tooLarge(limitBytes: number): AppError {
  const limitMb = limitBytes / 1_000_000
  const hint = 'Send a smaller file, for example a JPEG of the picture.'
  return new AppError('picture_too_large', `The upload is larger than ${limitMb} MB.`, hint, { params: { limitMb } })
}

const accepted = originalFacts.shape.mediaType

/** Where the bytes go; `shotOf` is the job whose picture of the camera they are. */
export interface IncomingPlace {
  dir: string
  shotOf: string | null
  limitBytes: number
  /** Of a form: the field that holds the picture. */
  field: 'image' | 'file'
}

/**
 * Streams the picture of a request (the body itself, or a field of a form) into a flushed file of `dir` and
 * resolves with its path. Nothing stays behind when it throws. Whether it can be decoded is for others to find out.
 */
export async function receivePicture(request: Request, place: IncomingPlace, clock: Clock): Promise<string> {
  const contentType = request.headers.get('content-type') ?? ''
  const isForm = contentType.toLowerCase().startsWith('multipart/form-data')
  const limitBytes = place.limitBytes + (isForm ? formOverheadBytes : 0)
  const body = receiveBody(request, { limitBytes, idleMs, clock, tooLarge: () => tooLarge(place.limitBytes) })
  return writePicture(isForm ? pictureOfForm(body, { contentType, field: place.field }) : body, place)
}

async function writePicture(
  chunks: AsyncIterable<Uint8Array>,
  { dir, shotOf, limitBytes }: IncomingPlace,
): Promise<string> {
  await mkdir(dir, { recursive: true })
  const path = join(dir, incomingName(shotOf))
  const handle = await open(path, 'wx', 0o600)
  try {
    await writeChunks(chunks, handle, limitBytes)
    await handle.sync()
    await handle.close()
    if (shotOf !== null) await syncFolder(dir)
    return path
  } catch (error) {
    await handle.close()
    await rm(path, { force: true })
    throw diskError(error)
  }
}

async function writeChunks(chunks: AsyncIterable<Uint8Array>, handle: FileHandle, limitBytes: number): Promise<void> {
  let head: Uint8Array = new Uint8Array(0)
  let sizeBytes = 0
  for await (const chunk of chunks) {
    if (head.length < magicLength) head = Buffer.concat([head, chunk]).subarray(0, magicLength)
    sizeBytes += chunk.byteLength
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes)
    if (head.length === magicLength) acceptedKind(head)
    await handle.writeFile(chunk)
  }
  if (sizeBytes === 0) throw new AppError('picture_empty', 'The upload holds no bytes.', 'Choose another picture.')
  acceptedKind(head)
}

/** By what the file begins with: media types and names are only claims. */
export function acceptedKind(head: Uint8Array): OriginalFacts['mediaType'] {
  const kind = accepted.safeParse(mediaTypeOfBytes(head))
  if (kind.success) return kind.data
  throw new AppError(
    'picture_unsupported',
    'The upload is no JPEG, PNG or WebP picture.',
    'Save it as JPEG and try again.',
  )
}

/** A full disk by its name; anything else as it was thrown. */
export function diskError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new AppError('disk_low', 'The disk is full.', 'Free some space on the disk of the data folder.', {
    cause: error,
  })
}

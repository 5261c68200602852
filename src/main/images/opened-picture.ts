import { open } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { pixelLimit } from '../../contract/addresses'
import { AppError } from '../../contract/errors'
import type { PictureFacts } from './images'
import { sniff, sniffBytes, type PictureKind } from './magic-bytes'

/** A file whose head was checked: of a kind we take, not larger than we take. Its pixels may still be broken. */
export interface OpenedPicture {
  kind: PictureKind
  /** Upright. */
  facts: PictureFacts
  hasAlpha: boolean
  /** A fresh pipeline on the file, not yet turned upright. */
  pipeline(): Sharp
}

/** Reads the head only. Throws `picture_*`, or `not_found` where there is no file. */
export async function openPicture(path: string): Promise<OpenedPicture> {
  const kind = await kindOf(path)
  // `error` takes what viewers take (stray bytes between markers), and refuses truncated and corrupt data.
  const pipeline = () => sharp(path, { failOn: 'error', limitInputPixels: pixelLimit, sequentialRead: true })
  const metadata = await decoding(() => sharp(path, { limitInputPixels: false }).metadata())
  if (metadata.format !== kind) throw unreadable()
  if ((metadata.pages ?? 1) > 1) throw unsupported('animated WebP')
  checkSize(metadata)
  return { kind, facts: factsOf(kind, metadata), hasAlpha: metadata.hasAlpha === true, pipeline }
}

/** Runs a step of decoding: whatever the decoder throws means that the picture is broken. */
export async function decoding<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    throw cause instanceof AppError ? cause : unreadable(cause)
  }
}

async function kindOf(path: string): Promise<PictureKind> {
  const head = await readHead(path)
  if (head.length === 0)
    throw new AppError('picture_empty', 'The picture file is empty.', 'Take or send the picture again.')
  const found = sniff(head)
  if (found === null) throw unsupported(null)
  if ('foreign' in found) throw unsupported(found.foreign)
  return found.kind
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
    throw new AppError('not_found', 'The picture file is not there.', 'Take or send the picture again.', { cause })
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function checkSize({ width, height }: Metadata) {
  if (width * height <= pixelLimit) return
  throw new AppError(
    'picture_too_large',
    `The picture is ${width} x ${height} pixels, more than ${pixelLimit / 1e6} megapixels.`,
    'Send it smaller.',
    { params: { widthPx: width, heightPx: height, megapixels: pixelLimit / 1e6 } },
  )
}

function factsOf(kind: PictureKind, { autoOrient }: Metadata): PictureFacts {
  return { mediaType: `image/${kind}`, widthPx: autoOrient.width, heightPx: autoOrient.height }
}

function unsupported(format: string | null) {
  const message = format === null ? 'The file is not a picture.' : `Pictures of the kind ${format} are not taken.`
  return new AppError('picture_unsupported', message, 'Use a JPEG, PNG or WebP picture.', {
    params: { format: format ?? '' },
  })
}

/** What a broken picture is told as. */
export function unreadable(cause?: unknown) {
  return new AppError(
    'picture_unreadable',
    'The picture is damaged or incomplete.',
    'Take or send the picture again.',
    cause === undefined ? {} : { cause },
  )
}

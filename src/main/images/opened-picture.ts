import { open, readFile } from 'node:fs/promises'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { pixelLimit } from '../../contract/addresses'
import { AppError } from '../../contract/errors'
import type { MediaFacts, PictureFacts } from './images'
import { sniff, sniffBytes, sniffMoving, type MovingKind, type PictureKind } from './magic-bytes'

/** A file whose head was checked: of a kind we take, not larger than we take. Its pixels may still be broken. */
export interface OpenedPicture {
  kind: PictureKind
  /** Upright. */
  facts: PictureFacts
  hasAlpha: boolean
  /** A fresh pipeline on the file, not yet turned upright. */
  pipeline(): Sharp
}

/** `error` takes what viewers take (stray bytes between markers), and refuses truncated and corrupt data. */
const strict = { failOn: 'error', limitInputPixels: pixelLimit, sequentialRead: true } as const

/** As `OpenedPicture`, of a kind that only generators give as well; `pipeline` shows one of its frames. */
export interface OpenedResult extends Pick<OpenedPicture, 'hasAlpha' | 'pipeline'> {
  kind: PictureKind | 'gif'
  facts: MediaFacts
  frames: number
}

/** Of a path, reads the head only. Throws `picture_*`, or `not_found` where there is no file. */
export async function openPicture(input: string | Buffer): Promise<OpenedPicture> {
  const kind = kindIn(typeof input === 'string' ? await readHead(input) : input.subarray(0, sniffBytes))
  const pipeline = () => sharp(input, strict)
  const metadata = await readMetadata(input)
  if (metadata.format !== kind) throw unreadable()
  if ((metadata.pages ?? 1) > 1) throw unsupported('animated WebP')
  checkSize(metadata)
  return { kind, facts: factsOf(kind, metadata), hasAlpha: metadata.hasAlpha === true, pipeline }
}

/** The same for what a generator gave: GIFs and animated WebPs too, of which `frame` is shown (from 0, at most the last). */
export async function openResult(path: string, frame = 0): Promise<OpenedResult> {
  const head = await readHead(path)
  const kind = sniffMoving(head) === 'gif' ? 'gif' : kindIn(head)
  const metadata = await readMetadata(path)
  if (metadata.format !== kind) throw unreadable()
  checkSize(metadata)
  const frames = metadata.pages ?? 1
  const options = { ...strict, page: Math.min(frame, frames - 1) }
  return {
    kind,
    facts: { mediaType: `image/${kind}`, ...sizeOf(metadata), durationMs: frames > 1 ? playingMs(metadata) : null },
    hasAlpha: metadata.hasAlpha === true,
    frames,
    pipeline: () => sharp(path, options),
  }
}

function playingMs({ delay = [] }: Metadata): number {
  return delay.reduce((sum, one) => sum + one, 0)
}

/** What the file's first bytes say; null for anything but a film or animation. */
export async function movingKindOf(path: string): Promise<MovingKind | null> {
  return sniffMoving(await readHead(path))
}

function readMetadata(input: string | Buffer): Promise<Metadata> {
  return decoding(() => sharp(input, { limitInputPixels: false }).metadata())
}

/** Runs a step of decoding: whatever the decoder throws means that the picture is broken. */
export async function decoding<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    throw cause instanceof AppError ? cause : unreadable(cause)
  }
}

function kindIn(head: Uint8Array): PictureKind {
  if (head.length === 0)
    throw new AppError('picture_empty', 'The picture file is empty.', 'Take or send the picture again.')
  const found = sniff(head)
  if (found === null) throw unsupported(null)
  if ('foreign' in found) throw unsupported(found.foreign)
  return found.kind
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r').catch(orNotThere)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** For decoding from memory: a file that cannot be opened just now, as Node's error says, is no broken picture. */
export function readWhole(path: string): Promise<Buffer> {
  return readFile(path).catch(orNotThere)
}

function orNotThere(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ENOENT') throw cause
  throw new AppError('not_found', 'The picture file is not there.', 'Take or send the picture again.', { cause })
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

function factsOf(kind: PictureKind, metadata: Metadata): PictureFacts {
  return { mediaType: `image/${kind}`, ...sizeOf(metadata) }
}

function sizeOf({ autoOrient }: Metadata): { widthPx: number; heightPx: number } {
  return { widthPx: autoOrient.width, heightPx: autoOrient.height }
}

export function unsupported(format: string | null) {
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

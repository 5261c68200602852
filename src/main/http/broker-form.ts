import { createHash, type Hash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { uploadLimitBytes } from '../../contract/addresses'
import { brokerFields, brokerImageField, type BrokerFields } from '../../contract/broker'
import { AppError } from '../../contract/errors'
import type { OriginalFacts } from '../../contract/job'
import type { Clock } from '../lib/clock'
import { acceptedKind, diskError, idleMs, tooLarge } from './incoming-file'
import { magicLength } from './media-type'
import { receiveBody } from './receive-body'

/** Boundaries and the other fields. */
const formOverheadBytes = 200_000
/** What programs send besides is read past, within reason. */
const partLimits = { files: 8, fields: 64, parts: 72 }
const knownNames: ReadonlySet<string> = new Set([brokerImageField, ...Object.keys(brokerFields.shape)])
/** In which a picture's size stands, unless its camera put a large preview before it. */
const headBytes = 262_144

/** The file, flushed, and what was said with it. */
export interface ReceivedForm {
  fields: BrokerFields
  path: string
  mediaType: OriginalFacts['mediaType']
  sizeBytes: number
  sha256: string | null
  head: Uint8Array
}

type Written = Omit<ReceivedForm, 'fields'>

interface FormPlace {
  /** Absolute, of a file of this kind; nothing is there. */
  pathFor: (mediaType: OriginalFacts['mediaType']) => string
  hashes: boolean
  clock: Clock
}

/**
 * Streams a form's picture to its place while it arrives, whichever fields come before or after it. Throws AppError
 * (`invalid_input`, `picture_*`, `disk_low`) or ZodError, and then nothing stays behind.
 */
export async function receiveForm(request: Request, place: FormPlace): Promise<ReceivedForm> {
  const { fields, file } = await parseForm(request, place)
  try {
    const written = await (file ?? Promise.reject(missing()))
    return { ...written, fields: fieldsOf(fields) }
  } catch (error) {
    const written = await file?.catch(() => null)
    if (written) await rm(written.path, { force: true })
    throw error
  }
}

type Field = readonly [name: string, value: string]

async function parseForm(
  request: Request,
  place: FormPlace,
): Promise<{ fields: Field[]; file: Promise<Written> | null }> {
  const parser = createParser(request.headers.get('content-type') ?? '')
  const fields: Field[] = []
  let file: Promise<Written> | null = null
  let stream: Readable | null = null
  const stop = (error: AppError) => void parser.destroy(error)

  parser.on('file', (name, incoming) => {
    // what breaks it off fails the parsing as well, which is where it is told
    incoming.on('error', () => undefined)
    if (!knownNames.has(name)) return void incoming.resume()
    if (name !== brokerImageField || file) return stop(file ? doubled(name) : noFile(name))
    stream = incoming
    file = writePicture(incoming, place)
    file.catch((error: unknown) => void parser.destroy(error instanceof Error ? error : new Error(String(error))))
  })
  parser.on('field', (name, value, isNameCut, isValueCut) => {
    if (isNameCut || !knownNames.has(name)) return
    if (isValueCut) return stop(tooLong(name))
    fields.push([name, value])
  })
  for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(event, () => stop(tooMany()))

  const limits = { limitBytes: uploadLimitBytes + formOverheadBytes, idleMs, clock: place.clock, tooLarge: limit }
  try {
    await pipeline(Readable.from(receiveBody(request, limits), { objectMode: false }), parser)
    return { fields, file }
  } catch (error) {
    const reason = error instanceof AppError ? error : malformed(error)
    // its reader would wait for ever for the rest
    ;(stream as Readable | null)?.destroy(reason)
    const written = await (file as Promise<Written> | null)?.catch(() => null)
    if (written) await rm(written.path, { force: true })
    throw reason
  }
}

const limit = () => tooLarge(uploadLimitBytes)

function createParser(contentType: string): BusboyInstance {
  try {
    const limits = { ...partLimits, fieldSize: 20_000, headerPairs: 50, headerSize: 16_384 }
    return new Busboy({ headers: { 'content-type': contentType }, limits })
  } catch (error) {
    throw malformed(error)
  }
}

async function writePicture(chunks: AsyncIterable<Uint8Array>, { pathFor, hashes }: FormPlace): Promise<Written> {
  const kept: Uint8Array[] = []
  let keptBytes = 0
  let sizeBytes = 0
  let opened: { path: string; handle: FileHandle; mediaType: OriginalFacts['mediaType'] } | null = null
  const hash: Hash | null = hashes ? createHash('sha256') : null
  let early: Uint8Array[] = []
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.byteLength
      if (sizeBytes > uploadLimitBytes) throw limit()
      if (keptBytes < headBytes) keptBytes += kept.push(chunk) && chunk.byteLength
      hash?.update(chunk)
      if (!opened) {
        early.push(chunk)
        if (sizeBytes < magicLength) continue
        opened = await openFor(Buffer.concat(early), pathFor)
        for (const one of early) await opened.handle.writeFile(one)
        early = []
      } else await opened.handle.writeFile(chunk)
    }
    if (sizeBytes === 0) throw empty()
    if (!opened) throw new AppError('picture_unsupported', 'The file is no picture.', 'Send a JPEG, PNG or WebP file.')
    await opened.handle.sync()
    await opened.handle.close()
  } catch (error) {
    await opened?.handle.close()
    if (opened) await rm(opened.path, { force: true })
    throw diskError(error)
  }
  const { path, mediaType } = opened
  return { path, mediaType, sizeBytes, sha256: hash?.digest('hex') ?? null, head: Buffer.concat(kept) }
}

async function openFor(head: Uint8Array, pathFor: FormPlace['pathFor']) {
  const mediaType = acceptedKind(head)
  const path = pathFor(mediaType)
  return { path, mediaType, handle: await open(path, 'wx', 0o600) }
}

function fieldsOf(fields: readonly Field[]): BrokerFields {
  const names = fields.map(([name]) => name)
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) throw doubled(twice)
  if (names.includes(brokerImageField)) throw new AppError('invalid_input', 'The field "image" is no file.', sendFile)
  return brokerFields.parse(Object.fromEntries(fields))
}

const sendFile = 'Send it as a browser or curl -F image=@file would.'

const malformed = (cause: unknown): AppError =>
  new AppError('invalid_input', 'The multipart form is malformed.', sendFile, { cause })
const missing = () => new AppError('picture_empty', 'The field "image" is missing.', sendFile)
const empty = () => new AppError('picture_empty', 'The file in the field "image" holds no bytes.', sendFile)
const shown = (name: string) => name.slice(0, 40)
const doubled = (name: string) =>
  new AppError('invalid_input', `The field "${shown(name)}" is there twice.`, 'Send it once.')
const noFile = (name: string) =>
  new AppError('invalid_input', `No file belongs into the field "${shown(name)}".`, sendFile)
const tooLong = (name: string) =>
  new AppError('invalid_input', `The field "${shown(name)}" is too long.`, 'Shorten it.')
const tooMany = () => new AppError('invalid_input', 'The form has too many fields.', 'Leave out what is not needed.')

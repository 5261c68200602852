import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { addresses } from '../../contract/addresses'
import { capturePage, captureView, type CaptureFilter, type CaptureView } from '../../contract/capture'
import { AppError } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import { extensionOf } from '../../contract/media'
import { csvLine } from './csv'
import { localTime } from './local-time'

/** `missing` could not be read now; the table names them without a file. */
export interface PackedCounts {
  written: number
  missing: number
}

export interface CapturesPacking {
  booth: {
    command(name: string, input: unknown): Promise<unknown>
    /** GET of an address as src/contract/addresses.ts names them; whatever the status. */
    fetch(path: string): Promise<Response>
  }
  /** All that match, newest first, or these in this order; what is gone of these is left out. */
  chosen: { filter: Partial<CaptureFilter> } | { ids: readonly string[] }
  events: readonly BoothEvent[]
  /** After each picture. */
  onProgress(counts: PackedCounts): void
  signal: AbortSignal
}

export const lookAtShare = 'Look at the share: is it connected?'

/**
 * A ZIP of the pictures and `captures.csv`, one picture after the other, so that few are in memory however many there are;
 * it is packed as fast as it is read. The stream fails with `not_found` where there are none, `share_away` where none
 * could be read, both before its first byte.
 */
export function packCaptures(work: CapturesPacking): Readable {
  const zip = new ZipFile()
  // what it gives is a stream that can be cut; its types say less
  const packed = zip.outputStream as Readable
  const fail = (error: unknown) => void packed.destroy(error instanceof Error ? error : new Error(String(error)))
  // a file that becomes unreadable while it is packed is told here, and would be nobody's error
  zip.on('error', fail)
  addAll(zip, work).catch(fail)
  return packed
}

async function addAll(zip: ZipFile, work: CapturesPacking): Promise<void> {
  const counts = { written: 0, missing: 0 }
  const lines = [csvLine(columns)]
  for await (const capture of capturesOf(work)) {
    work.signal.throwIfAborted()
    const name = fileNameOf(capture, counts.written + counts.missing + 1)
    const isThere = await addPicture(zip, work, capture, name)
    counts[isThere ? 'written' : 'missing']++
    lines.push(csvLine(cellsOf(capture, isThere ? name : null, work.events)))
    work.onProgress({ ...counts })
  }
  if (counts.written === 0) throw nothingThere(counts.missing)
  // spreadsheets take a file without the mark for one of their own old alphabets
  zip.addBuffer(Buffer.from(`\uFEFF${lines.join('')}`), 'captures.csv')
  zip.end()
}

/** False where the file cannot be had now. Pictures are packed already: they are stored as they are. */
async function addPicture(
  zip: ZipFile,
  { booth, signal }: CapturesPacking,
  { id, takenAtMs }: CaptureView,
  name: string,
): Promise<boolean> {
  const response = await booth.fetch(addresses.capture(id))
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    return false
  }
  const stream = Readable.fromWeb(response.body)
  zip.addReadStream(stream, `pictures/${name}`, { compress: false, mtime: new Date(takenAtMs) })
  try {
    await finished(stream, { signal })
    return true
  } finally {
    stream.destroy()
  }
}

async function* capturesOf(work: CapturesPacking): AsyncGenerator<CaptureView, void> {
  if ('filter' in work.chosen) {
    yield* matching(work.booth, work.chosen.filter)
    return
  }
  for (const id of work.chosen.ids) {
    const found: unknown = await work.booth.command('captures.show', { id }).catch(unlessGone)
    if (found !== null) yield captureView.parse(found)
  }
}

function unlessGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null
  throw error
}

const pageLimit = 500

/** Newest first; pictures that come meanwhile push others onto the next page, where they were seen already. */
async function* matching(
  booth: CapturesPacking['booth'],
  filter: Partial<CaptureFilter>,
): AsyncGenerator<CaptureView, void> {
  const seen = new Set<string>()
  for (let offset = 0; ; offset += pageLimit) {
    const page = capturePage.parse(await booth.command('captures.list', { ...filter, offset, limit: pageLimit }))
    for (const capture of page.captures) {
      if (!seen.has(capture.id)) yield capture
      seen.add(capture.id)
    }
    if (offset + pageLimit >= page.total) return
  }
}

/** Never a name that others chose; the place in the list keeps two of one second apart. */
function fileNameOf({ takenAtMs, mediaType, name }: CaptureView, place: number): string {
  const known =
    (extensionOf as Record<string, string>)[mediaType] ??
    /^\.[a-z0-9]{1,5}$/.exec(extname(name).toLowerCase())?.[0].slice(1)
  const stamp = localTime(takenAtMs).replace(/[: ]/g, '-')
  return `${stamp}-${String(place).padStart(5, '0')}.${known ?? 'bin'}`
}

const columns = [
  ...['file', 'name_on_share', 'event', 'style', 'seed', 'taken_at', 'saved_at', 'width_px', 'height_px'],
  ...['size_bytes', 'media_type', 'favourite', 'job_number', 'job_id'],
]

function cellsOf(capture: CaptureView, file: string | null, events: readonly BoothEvent[]): (string | number | null)[] {
  const { name, eventId, style, seed, takenAtMs, savedAtMs, widthPx, heightPx, sizeBytes, mediaType } = capture
  const event = events.find(({ id }) => id === eventId)
  return [
    ...[
      file && `pictures/${file}`,
      name,
      event?.name || eventId,
      style,
      seed,
      localTime(takenAtMs),
      localTime(savedAtMs),
    ],
    ...[widthPx, heightPx, sizeBytes, mediaType, capture.favourite ? 'yes' : '', capture.jobNumber, capture.jobId],
  ]
}

function nothingThere(missing: number): AppError {
  if (missing === 0)
    return new AppError('not_found', 'There are no such pictures.', 'Choose another event, or take the filter away.')
  return new AppError('share_away', `None of the ${missing} pictures could be read; nothing was written.`, lookAtShare)
}

import { createWriteStream } from 'node:fs'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { addresses } from '../../contract/addresses'
import { capturePage, type CaptureView } from '../../contract/capture'
import { AppError } from '../../contract/errors'
import type { BoothEvent } from '../../contract/event'
import { extensionOf } from '../../contract/media'
import type { AskedBooth } from './asked-booth'
import { csvLine } from './csv'
import { localTime } from './table'

/** `missing` could not be read now; the table names them without a file. */
export interface ExportCounts {
  written: number
  missing: number
}

export interface CapturesExport {
  booth: Pick<AskedBooth, 'command' | 'fetch'>
  filter: { event: string | null; favouritesOnly: boolean }
  events: readonly BoothEvent[]
  /** How many have been looked at. */
  onProgress(count: number): void
  signal: AbortSignal
}

export const lookAtShare = 'Look at the share: is it connected?'

/**
 * Writes the pictures of a filter and `captures.csv`, one picture after the other, so that few are in memory however many
 * there are. Throws `not_found` where there are none, `share_away` where none could be read.
 */
export async function writeCapturesZip(path: string, work: CapturesExport): Promise<ExportCounts> {
  const counts = { written: 0, missing: 0 }
  const zip = new ZipFile()
  // what it gives is a stream that can be cut; its types say less
  const packed = zip.outputStream as Readable
  const written = pipeline(packed, createWriteStream(path, { flags: 'wx' }), { signal: work.signal })
  const added = addAll(zip, work, counts).catch((error: unknown) => {
    packed.destroy()
    throw error
  })
  await Promise.all([added, written])
  return counts
}

async function addAll(zip: ZipFile, work: CapturesExport, counts: ExportCounts): Promise<void> {
  const lines = [csvLine(columns)]
  for await (const capture of capturesOf(work)) {
    work.signal.throwIfAborted()
    const name = fileNameOf(capture, counts.written + counts.missing + 1)
    const isThere = await addPicture(zip, work, capture, name)
    counts[isThere ? 'written' : 'missing']++
    lines.push(csvLine(cellsOf(capture, isThere ? name : null, work.events)))
    work.onProgress(counts.written + counts.missing)
  }
  if (counts.written === 0) throw nothingThere(counts.missing)
  // spreadsheets take a file without the mark for one of their own old alphabets
  zip.addBuffer(Buffer.from(`\uFEFF${lines.join('')}`), 'captures.csv')
  zip.end()
}

/** False where the file cannot be had now. Pictures are packed already: they are stored as they are. */
async function addPicture(
  zip: ZipFile,
  { booth, signal }: CapturesExport,
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
  await finished(stream, { signal })
  return true
}

const pageLimit = 500

/** Newest first; pictures that come meanwhile push others onto the next page, where they were seen already. */
async function* capturesOf({ booth, filter }: CapturesExport): AsyncGenerator<CaptureView> {
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
    return new AppError('not_found', 'There are no such pictures.', 'Choose another event with --event.')
  return new AppError('share_away', `None of the ${missing} pictures could be read; nothing was written.`, lookAtShare)
}

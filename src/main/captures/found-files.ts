import { randomUUID } from 'node:crypto'
import type { BoothEvent } from '../../contract/event'
import type { JobBoard } from '../jobs/job-board'
import type { Journal } from '../jobs/journal'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { FoundFile, Share } from '../share/share'
import type { CaptureIndex } from './capture-index'

/**
 * Files that others put into the share enter the gallery, claimed by the jobId in their name; files that vanish from it
 * leave the gallery.
 */
export function keepIndexWithShare(deps: {
  share: Share
  captures: CaptureIndex
  journal: Journal
  clock: Clock
  log: Log
  events: () => readonly BoothEvent[]
}): void {
  const { share, captures, journal, clock, log, events } = deps

  function found(file: FoundFile): void {
    const root = share.view().dir
    const known = captures.findByName(root, file.name)
    const job = file.jobId === null ? null : journal.find(file.jobId)
    const claimed = job && !captures.find(job.id)
    captures.add({
      id: known?.id ?? (claimed ? job.id : randomUUID()),
      jobId: job?.id ?? null,
      eventId: job?.eventId ?? eventOfName(events(), file.name),
      root,
      name: file.name,
      style: job?.style ?? null,
      seed: job?.seed ?? null,
      takenAtMs: job?.takenAtMs ?? Math.round(file.modifiedAtMs),
      savedAtMs: clock.nowMs(),
      widthPx: file.picture?.widthPx ?? 0,
      heightPx: file.picture?.heightPx ?? 0,
      sizeBytes: file.sizeBytes,
      mediaType: file.picture?.mediaType ?? mediaTypeOf(file.name),
      favourite: 0,
      publication: 'published',
    })
    log.info('a file of others is in the gallery', { name: file.name, jobId: job?.id ?? null })
  }

  share.onFound(found)
  share.onRemoved((name) => {
    const known = captures.findByName(share.view().dir, name)
    if (known) captures.remove(known.id)
  })
}

/** By its folder, in any letter case; what lies in none belongs to the event that has the share's root, if one has. */
export function eventOfName(events: readonly BoothEvent[], name: string): string | null {
  const folded = name.normalize('NFC').toLowerCase()
  const holds = ({ folder }: BoothEvent) => folded.startsWith(`${folder.normalize('NFC').toLowerCase()}/`)
  const own = events.find((event) => event.folder !== '' && holds(event)) ?? events.find(({ folder }) => folder === '')
  return own?.id ?? null
}

/** Whether a name under `root` is in the gallery already, or belongs to a job that is being saved. */
export function isKnownName(deps: { name: string; root: string; board: JobBoard; captures: CaptureIndex }): boolean {
  const { name, root, board, captures } = deps
  return captures.findByName(root, name) !== null || board.all().some((job) => job.result?.name === name)
}

const mediaTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  mp4: 'video/mp4',
  webm: 'video/webm',
  gif: 'image/gif',
}

/** By extension alone: old files are not opened. */
function mediaTypeOf(name: string): string {
  return mediaTypes[name.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream'
}

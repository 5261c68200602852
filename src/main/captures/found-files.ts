import { randomUUID } from 'node:crypto'
import type { BoothEvent } from '../../contract/event'
import type { JobBoard } from '../jobs/job-board'
import type { Journal } from '../jobs/journal'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { FoundFile, Share } from '../share/share'
import type { CaptureIndex, CaptureRow } from './capture-index'
import type { Publications } from './publications'

/**
 * Files that others put into the share enter the gallery, claimed by the jobId in their name; files that vanish from it
 * leave the gallery. Many at once, as when a share is chosen that is full already, are written in portions.
 */
export function keepIndexWithShare(deps: {
  share: Share
  captures: CaptureIndex
  publications: Publications
  journal: Journal
  clock: Clock
  log: Log
  events: () => readonly BoothEvent[]
  /** Ends a job whose end a restored journal does not know; answers whether the file is its own. */
  settleRestored: (file: FoundFile, root: string) => Promise<boolean>
  /** The file is some job's that waits for it: whoever that is sees to it, and hands back what it does not want. */
  isClaimed?: (file: FoundFile) => boolean
}): { add(file: FoundFile): void } {
  const { share, captures, publications, journal, clock, log, events, settleRestored } = deps
  let waiting: { file: FoundFile; root: string }[] = []

  function found(file: FoundFile): void {
    if (waiting.length === 0) setImmediate(write)
    waiting.push({ file, root: share.view().dir })
  }

  /** All that came in one turn of the loop, in one transaction. */
  function write(): void {
    const files = waiting
    waiting = []
    if (files.length === 0) return
    try {
      const rows = files.map(rowOf)
      captures.addAll(rows)
      log.info('files of others are in the gallery', { count: files.length, first: files[0]?.file.name })
      files.forEach(({ file, root }, at) => {
        if (rows[at]?.publication !== 'erased') void settleRestored(file, root)
      })
    } catch (error) {
      // the share's next listing brings none of them again: the next start does
      log.error('files of others could not be added', { count: files.length, error: String(error) })
    }
  }

  function rowOf({ file, root }: { file: FoundFile; root: string }): CaptureRow {
    const known = captures.findByName(root, file.name)
    const job = file.jobId === null ? null : journal.find(file.jobId)
    const claimed = job && !captures.find(job.id)
    return {
      id: known?.id ?? (claimed ? job.id : randomUUID()),
      jobId: job?.id ?? null,
      eventId: job?.eventId ?? eventOfName(events(), file.name),
      root,
      name: file.name,
      style: job?.style ?? null,
      seed: job?.seed ?? null,
      takenAtMs: job?.takenAtMs ?? timeOf(file.modifiedAtMs),
      savedAtMs: clock.nowMs(),
      widthPx: file.picture?.widthPx ?? 0,
      heightPx: file.picture?.heightPx ?? 0,
      sizeBytes: file.sizeBytes,
      mediaType: file.picture?.mediaType ?? mediaTypeOf(file.name),
      durationMs: file.picture?.durationMs ?? null,
      favourite: 0,
      publication: job ? publications.ofFound(job.id) : 'published',
    }
  }

  share.onFound((file) => {
    if (!deps.isClaimed?.(file)) found(file)
  })
  share.onRemoved((name) => {
    write()
    const known = captures.findByName(share.view().dir, name)
    if (known) publications.vanished(known)
  })
  return { add: found }
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

/** Drives without a clock tell dates before 1970, which no list of pictures holds. */
function timeOf(modifiedAtMs: number): number {
  return Math.max(0, Math.round(modifiedAtMs))
}

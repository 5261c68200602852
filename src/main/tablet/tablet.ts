import type { PressInput, PressOutput } from '../../contract/commands'
import { AppError, errorFactsOf } from '../../contract/errors'
import type { Job } from '../../contract/job'
import type { TabletCapture, TabletCaptured, TabletStatus, ToTablet } from '../../contract/tablet-protocol'
import type { GuestLinks } from '../guests/guest-links'
import type { JobBoard } from '../jobs/job-board'
import type { Journal } from '../jobs/journal'
import type { Clock } from '../lib/clock'
import { createAnnouncements, type TabletAnnouncement } from './announcements'
import { tabletWordOf } from './tablet-words'

export interface TabletViewer {
  /** The address under which it reaches us, `http://10.0.0.5:8080`. */
  origin: string
  /** A jobId alone opens nothing: guests' links are told to their screens and to programs of this machine. */
  seesLinks: boolean
}

/** The tablet's protocol. */
export interface Tablet {
  /** Throws as a press does, and `not_possible_now` for a `jobId` that somebody had before. */
  capture(wish: TabletCapture & { jobId?: string | undefined }): PressOutput
  captured(jobId: string, viewer: TabletViewer): TabletCaptured
  /** Null for a job that nobody knows. */
  status(jobId: string, viewer: TabletViewer): TabletStatus | null
  /** The guest's own page of a job; null where there is none now. */
  linkOf(jobId: string): string | null
  /** Of that link, as a PNG; null where there is none. */
  qr(jobId: string): Buffer | null
  /** A picture for a job: its original while it counts or captures, its result where TouchDesigner makes it. */
  take(jobId: string, upload: TabletUpload): Promise<void>
  /** Ends a countdown, and erases the picture where the event says so; throws `not_found`. */
  reset(jobId: string): Promise<void>
  /** Ends a countdown alone. */
  cancel(jobId: string): void
  /** A page that hears what happens from now on; returns what forgets it. */
  listen(page: TabletViewer & { hear(message: ToTablet): void }): () => void
}

export interface TabletUpload {
  path: string
  /** Null where it is no JPEG or PNG. */
  result(): Promise<{ bytes: Buffer; mediaType: 'image/jpeg' | 'image/png' } | null>
  /** A program and no page: results are not for everybody to bring. */
  isProgram: boolean
}

/** Large enough to be read from a tablet an arm away. */
const qrModulePx = 8

export function createTablet(deps: {
  journal: Journal
  board: JobBoard
  press: (input: PressInput, jobId: string | null) => PressOutput
  cancelCountdown: (jobId: string) => void
  isCounting: (jobId: string) => boolean
  /** The original of a job that counts or captures. */
  deliverOriginal: (jobId: string, path: string) => Promise<void>
  /** The result of a job that TouchDesigner makes; false: nobody waits for it. */
  deliverResult: (jobId: string, picture: NonNullable<Awaited<ReturnType<TabletUpload['result']>>>) => boolean
  links: Pick<GuestLinks, 'urlOf'>
  qrPng: (text: string, modulePx: number) => Buffer
  /** Whether the event of this job has its pictures erased on reset. */
  erasesOnReset: (job: Job) => boolean
  erase: (jobId: string) => Promise<void>
  clock: Clock
}): Tablet {
  const { journal, board, links, qrPng, clock } = deps
  const pages = new Set<Parameters<Tablet['listen']>[0]>()
  const announcementOf = createAnnouncements()
  const jobOf = (jobId: string) => board.get(jobId) ?? journal.find(jobId)
  const wordOf = (job: Job) => tabletWordOf(job, board.live(job.id).waitsForShare)

  function linkAt(jobId: string, { origin, seesLinks }: TabletViewer) {
    const url = seesLinks ? links.urlOf(jobId) : null
    return { url, qrUrl: url === null ? null : `${origin}/qr.png?jobId=${jobId}` }
  }

  function progressOf(job: Job): number {
    const word = wordOf(job)
    if (word === 'ready') return 1
    return word === 'processing' ? (job.state === 'saving' ? 1 : board.live(job.id).progress) : 0
  }

  function messageFor(job: Job, viewer: TabletViewer, type: TabletAnnouncement): ToTablet {
    const jobId = job.id
    if (type === 'capture') return { type, jobId, countdownSec: job.countdownSec, ts: clock.nowMs() }
    if (type === 'progress') return { type, jobId, progress: progressOf(job) }
    return type === 'ready' ? { type, jobId, ...linkAt(jobId, viewer) } : { type, jobId, message: faultOf(job) }
  }

  board.onChange((jobId) => {
    const job = board.get(jobId)
    if (!job || (job.source !== 'webcam' && job.source !== 'touchdesigner')) return
    const type = announcementOf({ job, word: wordOf(job), progress: progressOf(job) })
    if (type) for (const page of pages) page.hear(messageFor(job, page, type))
  })

  function cancel(jobId: string): void {
    if (deps.isCounting(jobId)) deps.cancelCountdown(jobId)
  }

  return {
    capture({ jobId = null, ...wish }) {
      if (jobId !== null && jobOf(jobId)) throw taken(jobId)
      return deps.press(wish, jobId)
    },
    captured(jobId, viewer) {
      return { jobId, countdownSec: journal.get(jobId).countdownSec, ...linkAt(jobId, viewer) }
    },
    status(jobId, viewer) {
      const job = jobOf(jobId)
      if (!job) return null
      const link = linkAt(jobId, viewer)
      const status = wordOf(job)
      return {
        ...{ jobId, status, progress: progressOf(job), ...link },
        qrPngDataUrl:
          link.url === null ? null : `data:image/png;base64,${qrPng(link.url, qrModulePx).toString('base64')}`,
        redirectUrl: link.url === null ? null : `${viewer.origin}/d/${jobId}`,
        error: status === 'error' ? faultOf(job) : null,
      }
    },
    linkOf: links.urlOf,
    qr(jobId) {
      const url = links.urlOf(jobId)
      return url === null ? null : qrPng(url, qrModulePx)
    },
    async take(jobId, { path, result, isProgram }) {
      const { state, backend } = journal.get(jobId)
      if (state === 'counting' || state === 'capturing') return deps.deliverOriginal(jobId, path)
      const picture = isProgram && backend === 'touchdesigner' ? await result() : null
      if (!picture || !deps.deliverResult(jobId, picture)) throw notWaitedFor()
    },
    async reset(jobId) {
      const job = journal.get(jobId)
      cancel(jobId)
      if (deps.erasesOnReset(job)) await deps.erase(jobId)
    },
    cancel,
    listen(page) {
      pages.add(page)
      return () => void pages.delete(page)
    },
  }
}

/** A guest reads this: what happened, without what only the operator can mend. */
function faultOf(job: Job): string {
  if (job.state === 'cancelled') return 'The picture was cancelled.'
  return job.error ? job.error.message : errorFactsOf(new Error()).message
}

function notWaitedFor(): AppError {
  return new AppError('not_possible_now', 'No picture is waited for in this job.', 'Press again for another.')
}

function taken(jobId: string): AppError {
  return new AppError('not_possible_now', `The jobId ${jobId} was used before.`, 'Choose a new one for each picture.')
}

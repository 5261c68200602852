import { awaitsShutter, type Job } from '../../contract/job'
import { isVideo } from '../../contract/media'
import type { LiveFacts } from '../jobs/job-board'
import type { Wish } from './guest-wishes'

/** What a guest finds under their link. */
export type GuestView =
  | { state: 'unknown' }
  | { state: 'expired' }
  | {
      state: 'forming'
      /** counting: before the shutter. waiting: taken, in line. making: the picture forms. */
      phase: 'counting' | 'waiting' | 'making'
      progress: number
      position: number | null
      etaMs: number | null
      /** Rises with each preview frame; 0: there is none. */
      previewVersion: number
    }
  | {
      state: 'ready'
      kind: 'still' | 'animation' | 'video'
      widthPx: number
      heightPx: number
      /** Changes when the picture does. */
      version: string
      hasOriginal: boolean
      /** Local day of the picture, `2026-01-31`. */
      day: string
      untilMs: number | null
    }
  | { state: 'failed' }
  /** The operator took it back. */
  | { state: 'withdrawn' }
  /** The guest wants it deleted, and may still change their mind. */
  | { state: 'leaving'; undoUntilMs: number }
  | { state: 'erased'; doneAtMs: number | null; open: readonly string[]; beyond: readonly string[] }

const dayMs = 24 * 3_600_000

/** Pure. `guestDays` is of the job's event; null: links do not end. */
export function guestViewOf(facts: {
  job: Job
  live: Pick<LiveFacts, 'progress' | 'position' | 'etaMs' | 'previewVersion'>
  wish: Wish | null
  /** Its pictures went by age. */
  isErased: boolean
  /** From when on the link ages: the moment of the picture, or a later one where the clock was wrong then. */
  agesFromMs: number
  isRejected: boolean
  guestDays: number | null
  originalOffered: boolean
  nowMs: number
}): GuestView {
  const { job, live, wish, guestDays, nowMs } = facts
  if (wish) return viewOfWish(wish)
  if (facts.isErased) return { state: 'erased', doneAtMs: null, open: [], beyond: ['downloads'] }
  const untilMs = guestDays === null ? null : facts.agesFromMs + guestDays * dayMs
  if (untilMs !== null && nowMs > untilMs) return { state: 'expired' }
  if (facts.isRejected) return { state: 'withdrawn' }
  if (job.state === 'failed' || job.state === 'cancelled') return { state: 'failed' }
  // in the spool and read back: it is safe, and the share may take its time
  if (!job.result || (job.state !== 'saving' && job.state !== 'saved'))
    return { state: 'forming', ...forming(job, live) }
  const { mediaType, widthPx, heightPx, sha256 } = job.result
  return {
    state: 'ready',
    kind: isVideo(job.result)
      ? 'video'
      : mediaType === 'image/gif' || job.result.durationMs !== null
        ? 'animation'
        : 'still',
    widthPx,
    heightPx,
    version: sha256.slice(0, 12),
    hasOriginal: facts.originalOffered && job.original !== null,
    day: new Date((job.takenAtMs ?? job.pressedAtMs) + job.zoneOffsetMin * 60_000).toISOString().slice(0, 10),
    untilMs,
  }
}

function viewOfWish({ dueAtMs, begunAtMs, doneAtMs, tasks, beyond }: Wish): GuestView {
  if (begunAtMs === null) return { state: 'leaving', undoUntilMs: dueAtMs }
  return { state: 'erased', doneAtMs, open: [...new Set(tasks.map(({ at }) => at))], beyond }
}

function forming(job: Job, { progress, position, etaMs, previewVersion }: Parameters<typeof guestViewOf>[0]['live']) {
  const phase = awaitsShutter(job) ? 'counting' : job.state === 'queued' ? 'waiting' : 'making'
  return { phase, progress, position, etaMs, previewVersion } as const
}
